#include "desired/desired.hpp"
#include "nightly/inputs.hpp"
#include "nightly/plan_lookup.hpp"

namespace clever_sync {

namespace {

std::string full_name(std::string_view first, std::string_view last) {
  return std::string(first) + (first.empty() || last.empty() ? "" : " ") + std::string(last);
}

NameBook book_of_schools(const Snapshot& snapshot) {
  NameBook names;
  for (const Term& term : snapshot.roster.terms) names.terms[term.id.text()] = std::string(term.name);
  for (const School& school : snapshot.roster.schools) names.schools[school.id.text()] = std::string(school.name);
  return names;
}

void add_name(NameBook& names, const Section& section) {
  names.classes[section.id.as<AnyTag>()] = std::string(section.name);
}
void add_name(NameBook& names, const SpheroClass& live_class) {
  if (!live_class.name.empty()) names.classes[live_class.id.as<AnyTag>()] = std::string(live_class.name);
}
void add_name(NameBook& names, const Teacher& teacher) {
  names.people[teacher.id.as<AnyTag>()] = full_name(teacher.first_name, teacher.last_name);
}
void add_name(NameBook& names, const SpheroTeacher& teacher) {
  names.people[teacher.id.as<AnyTag>()] = full_name(teacher.first_name, teacher.last_name);
}
void add_name(NameBook& names, const Student& student) {
  names.people[student.id.as<AnyTag>()] = full_name(student.first_name, student.last_initial);
}
void add_name(NameBook& names, const SpheroStudent& student) {
  names.people[student.id.as<AnyTag>()] = full_name(student.first_name, student.last_initial);
}

/// Of a class Sphero Edu's name counts, of a person Clever's: the later wins.
template <class Earlier, class Later>
void add_names(NameBook& names, const Earlier& earlier, const Later& later) {
  for (const auto& record : earlier) add_name(names, record);
  for (const auto& record : later) add_name(names, record);
}
template <class Earlier, class Later, class IdType>
void add_name_of(NameBook& names, const Earlier& earlier, const Later& later, IdType id) {
  if (const auto* const record = find_by_id(earlier, id)) add_name(names, *record);
  if (const auto* const record = find_by_id(later, id)) add_name(names, *record);
}

}  // namespace

NameBook make_name_book(const Snapshot& snapshot, const LiveState& live, StudentNames students) {
  NameBook names = book_of_schools(snapshot);
  add_names(names, snapshot.roster.sections, live.managed.classes);
  add_names(names, live.managed.teachers, snapshot.roster.teachers);
  if (students == StudentNames::join) add_names(names, live.managed.students, snapshot.roster.students);
  return names;
}

NameBook make_name_book(const Plan& plan, const Snapshot& snapshot, const LiveState& live) {
  constexpr std::string_view of_class = "class:";
  NameBook names = book_of_schools(snapshot);
  const auto add_class = [&](SectionId id) { add_name_of(names, snapshot.roster.sections, live.managed.classes, id); };
  for (const Change& change : plan.changes) {
    if (change.kind == Kind::class_) add_class(change.clever_id.as<SectionTag>());
    if (change.kind == Kind::teacher)
      add_name_of(names, live.managed.teachers, snapshot.roster.teachers, change.clever_id.as<UserTag>());
  }
  for (const Guardrail& guardrail : plan.guardrails) {
    if (!guardrail.scope.starts_with(of_class)) continue;
    if (const auto id = SectionId::parse(guardrail.scope.substr(of_class.size()))) add_class(*id);
  }
  return names;
}

DerivedPlan derive_workspace_plan(const WorkspaceInputs& inputs, Date as_of) {
  return derive_plan_under(inputs, inputs.rules, inputs.config.review, as_of);
}

DerivedPlan derive_plan_under(const WorkspaceInputs& inputs, const RuleSet& rules, const ReviewPolicy& policy,
                              Date as_of) {
  DerivedPlan derived{.desired = derive_desired(inputs.snapshot, rules, as_of), .plan = {}};
  const SnapshotCounts counts = count_records(inputs.snapshot.roster);
  derived.plan = make_plan({.district = inputs.snapshot.roster.district,
                            .desired = derived.desired,
                            .applied = inputs.applied,
                            .live = inputs.live,
                            .rules = rules,
                            .policy = policy,
                            .counts = counts,
                            .connection_approved = inputs.connection_approved,
                            .as_of = as_of,
                            .ids = inputs.ids});
  return derived;
}

PlanFiles make_plan_files(Plan plan, const NameBook& names) {
  PlanFiles files;
  files.json = encode_plan(plan);
  files.digest = claimed_digest(files.json);
  files.markdown = render_markdown(plan, files.digest, names);
  files.plan = std::move(plan);
  return files;
}

MadePlan make_workspace_plan(const WorkspaceInputs& inputs, Date as_of) {
  DerivedPlan derived = derive_workspace_plan(inputs, as_of);
  const NameBook names = make_name_book(derived.plan, inputs.snapshot, inputs.live);
  return {make_plan_files(std::move(derived.plan), names), std::move(derived.desired)};
}

PlanFiles make_remaining_plan(const WorkspaceInputs& inputs, const DesiredResult& desired, const AppliedState& applied,
                              const LiveState& live, const PlanInputsIds& ids, Date as_of) {
  const SnapshotCounts counts = count_records(inputs.snapshot.roster);
  Plan plan = make_plan({.district = inputs.snapshot.roster.district,
                         .desired = desired,
                         .applied = applied,
                         .live = live,
                         .rules = inputs.rules,
                         .policy = inputs.config.review,
                         .counts = counts,
                         .connection_approved = inputs.connection_approved,
                         .as_of = as_of,
                         .ids = ids});
  const NameBook names = make_name_book(plan, inputs.snapshot, live);
  return make_plan_files(std::move(plan), names);
}

}  // namespace clever_sync
