#pragma once
// make_plan: the comparison of desired, applied and live, as ordered changes with reasons and judged guardrails. Pure:
// the same inputs give the same plan on any machine. Semantics: design sections 4, 5 and 6; docs/architecture.md has
// one class's life through it.

#include "plan/plan.hpp"
#include "rules/config.hpp"
#include "rules/rule_set.hpp"

namespace clever_sync {

struct PlanInputs {
  const District& district;
  const DesiredResult& desired;
  const AppliedState& applied;
  const LiveState& live;
  const RuleSet& rules;
  ReviewPolicy policy;
  const SnapshotCounts& counts;  // of the snapshot, held against applied.baseline
  bool connection_approved = false;
  Date as_of{};
  PlanInputsIds ids;
};

Plan make_plan(const PlanInputs& inputs);

}  // namespace clever_sync
