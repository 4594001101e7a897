#pragma once
// PlanChanges: what a plan changes, in the form that bench/peers/README.md says, so that every peer's answer can be
// held against it.

#include <string>

#include "plan/plan.hpp"

namespace clever_sync::bench {

/// The lines of the answer, sorted by bytes, each with its line break.
std::string plan_changes(const Plan& plan);

}  // namespace clever_sync::bench
