#pragma once
// Difference: two plans held against each other, change by change, so that whoever has read one reads only what is new
// in the other. A change is known again by what it is (part, action, kind, Clever id) and is unchanged if a reader of
// the plan files could see no difference in it. Pure.

#include <vector>

#include "plan/plan.hpp"

namespace clever_sync {

/// A change of both plans that does something else now.
struct AlteredChange {
  const Change* before = nullptr;
  const Change* after = nullptr;
};

/// All point into the plans that were compared, which must outlive this.
struct PlanDifference {
  std::vector<const Change*> added;      // in the later plan only, in its order
  std::vector<const Change*> gone;       // in the earlier plan only, in its order
  std::vector<AlteredChange> altered;    // in the later plan's order
  std::vector<const Change*> unchanged;  // of the later plan, in its order
  [[nodiscard]] bool none() const { return added.empty() && gone.empty() && altered.empty(); }
};

PlanDifference compare_plans(const Plan& before, const Plan& after);

/// Whether the two do the same for the same reason, as far as plan files tell: what a part's digest covers, but of a
/// student's fields the names alone.
bool reads_the_same(const Change& before, const Change& after);

/// The first place at which the plans differ, in the order in which they are applied: a change that only one has, or
/// that differs. Both null if there is none.
AlteredChange first_difference(const Plan& before, const Plan& after);

}  // namespace clever_sync
