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

/// Every change with its reason, the guardrails judged, verdicts and digests filled in. Its findings are those of
/// `desired` and these, whose codes are stable:
///
///     account-still-in-class   would be archived, but is in an open class after the plan
///     class-without-teacher    the plan leaves a class without a teacher
///     connection-not-approved  nothing is written before somebody approves the connection
///     data-stale               the district's state in Clever says that the data is not current
///     drift-kept               a field was changed in Sphero Edu and stays, as its mapping says
///     launch-date-ahead        the district's launch date has not come
///     link-account-missing     keep.yaml links to an account that live does not show; withheld
///     link-conflict            keep.yaml links to an account that is somebody else's; withheld
///     not-restored             archived in Sphero Edu, wanted, and classes.restore is false
///     orphan-kept              managed by Clever, known to nobody, and orphans.archive is false
///     refused-earlier          Sphero Edu refused this very change; withheld until its next try
///     rekeyed-needs-decision   the sis_id of somebody who left, under another name; withheld
///     same-email               a hand-made account has the teacher's e-mail address; withheld
Plan make_plan(const PlanInputs& inputs);

/// Whether the finding waits for a person to decide an identity by a line in keep.yaml: nothing of that person is
/// created meanwhile.
bool waits_for_keep(const Finding& finding);

}  // namespace clever_sync
