#include "plan/make_plan.hpp"

#include <algorithm>
#include <initializer_list>
#include <iterator>
#include <utility>

#include "plan/district_findings.hpp"
#include "plan/guardrails.hpp"
#include "plan/sign_in.hpp"

namespace clever_sync {

namespace {

/// One after another; what was given is let go as it is taken over, since a plan may be large.
std::vector<Change> united(std::initializer_list<std::vector<Change>*> parts) {
  std::size_t all = 0;
  for (const std::vector<Change>* part : parts) all += part->size();
  std::vector<Change> changes;
  changes.reserve(all);
  for (std::vector<Change>* part : parts) std::ranges::move(std::exchange(*part, {}), std::back_inserter(changes));
  return changes;
}

/// The order in which they are applied, valid at every prefix: an account is there before a class names it, and a class
/// has let go of its students before it or their accounts are archived.
void compare_states(const PlanInputs& inputs, Plan& plan, Notes& notes) {
  const Refusals refusals(inputs.applied.refused, inputs.as_of);
  AccountChanges teachers = compare_teachers(inputs, refusals);
  AccountChanges students = compare_students(inputs, refusals);
  ClassChanges classes = compare_classes(inputs, refusals, teachers, students);
  notes.add(teachers.notes);
  notes.add(students.notes);
  notes.add(classes.notes);
  Departures departures = work_out_departures(inputs, refusals, std::move(classes), teachers, students);
  notes.add(departures.notes);
  plan.changes = united({&teachers.additions, &students.additions, &departures.class_additions, &departures.let_go,
                         &departures.class_updates, &departures.class_archives, &departures.student_archives,
                         &departures.teacher_archives});
}

PlanCounts count(const Plan& plan, const Notes& notes, std::size_t left_out) {
  PlanCounts counts{.changes = {},
                    .unchanged = notes.unchanged,
                    .filtered = static_cast<std::int64_t>(left_out),
                    .held = 0,
                    .withheld = notes.withheld};
  for (const Change& change : plan.changes) {
    ++counts.changes[{change.kind, change.action}];
    if (plan.verdict(change.part) == Verdict::hold) ++counts.held;
  }
  return counts;
}

}  // namespace

Plan make_plan(const PlanInputs& inputs) {
  Plan plan{.district = inputs.district.id, .as_of = inputs.as_of, .inputs = inputs.ids};
  Notes notes;
  compare_states(inputs, plan, notes);
  plan.guardrails = judge_guardrails(inputs, plan.changes);
  plan.additions = judge_part(Part::additions, inputs.policy.additions, plan.guardrails, plan.changes);
  plan.removals = judge_part(Part::removals, inputs.policy.removals, plan.guardrails, plan.changes);
  plan.additions_digest = part_digest(plan.district, Part::additions, plan.changes);
  plan.removals_digest = part_digest(plan.district, Part::removals, plan.changes);
  plan.counts = count(plan, notes, inputs.desired.left_out.size());
  plan.findings = std::move(notes.findings);
  std::ranges::copy(inputs.desired.findings, std::back_inserter(plan.findings));
  std::ranges::move(district_findings(inputs), std::back_inserter(plan.findings));
  std::ranges::sort(plan.findings);
  return plan;
}

}  // namespace clever_sync
