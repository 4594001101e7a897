#pragma once
// Trials: for each reason code the changes of a rule or of the data that may have made it otherwise, smallest first.
// Whether one really would is for counterfactual.hpp to find out. Private to this folder.

#include <vector>

#include "audit/counterfactual.hpp"

namespace clever_sync {

/// The world with one thing changed, and how to say so.
struct Trial {
  Counterfactual says;
  PlanWorld world;
};

std::vector<Trial> trials_against(const PlanWorld& world, const Change& change, const std::optional<Snapshot>& before);

}  // namespace clever_sync
