// What a change cites is what it rests on: for every change of random small districts the cited line is there to be
// read, and without what is cited as evidence the change is not planned; for what takes something away, the cited rule
// is one that would have prevented it.

#include <rapidcheck.h>

#include <algorithm>
#include <array>

#include "audit/counterfactual.hpp"
#include "audit/planned.hpp"
#include "catch.hpp"
#include "desired/desired.hpp"
#include "desired/world.hpp"

using namespace clever_sync;
using test::changes_of;

namespace {

bool plans_the_same(const PlanWorld& world, const Change& change) {
  return std::ranges::any_of(changes_of(world), [&change](const Change& other) {
    return other.kind == change.kind && other.clever_id == change.clever_id && other.action == change.action &&
           other.part == change.part && other.reason == change.reason && other.set == change.set &&
           other.add_students == change.add_students && other.remove_students == change.remove_students;
  });
}

template <class Record>
bool take_out(std::vector<Record>& records, const std::string& id) {
  return std::erase_if(records, [&id](const Record& record) { return record.id.text() == id; }) > 0;
}

template <class Record>
bool take_out_absent(std::vector<Absent<Record>>& records, const std::string& id) {
  return std::erase_if(records, [&id](const Absent<Record>& absent) { return absent.record.id.text() == id; }) > 0;
}

/// Takes the record that is cited out of the state that it is cited of; false if it is not there.
bool remove(const Evidence& evidence, PlanWorld& world) {
  const std::string& path = evidence.path;
  Roster& roster = world.snapshot.roster;
  Absences& absences = world.snapshot.absences;
  if (path == "snapshots/terms.json") return take_out(roster.terms, evidence.id);
  if (path == "snapshots/sections/absent.json") return take_out_absent(absences.sections, evidence.id);
  if (path == "snapshots/students/absent.json") return take_out_absent(absences.students, evidence.id);
  if (path == "snapshots/teachers/absent.json") return take_out_absent(absences.teachers, evidence.id);
  if (path.starts_with("snapshots/sections/")) return take_out(roster.sections, evidence.id);
  if (path.starts_with("snapshots/students/")) return take_out(roster.students, evidence.id);
  if (path.starts_with("snapshots/teachers/")) return take_out(roster.teachers, evidence.id);
  if (path.starts_with("sphero/live/classes/")) return take_out(world.live.managed.classes.edit(), evidence.id);
  if (path.starts_with("sphero/live/students/")) return take_out(world.live.managed.students.edit(), evidence.id);
  if (path.starts_with("sphero/live/teachers/")) return take_out(world.live.managed.teachers.edit(), evidence.id);
  if (path.starts_with("sphero/applied/classes/")) return take_out(world.applied.managed.classes.edit(), evidence.id);
  return false;
}

/// Without citations a change rests on its own record in the snapshot, as `why` says.
bool remove_own_record(const Change& change, PlanWorld& world) {
  const std::string id = change.clever_id.text();
  if (change.kind == Kind::class_) return take_out(world.snapshot.roster.sections, id);
  if (change.kind == Kind::student) return take_out(world.snapshot.roster.students, id);
  return take_out(world.snapshot.roster.teachers, id);
}

/// The line of a rule file, or of the shipped one that a default cites.
std::string cited_line(const std::vector<RuleFile>& files, const RuleRef& rule) {
  const std::string name = rule.file.substr(rule.file.find('/') + 1);
  for (const RuleFile& file : files) {
    if (!file.file.ends_with(name)) continue;
    std::size_t start = 0;
    for (int line = 1; line < rule.line; ++line) start = file.text.find('\n', start) + 1;
    return file.text.substr(start, file.text.find('\n', start) - start);
  }
  return "";
}

bool takes_away(ReasonCode code) {
  using enum ReasonCode;
  return code == term_ended || code == left_clever || code == filtered_out || code == orphan || code == detached ||
         code == school_year_ended;
}

int pick(int below) {
  return *rc::gen::resize(rc::kNominalSize, rc::gen::inRange(0, below));
}

SpheroClass shown_class(int n) {
  SpheroClass shown;
  shown.id = section_id(n);
  shown.sphero_id = "c-1";
  const bool as_wanted = pick(2) == 0;
  shown.school = as_wanted ? std::string_view("100000000000000000000001") : std::string_view();
  shown.name = as_wanted ? "Robotics" : "Another Name";
  if (as_wanted) {
    shown.term = "Fall";
    shown.subject = "science";
    shown.grade = "5";
  }
  shown.teachers = {teacher_id(1)};
  shown.students = {student_id(1 + pick(3))};
  shown.archived = pick(4) == 0;
  return shown;
}

/// What Sphero Edu shows of a class, and what we wrote there: nothing, the same, or what somebody changed since.
void show_class(int n, PlanWorld& world) {
  const SpheroClass shown = shown_class(n);
  world.live.managed.classes.push_back(shown);
  const int written = pick(4);
  if (written == 0 || written == 3) return;
  world.applied.managed.classes.push_back(shown);
  if (written == 1) return;
  SpheroClass& now = world.live.managed.classes.back();
  if (pick(2) == 0) {
    now.archived = !now.archived;
  } else {
    now.students.clear();
  }
}

/// A student whom Clever gave a new id: number 4 now, 9 before, with an account under the old one.
void rekey_a_student(PlanWorld& world) {
  Student before = student(9);
  before.sis_id = "S-4";
  for (Student& each : world.snapshot.roster.students) {
    if (each.id == student_id(4)) each.sis_id = "S-4";
  }
  world.snapshot.absences.students.push_back(gone(before, {"2026-11-23"}));
  SpheroStudent account;
  account.id = student_id(9);
  account.sphero_id = "s-9";
  account.first_name = "Bo";
  account.last_initial = "R";
  world.live.managed.students.push_back(account);
  world.applied.managed.students.push_back(account);
  for (Section& each : world.snapshot.roster.sections) each.students.push_back(student_id(4));
}

/// Clever used a section's id again, for another term.
void reuse_a_section(PlanWorld& world) {
  Section& section = world.snapshot.roster.sections.front();
  section.term = term_id(2);
  section.reused = section.first_seen = tonight;
}

PlanWorld random_world() {
  PlanWorld world;
  world.snapshot = district();
  for (int n = 1; n <= 3; ++n) {
    const int fate = pick(5);
    Section made = section(n, {1 + pick(3)}, {1 + pick(3)});
    if (pick(4) == 0) made.term.reset();
    if (fate == 1) world.snapshot.absences.sections.push_back(gone(made, {"2026-11-20", "2026-11-21", "2026-11-22"}));
    if (fate > 1) world.snapshot.roster.sections.push_back(made);
    if (pick(3) > 0) show_class(n, world);
  }
  if (pick(3) == 0) rekey_a_student(world);
  if (pick(3) == 0 && !world.snapshot.roster.sections.empty()) reuse_a_section(world);
  const int rules = pick(4);
  world.rules = rules == 0   ? defaults()
                : rules == 3 ? lifecycle("version: 1\nclasses:\n  archive: {school_year_ends: 2027-06-30}\n")
                : rules == 1 ? filters("version: 1\nexclude:\n  - id: x\n    students: {grade: [\"5\"]}\n")
                             : filters("version: 1\nexclude:\n  - id: y\n    sections: {subject: science}\n");
  world.as_of = pick(2) == 0 ? tonight : day("2027-08-01");
  return world;
}

/// How many changes of each reason a law was held against.
class Coverage {
 public:
  void count(ReasonCode code) { ++counts_.at(static_cast<std::size_t>(code)); }
  /// Fails the test for a reason of which there were too few.
  void check() const {
    constexpr int enough = 5;
    for (std::size_t i = 0; i < counts_.size(); ++i) {
      INFO(name_of(static_cast<ReasonCode>(i)) << ": " << counts_.at(i));
      CHECK(counts_.at(i) >= enough);
    }
  }

 private:
  std::array<int, static_cast<std::size_t>(ReasonCode::orphan) + 1> counts_{};
};

constexpr int worlds = 8;  // in each run of a law, so that the rarest reason comes up often enough

void check_evidence(const PlanWorld& world, Coverage& coverage) {
  for (const Change& change : changes_of(world)) {
    coverage.count(change.reason.code);
    RC_ASSERT(plans_the_same(world, change));
    if (change.reason.evidence.empty()) {
      PlanWorld other = world;
      if (remove_own_record(change, other)) RC_ASSERT(!plans_the_same(other, change));
      continue;
    }
    bool some = false;
    for (const Evidence& evidence : change.reason.evidence) {
      PlanWorld other = world;
      if (!remove(evidence, other)) continue;
      some = true;
      RC_ASSERT(!plans_the_same(other, change));
    }
    RC_ASSERT(some);
  }
}

void check_citation(const PlanWorld& world, Coverage& coverage) {
  static const auto shipped = shipped_rules(*parse_date("2027-06-30"));
  for (const Change& change : changes_of(world)) {
    coverage.count(change.reason.code);
    const RuleRef& rule = change.reason.rule;
    RC_ASSERT(rule.line > 0);
    RC_ASSERT(!rule.id.empty());
    if (rule.file.starts_with("defaults/")) RC_ASSERT(!cited_line(shipped, rule).empty());
    const std::string cited = rule.file + ":" + std::to_string(rule.line);
    const auto found = find_alternatives(world, change, std::nullopt);
    RC_ASSERT(!found.empty());
    if (!takes_away(change.reason.code)) continue;
    RC_ASSERT(std::ranges::any_of(found, [&cited](const Counterfactual& each) {
      return each.of == Counterfactual::Of::rule && each.where == cited;
    }));
  }
}

}  // namespace

TEST_CASE("without what a change cites as its evidence it is not planned", "[audit]") {
  Coverage coverage;
  CHECK(rc::check([&coverage] {
    for (int i = 0; i < worlds; ++i) check_evidence(random_world(), coverage);
  }));
  coverage.check();
}

TEST_CASE("every change cites a line, and what takes something away one whose change would have prevented it",
          "[audit]") {
  Coverage coverage;
  CHECK(rc::check([&coverage] {
    for (int i = 0; i < worlds; ++i) check_citation(random_world(), coverage);
  }));
  coverage.check();
}
