#include "plan/make_plan.hpp"

#include <algorithm>
#include <iterator>

#include "plan/district_findings.hpp"
#include "plan/guardrails.hpp"
#include "plan/sign_in.hpp"

namespace clever_sync {

namespace {

void append(std::vector<Change>& changes, std::vector<Change> more) {
  changes.insert(changes.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
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
  append(plan.changes, std::move(teachers.additions));
  append(plan.changes, std::move(students.additions));
  append(plan.changes, classes.additions);
  Departures departures = work_out_departures(inputs, refusals, std::move(classes), teachers, students);
  notes.add(departures.notes);
  append(plan.changes, std::move(departures.let_go));
  append(plan.changes, std::move(departures.class_updates));
  append(plan.changes, std::move(departures.class_archives));
  append(plan.changes, std::move(departures.student_archives));
  append(plan.changes, std::move(departures.teacher_archives));
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
