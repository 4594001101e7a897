// Sign-ins: nobody is locked out by accident, and whoever is, is counted.
#include "catch.hpp"
#include "world.hpp"

using namespace clever_sync;
using namespace clever_sync::test;

using Names = std::vector<std::string>;

namespace {

void close(World& world, const SpheroClass& ending) {
  world.wrote(world.show(ending));
  world.want(ending, Stance::archive);
}

void archived_before(World& world, SpheroClass ended) {
  ended.archived = true;
  world.wrote(world.show(ended));
  world.want(ended, Stance::archive);
}

}  // namespace

TEST_CASE("a student with another open class is taken off the roster before a class is archived", "[plan]") {
  World world;
  world.settle_people(3);
  close(world, class_of(1, {1}, {1, 2, 3}));
  world.settle(class_of(2, {1}, {2}));
  const Plan plan = world.plan();
  CHECK(names(plan) == Names{"update class 1", "archive class 1"});
  const Change& detach = plan.changes[0];
  CHECK(detach.part == Part::removals);
  CHECK(detach.remove_students == students({2}));
  CHECK(detach.reason.code == ReasonCode::detached);
  CHECK(detach.reason.rule.id == "classes.detach_students_with_other_classes");
  CHECK(detach.waits_for.empty());
  CHECK(plan.changes[1].loses_sign_in == 2);
}

TEST_CASE("where students are not detached the archive counts all of them", "[plan]") {
  World world;
  world.rules.lifecycle.detach_students_with_other_classes.value = false;
  world.settle_people(2);
  close(world, class_of(1, {1}, {1, 2}));
  world.settle(class_of(2, {1}, {2}));
  const Plan plan = world.plan();
  CHECK(names(plan) == Names{"archive class 1"});
  CHECK(plan.changes.front().loses_sign_in == 2);
}

TEST_CASE("a student in two classes that close loses the sign-in once, with the first", "[plan]") {
  World world;
  world.settle_people(1);
  close(world, class_of(1, {1}, {1}));
  close(world, class_of(2, {1}, {1}));
  const Plan plan = world.plan();
  CHECK(the(plan, Part::removals, "archive class 1").loses_sign_in == 1);
  CHECK(the(plan, Part::removals, "archive class 2").loses_sign_in == 0);
  CHECK(the_guardrail(plan, "sign-in-lost").actual == 1);
  CHECK(the_guardrail(plan, "sign-in-lost").total == 1);
}

TEST_CASE("a student on an archived roster has no sign-in left to lose", "[plan]") {
  World world;
  world.settle_people(1);
  archived_before(world, class_of(1, {1}, {1}));
  world.wrote(world.show(student_account(2)));
  world.want(student_account(2), Stance::archive);
  archived_before(world, class_of(2, {1}, {2}));
  const Plan plan = world.plan();
  CHECK(the(plan, Part::removals, "archive student 2").loses_sign_in == 0);
}

TEST_CASE("a removal that relies on a class which is only created waits for it", "[plan]") {
  World world;
  world.settle_people(1);
  close(world, class_of(1, {1}, {1}));
  world.want(class_of(2, {1}, {1}));
  const Plan plan = world.plan();
  CHECK(names(plan) == Names{"create class 2", "update class 1", "archive class 1"});
  const Names waits = {"create class " + section(2).text()};
  CHECK(plan.changes[1].waits_for == waits);
  CHECK(plan.changes[2].waits_for == waits);
  CHECK(plan.changes[2].loses_sign_in == 0);
}

TEST_CASE("a removal waits for the addition that puts the student into an open class, or restores it", "[plan]") {
  World world;
  world.settle_people(2);
  close(world, class_of(1, {1}, {1, 2}));
  world.wrote(world.show(class_of(2, {1}, {})));
  world.want(class_of(2, {1}, {1}));
  SpheroClass archived = class_of(3, {1}, {2});
  archived.archived = true;
  world.wrote(world.show(archived));
  world.want(class_of(3, {1}, {2}));
  CHECK(the(world.plan(), Part::removals, "archive class 1").waits_for ==
        Names{"restore class " + section(3).text(), "update class " + section(2).text()});
}

TEST_CASE("the account of a student whose class waits to be archived waits too", "[plan]") {
  World world;
  world.settle_people(1);
  world.wrote(world.show(student_account(2)));
  world.want(student_account(2), Stance::archive);
  close(world, class_of(1, {1}, {1, 2}));
  world.want(class_of(2, {1}, {1}));
  CHECK(the(world.plan(), Part::removals, "archive student 2").waits_for == Names{"create class " + section(2).text()});
}

TEST_CASE("a class does not close on a student while the student's other closing class waits", "[plan]") {
  World world;
  world.settle_people(2);
  close(world, class_of(1, {1}, {2}));
  close(world, class_of(2, {1}, {1, 2}));
  world.want(class_of(3, {1}, {1}));
  CHECK(the(world.plan(), Part::removals, "archive class 1").waits_for == Names{"create class " + section(3).text()});
}

TEST_CASE("in September a student with an open class is let go from the archived roster, in the additions", "[plan]") {
  World world;
  world.settle_people(2);
  archived_before(world, class_of(1, {1}, {1, 2}));
  world.want(class_of(2, {1}, {1}));
  const Plan plan = world.plan();
  CHECK(names(plan, Part::additions) == Names{"create class 2", "update class 1"});
  CHECK(names(plan, Part::removals).empty());
  CHECK(plan.changes[1].remove_students == students({1}));
  CHECK(plan.changes[1].reason.code == ReasonCode::detached);
  for (const Guardrail& rail : plan.guardrails) {
    CAPTURE(rail.name);
    CHECK(rail.actual == 0);
  }
}

TEST_CASE("a rollover in one night: everybody moves, nobody loses the sign-in", "[plan]") {
  World world;
  world.settle_people(4);
  close(world, class_of(1, {1}, {1, 2}));
  close(world, class_of(2, {2}, {3, 4}));
  world.want(class_of(3, {1}, {1, 3}));
  world.want(class_of(4, {2}, {2, 4}));
  const Plan plan = world.plan();
  CHECK(names(plan) == Names{"create class 3", "create class 4", "update class 1", "update class 2", "archive class 1",
                             "archive class 2"});
  CHECK(the_guardrail(plan, "sign-in-lost").actual == 0);
  CHECK(the_guardrail(plan, "members-removed").actual == 0);
}

TEST_CASE("a student in a class that only waits for its K nights is not locked out of it", "[plan]") {
  World world;
  world.settle_people(1);
  close(world, class_of(1, {1}, {1}));
  world.wrote(world.show(class_of(2, {1}, {1})));
  world.want(class_of(2, {1}, {1}), Stance::keep);
  CHECK(the(world.plan(), Part::removals, "archive class 1").loses_sign_in == 0);
}

TEST_CASE("accounts that a teacher added by hand count as sign-ins, once", "[plan]") {
  World world;
  world.settle_people(0);
  close(world, class_of(1, {1}, {}));
  close(world, class_of(2, {1}, {}));
  world.live.manual = {{.id = section(1), .students = {"hand-1", "hand-2"}},
                       {.id = section(2), .students = {"hand-2"}}};
  const Plan plan = world.plan();
  CHECK(the(plan, Part::removals, "archive class 1").loses_sign_in == 2);
  CHECK(the(plan, Part::removals, "archive class 2").loses_sign_in == 0);
  CHECK(the_guardrail(plan, "sign-in-lost").total == 2);
}

TEST_CASE("where the detaching was refused the class stays open, so that nobody is locked out", "[plan]") {
  World world;
  world.settle_people(2);
  close(world, class_of(1, {1}, {1, 2}));
  world.settle(class_of(2, {1}, {2}));
  const Change detach = the(world.plan(), Part::removals, "update class 1");
  world.applied.refused = {{.kind = Kind::class_,
                            .id = any(section(1)),
                            .action = "update",
                            .code = "locked",
                            .next_try = tonight + std::chrono::days(1),
                            .digest = change_digest(detach)}};
  const Plan plan = world.plan();
  CHECK(plan.changes.empty());
  CHECK(plan.counts.withheld == 2);
}
