#pragma once
// Counterfactual: what would have made it otherwise. The smallest changes of a rule or of the data that come to mind
// for a reason, each tried by planning again on a copy of the inputs: only what then really changes the plan is given.
// Pure; it works on the part of the district around the object, and only if that part plans the very same change.

#include <optional>
#include <string>
#include <vector>

#include "plan/make_plan.hpp"
#include "roster/roster.hpp"
#include "snapshot/snapshot.hpp"

namespace clever_sync {

/// The inputs of a plan, or as much of them as lies around one object: its schools.
struct PlanWorld {
  Snapshot snapshot;
  RuleSet rules;
  AppliedState applied;
  LiveState live;
  ReviewPolicy policy;
  Date as_of{};
};

struct Counterfactual {
  enum class Of { rule, data };
  Of of = Of::rule;
  std::string where;  // `rules/lifecycle.yaml:8`, `snapshots/terms.json 58da… end_date`
  std::string words;  // `after_term_end_days of 17 or more (it is 14)`
  friend bool operator==(const Counterfactual&, const Counterfactual&) = default;
};

/// What would have kept this change out of the plan, smallest first. `before` is the object's record in the snapshot
/// before it last changed, when there was one. Empty if the world does not plan the change by itself.
std::vector<Counterfactual> find_alternatives(const PlanWorld& world, const Change& change,
                                              const std::optional<Snapshot>& before);

/// What would have let a record take part that a rule leaves out: without the rule.
std::vector<Counterfactual> find_ways_in(const PlanWorld& world, const LeftOut& left_out);

/// The rule set without that filter rule; nothing if it names none.
std::optional<RuleSet> without_rule(const RuleSet& rules, const RuleRef& rule);

}  // namespace clever_sync
