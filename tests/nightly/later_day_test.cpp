// The plan of a quiet night against its oracle, the full way: whenever the short way answers, it answers with the bytes
// that planning anew from all records gives.
#include "plan/later_day.hpp"

#include <rapidcheck.h>

#include "catch.hpp"
#include "desired/world.hpp"
#include "nightly/inputs.hpp"

using namespace clever_sync;

namespace {

/// At rapidcheck's full size from the first world on.
int pick(int below) {
  return *rc::gen::resize(rc::kNominalSize, rc::gen::inRange(0, below));
}
bool chance(int percent) {
  return pick(100) < percent;
}
std::chrono::days days(int number) {
  return std::chrono::days{number};
}
/// A day around the night of the first plan, so that some lie between the two plans.
Date near_day() {
  return tonight + days(pick(40) - 15);
}

std::vector<int> some_people() {
  std::vector<int> numbers;
  for (int number = 1; number <= 4; ++number)
    if (chance(50)) numbers.push_back(number);
  return numbers;
}

Section any_section(int number) {
  Section made = section(number, some_people(), some_people());
  made.school = school_id(1 + pick(2));
  made.course = course_id(1);
  if (chance(20))
    made.term = std::nullopt;
  else
    made.term = term_id(1 + pick(3));
  made.first_seen = near_day() - days(pick(60));
  if (chance(20)) made.reused = tonight - days(pick(40));
  return made;
}

Snapshot any_snapshot() {
  Snapshot made = district();
  Roster& roster = made.roster;
  for (Term& term : roster.terms)
    if (chance(60)) term.end_date = near_day() - days(pick(2) * 14);
  if (chance(25)) roster.district.launch_date = near_day();
  if (chance(15)) roster.district.state = DistrictState::error;
  for (int number = 1; number <= 4; ++number) roster.sections.push_back(any_section(number));
  for (int number = 5; number <= 6; ++number)
    if (chance(40)) made.absences.sections.push_back(gone(any_section(number), {"2026-11-22", "2026-11-23"}));
  if (chance(30)) made.absences.students.push_back(gone(student(7), {"2026-11-20", "2026-11-21", "2026-11-22"}));
  return made;
}

RuleSet any_rules() {
  std::vector<RuleFile> files;
  std::string keep = "version: 1\n";
  if (chance(40)) {
    keep += fmt::format("keep: [{{class: {}, until: {}, because: x}}]\n", section_id(1 + pick(6)).text(),
                        format_date(near_day()));
  }
  if (chance(40)) {
    keep += fmt::format("ignore: [{{student: {}, until: {}, because: x}}]\n", student_id(1 + pick(4)).text(),
                        format_date(near_day()));
  }
  files.push_back({.file = "rules/keep.yaml", .text = keep});
  std::string guardrails = "version: 1\n";
  if (chance(40)) {
    const Date from = near_day();
    guardrails += fmt::format("windows: [{{name: rollover, from: {}, to: {}, mode: {}}}]\n", format_date(from),
                              format_date(from + days(pick(10))), chance(50) ? "additions-only" : "nothing");
  }
  files.push_back({.file = "rules/guardrails.yaml", .text = guardrails});
  if (chance(40)) {
    files.push_back({.file = "rules/lifecycle.yaml",
                     .text = fmt::format("version: 1\nclasses: {{archive: {{after_term_end_days: {}, "
                                         "school_year_ends: {}}}}}\n",
                                         pick(20), format_date(near_day()))});
  }
  if (chance(15)) {
    files.push_back({.file = "rules/filters.yaml",
                     .text = fmt::format("version: 1\nexclude:\n  - id: ended\n    sections: {{term.end_date: "
                                         "{{before: {}}}}}\n    because: x\n",
                                         chance(50) ? "today" : format_date(near_day()))});
  }
  return parse_rules(files);
}

/// Sphero Edu as the plan of the day would leave it, more or less; applied the same, more or less.
template <class DesiredObject, class Object>
void settle(const std::vector<DesiredObject>& desired, std::vector<Object>& applied, std::vector<Object>& live) {
  for (const auto& item : desired) {
    if (item.stance == Stance::keep && chance(50)) continue;
    Object object = item.object;
    object.sphero_id = "x-1";
    object.archived = item.stance == Stance::archive;
    live.push_back(object);
    if (chance(4)) object.archived = !object.archived;
    if (!chance(4)) applied.push_back(object);
  }
}

struct World {
  WorkspaceInputs inputs;
  DesiredResult desired;  // keeps the texts that applied and live view
};

World any_world() {
  World world;
  WorkspaceInputs& inputs = world.inputs;
  inputs.snapshot = any_snapshot();
  inputs.rules = any_rules();
  inputs.connection_approved = chance(80);
  inputs.ids = {.snapshot = "1", .rules = "2", .config = "3", .applied = "4", .live = "5"};
  world.desired = derive_desired(inputs.snapshot, inputs.rules, tonight);
  const DesiredState& desired = world.desired.state;
  ManagedState& applied = inputs.applied.managed;
  ManagedState& live = inputs.live.managed;
  settle(desired.teachers, applied.teachers.edit(), live.teachers.edit());
  settle(desired.students, applied.students.edit(), live.students.edit());
  settle(desired.classes, applied.classes.edit(), live.classes.edit());
  if (!live.classes.empty() && chance(10)) {
    SpheroClass& changed = live.classes[static_cast<std::size_t>(pick(static_cast<int>(live.classes.size())))];
    if (chance(50))
      changed.name = "A teacher's own name";
    else
      changed.students = {student_id(1), student_id(3)};
  }
  inputs.applied.baseline = count_records(inputs.snapshot.roster);
  if (chance(20)) inputs.applied.baseline->district.students += pick(9);
  return world;
}

SnapshotDates dates_of(const Snapshot& snapshot) {
  SnapshotDates dates{.term_ends = {}, .launch_date = snapshot.roster.district.launch_date};
  for (const Term& term : snapshot.roster.terms)
    if (term.end_date) dates.term_ends.push_back(*term.end_date);
  return dates;
}

}  // namespace

TEST_CASE("a quiet night's plan is, byte for byte, what planning anew gives", "[later_day]") {
  int answered = 0, refused = 0, would_differ = 0;
  CHECK(rc::check([&] {
    const World world = any_world();
    const WorkspaceInputs& inputs = world.inputs;
    const Date later = tonight + days(pick(25));
    const Plan before = derive_workspace_plan(inputs, tonight).plan;
    const auto same = plan_on_later_day(before, later, inputs.rules, dates_of(inputs.snapshot));
    const MadePlan anew = make_workspace_plan(inputs, later);
    if (!same) {
      ++refused;
      Plan renewed = before;
      renewed.as_of = later;
      if (before.changes.empty() && encode_plan(renewed) != anew.json) ++would_differ;
      return;
    }
    ++answered;
    const PlanFiles files = make_plan_files(*same, {});
    RC_ASSERT(files.json == anew.json);
    RC_ASSERT(files.markdown == anew.markdown);
    RC_ASSERT(files.digest == anew.digest);
  }));
  // The law says something: the short way is often taken, and where it is not, the day often matters.
  CHECK(answered > 5);
  CHECK(refused > 5);
  CHECK(would_differ > 2);
}

TEST_CASE("what is not surely the same is planned anew", "[later_day]") {
  const RuleSet rules = parse_rules({});
  Plan plan{.as_of = day("2026-11-24")};
  const SnapshotDates dates{.term_ends = {day("2026-11-20")},
                            .launch_date = std::nullopt};  // 14 days: until 4 December
  const auto on = [&](std::string_view later) { return plan_on_later_day(plan, day(later), rules, dates).has_value(); };
  CHECK(on("2026-11-24"));
  CHECK(on("2026-12-04"));
  CHECK_FALSE(on("2026-12-05"));
  CHECK_FALSE(on("2026-11-23"));
  plan.counts.withheld = 1;
  CHECK_FALSE(on("2026-11-25"));
  plan.counts.withheld = 0;
  plan.engine = derivation_number + 1;
  CHECK_FALSE(on("2026-11-25"));
  plan.engine = derivation_number;
  plan.changes.emplace_back();
  CHECK_FALSE(on("2026-11-25"));
  plan.changes.clear();
  const RuleSet relative = parse_rules({{.file = "rules/filters.yaml",
                                         .text = "version: 1\nexclude:\n  - id: over\n    sections: {term.end_date: "
                                                 "{before: today}}\n    because: x\n"}});
  CHECK_FALSE(plan_on_later_day(plan, day("2026-11-25"), relative, dates).has_value());
}
