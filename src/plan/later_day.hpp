#pragma once
// Later day: a plan that changes nothing, made again on a later day from the same inputs. On most nights nothing has
// changed, and then what a new plan says is known without a look at a single record. Pure.

#include <optional>
#include <vector>

#include "plan/plan.hpp"
#include "rules/rule_set.hpp"

namespace clever_sync {

/// The dates of a snapshot that decisions hold against the day of the plan.
struct SnapshotDates {
  std::vector<Date> term_ends;
  std::optional<Date> launch_date;
};

/// The plan that the same inputs give on the later day; nothing when that can't be told: the plan has changes or
/// withholds some, another version derived it, the day is an earlier one, a rule counts in days from today, or a date
/// that decides something lies between the days.
///
/// Dates that stand in records alone need no look, as long as there is no change. A section's `reused` makes the
/// comparison stricter for a while, so what is right under it is right after it. `first_seen` is held against
/// `school_year_ends`, and nights of absence against a count. A refused change waits for its day only if there is one.
std::optional<Plan> plan_on_later_day(const Plan& plan, Date later, const RuleSet& rules, const SnapshotDates& dates);

}  // namespace clever_sync
