#pragma once
// Groups: a plan's changes gathered for a reader, losslessly: one group per part, school, action, kind, reason, rule
// and ended term, in the order of the plan within each.

#include <cstdint>
#include <string>
#include <vector>

#include "plan/plan.hpp"

namespace clever_sync {

struct ChangeGroup {
  Part part = Part::additions;
  std::string school;  // id, "" for none
  Action action = Action::create;
  Kind kind = Kind::class_;
  ReasonCode code = ReasonCode::listed;
  RuleRef rule;
  std::string term;  // the Clever id of the term that ended, "" where that is not the reason
  std::vector<const Change*> changes;
  std::int64_t loses_sign_in = 0;
};

/// Every change of the part once; groups in order of school, then as the plan applies them.
std::vector<ChangeGroup> group_changes(const Plan& plan, Part part);

/// The facts that every change of the group rests on: `snapshots/terms.json 58da… end_date 2026-11-10`, if they are the
/// same for all. A value may be free text.
std::vector<Evidence> shared_evidence(const ChangeGroup& group);

/// Guardrails as a reader wants them: those that hold, then those that counted something. The others are a number.
struct GuardrailOverview {
  std::vector<const Guardrail*> holding, counting;
  std::size_t silent = 0;
};
GuardrailOverview overview_of(const std::vector<Guardrail>& guardrails);

std::int64_t count_changes(const Plan& plan, Part part);
/// Sign-ins lost by all changes together.
std::int64_t count_lost_sign_ins(const Plan& plan);

}  // namespace clever_sync
