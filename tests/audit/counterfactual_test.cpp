// What would have made it otherwise: for every change of random small districts at least one alternative is found, and
// planning with it again leaves the change out (which find_alternatives itself makes sure of, and the law checks from
// outside for those that can be redone here).
#include "audit/counterfactual.hpp"

#include <rapidcheck.h>

#include "audit/planned.hpp"
#include "catch.hpp"
#include "desired/desired.hpp"
#include "desired/world.hpp"

using namespace clever_sync;
using test::changes_of;

namespace {

PlanWorld world_with(Snapshot snapshot, RuleSet rules) {
  PlanWorld world;
  world.snapshot = std::move(snapshot);
  world.rules = std::move(rules);
  world.as_of = tonight;
  return world;
}

/// Sphero Edu shows the section's class, open, and we wrote it so.
void settle(PlanWorld& world, int n) {
  SpheroClass shown;
  shown.id = section_id(n);
  shown.sphero_id = "c-1";
  shown.name = "Robotics";
  shown.teachers = {teacher_id(1)};
  shown.students = {student_id(1)};
  world.live.managed.classes.push_back(shown);
  world.applied.managed.classes.push_back(shown);
}

const Change& archive_of(const std::vector<Change>& changes, int n) {
  for (const Change& change : changes) {
    if (change.action == Action::archive && change.clever_id == section_id(n).as<AnyTag>()) return change;
  }
  throw std::out_of_range("no such archive");
}

std::vector<std::string> words_of(const std::vector<Counterfactual>& found) {
  std::vector<std::string> words;
  for (const Counterfactual& each : found) words.push_back(each.words);
  return words;
}

bool some_contains(const std::vector<std::string>& words, const std::string& part) {
  for (const std::string& each : words) {
    if (each.find(part) != std::string::npos) return true;
  }
  return false;
}

}  // namespace

TEST_CASE("a class whose term ended would stand with a later end or more days, by the day", "[audit]") {
  Snapshot snapshot = district();
  snapshot.roster.sections = {section(1, {1}, {1})};
  PlanWorld world = world_with(std::move(snapshot), defaults());
  world.as_of = day("2027-01-04");  // 17 days after 2026-12-18; the rules allow 14
  settle(world, 1);
  const auto changes = changes_of(world);
  const auto words = words_of(find_alternatives(world, archive_of(changes, 1), std::nullopt));
  CHECK(some_contains(words, "end_date of 2026-12-21 or later (3 days later than 2026-12-18)"));
  CHECK(some_contains(words, "after_term_end_days of 17 or more (it is 14)"));
}

TEST_CASE("a class that left Clever would stand with one night more, or if it had been shared again", "[audit]") {
  Snapshot snapshot = district();
  snapshot.absences.sections = {gone(section(1, {1}, {1}), {"2026-11-22", "2026-11-23", "2026-11-24"})};
  PlanWorld world = world_with(std::move(snapshot), defaults());
  settle(world, 1);
  const auto changes = changes_of(world);
  const auto words = words_of(find_alternatives(world, archive_of(changes, 1), std::nullopt));
  CHECK(some_contains(words, "after_absent_nights of 4 or more (it is 3)"));
  CHECK(some_contains(words, "sharing it again"));
  CHECK(some_contains(words, "keep: [{class:"));
}

TEST_CASE("a record that a rule leaves out would take part without the rule", "[audit]") {
  Snapshot snapshot = district();
  snapshot.roster.sections = {section(1, {1}, {1})};
  const PlanWorld world = world_with(
      std::move(snapshot), filters("version: 1\nexclude:\n  - id: no-robots\n    sections: {name: Robotics}\n"));
  const DesiredResult desired = derive_desired(world.snapshot, world.rules, world.as_of);
  const LeftOut* left_out = left_out_in(desired, section_id(1).as<AnyTag>());
  REQUIRE(left_out != nullptr);
  CHECK(words_of(find_ways_in(world, *left_out)) == std::vector<std::string>{"without the rule no-robots"});
}

TEST_CASE("what is left out because of another is let in without the rule that leaves that one out", "[audit]") {
  Snapshot snapshot = district();
  snapshot.roster.sections = {section(1, {1}, {1})};
  const PlanWorld world =
      world_with(snapshot, filters("version: 1\nexclude:\n  - {id: no-robots, sections: {name: Robotics}}\n"));
  const DesiredResult desired = derive_desired(world.snapshot, world.rules, world.as_of);
  const LeftOut* left_out = left_out_in(desired, student_id(1).as<AnyTag>());
  REQUIRE(left_out != nullptr);
  CHECK(words_of(find_ways_in(world, *left_out)) ==
        std::vector<std::string>{"with users: all", "without the rule no-robots"});
}

TEST_CASE("nothing is offered for a change that the world does not plan", "[audit]") {
  const PlanWorld world = world_with(district(), defaults());
  Change change;
  change.clever_id = section_id(9).as<AnyTag>();
  CHECK(find_alternatives(world, change, std::nullopt).empty());
}

TEST_CASE("every change of a random district has an alternative, and names the rule or datum", "[audit]") {
  CHECK(rc::check([] {
    const auto pick = [](int below) { return *rc::gen::resize(rc::kNominalSize, rc::gen::inRange(0, below)); };
    Snapshot snapshot = district();
    PlanWorld world;
    for (int n = 1; n <= 3; ++n) {
      const int fate = pick(4);
      if (fate == 0) continue;
      Section made = section(n, {1 + pick(3)}, {1 + pick(3)});
      if (fate == 1) snapshot.absences.sections.push_back(gone(made, {"2026-11-20", "2026-11-21", "2026-11-22"}));
      if (fate > 1) snapshot.roster.sections.push_back(made);
      if (pick(2) == 0) settle(world, n);
    }
    world.snapshot = std::move(snapshot);
    world.rules =
        pick(2) == 0 ? defaults() : filters("version: 1\nexclude:\n  - id: x\n    students: {grade: [\"5\"]}\n");
    world.as_of = pick(2) == 0 ? tonight : day("2027-02-01");
    for (const Change& change : changes_of(world)) {
      const auto found = find_alternatives(world, change, std::nullopt);
      RC_ASSERT(!found.empty());
      for (const Counterfactual& each : found) RC_ASSERT(!each.where.empty() && !each.words.empty());
    }
  }));
}
