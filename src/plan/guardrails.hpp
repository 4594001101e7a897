#pragma once
// Guardrails: limits that stop a part until a person has looked. Results inside the plan, never an exception.

#include "plan/make_plan.hpp"

namespace clever_sync {

/// Judges every limit, the district's state and the calendar against the changes. Sorted by name and scope. Named are
/// all of scope `district`, the schools of which something would go, and the classes that hold (else the one nearest to
/// it). A verdict is the arithmetic's alone: on a shrunk night `snapshot-shrinks` says hold although no removal is
/// planned yet, which keeps the baseline where it is; that an empty part is clear all the same is judge_part's word.
std::vector<Guardrail> judge_guardrails(const PlanInputs& inputs, const std::vector<Change>& changes);

/// The verdict on a part: an empty one is clear, one that a guardrail holds is hold, else the policy's word.
Verdict judge_part(Part part, PartPolicy policy, const std::vector<Guardrail>& guardrails,
                   const std::vector<Change>& changes);

/// The baseline after this snapshot: the new counts if neither `snapshot-shrinks` nor `school-gone` holds (or both that
/// hold are waived by an approval that is being applied), else the old.
SnapshotCounts next_baseline(const AppliedState& applied, const SnapshotCounts& counts,
                             const std::vector<Guardrail>& guardrails, const std::vector<std::string>& waived);

}  // namespace clever_sync
