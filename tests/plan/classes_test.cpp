// Classes and their members.
#include "catch.hpp"
#include "world.hpp"

using namespace clever_sync;
using namespace clever_sync::test;

using Names = std::vector<std::string>;

TEST_CASE("a new section becomes a class with its fields, the primary teacher and everybody in it", "[plan]") {
  World world;
  world.settle_people(2);
  world.want(class_of(1, {2, 1}, {1, 2}));
  const Plan plan = world.plan();
  const Change& create = the(plan, Part::additions, "create class 1");
  CHECK(create.primary_teacher == teacher(2));
  CHECK(create.add_teachers == teachers({1}));
  CHECK(create.add_students == students({1, 2}));
  CHECK(create.set ==
        std::vector<FieldChange>{{"name", "", "Class 1"}, {"school", "", school(1).text()}, {"term", "", "Fall"}});
  CHECK(create.school == school(1).text());
}

TEST_CASE("accounts come before the classes that name them", "[plan]") {
  World world;
  world.want(class_of(1, {1}, {1}));
  world.want(student_account(1));
  world.want(teacher_account(1));
  CHECK(names(world.plan()) == Names{"create teacher 1", "create student 1", "create class 1"});
}

TEST_CASE("an archived account is restored before it joins a class", "[plan]") {
  World world;
  world.settle_people(0);
  SpheroStudent seen = student_account(1);
  seen.archived = true;
  world.wrote(world.show(seen));
  world.want(student_account(1));
  world.want(class_of(1, {1}, {1}));
  CHECK(names(world.plan()) == Names{"restore student 1", "create class 1"});
}

TEST_CASE("a member without any account is never named", "[plan]") {
  World world;
  world.settle_people(1);
  world.want(student_account(7), Stance::keep);
  world.want(class_of(1, {1}, {1, 7, 9}));
  CHECK(the(world.plan(), Part::additions, "create class 1").add_students == students({1}));
}

TEST_CASE("who joins is an addition, who leaves a removal, each with its reason", "[plan]") {
  World world;
  world.settle_people(3);
  world.want(class_of(1, {1}, {2, 3}));
  world.wrote(world.show(class_of(1, {1}, {1, 2})));
  const Plan plan = world.plan();
  CHECK(names(plan) == Names{"update class 1", "update class 1"});
  const Change& joins = the(plan, Part::additions, "update class 1");
  CHECK(joins.add_students == students({3}));
  CHECK(joins.remove_students.empty());
  CHECK(joins.reason.code == ReasonCode::member_joined);
  const Change& leaves = the(plan, Part::removals, "update class 1");
  CHECK(leaves.remove_students == students({1}));
  CHECK(leaves.reason.code == ReasonCode::member_left);
  CHECK(leaves.loses_sign_in == 0);
  CHECK(leaves.waits_for.empty());
}

TEST_CASE("a member whom a rule drops leaves by that rule, and the class's list is cited if others left too",
          "[plan]") {
  const auto no_grade_twos = std::make_shared<const RuleRef>(RuleRef{"rules/filters.yaml", 7, "no-grade-twos"});
  World world;
  world.settle_people(4);
  const auto drop = [&](int number, ReasonCode code, const RulePtr& rule) {
    auto& account = world.desired.state.students[static_cast<std::size_t>(number - 1)];
    account.stance = Stance::archive;
    account.cause = {.code = code, .rule = rule, .evidence = {{"snapshots/students/x.json", "id", "grade", ""}}};
  };
  drop(2, ReasonCode::left_clever, world.rules.lifecycle.students_after_absent_nights.rule);
  drop(3, ReasonCode::filtered_out, no_grade_twos);
  world.want(class_of(1, {1}, {1})).dropped = students({2, 3});
  world.wrote(world.show(class_of(1, {1}, {1, 2, 3})));
  const Plan both = world.plan();
  const Reason& dropped = the(both, Part::removals, "update class 1").reason;
  CHECK(dropped.code == ReasonCode::filtered_out);
  CHECK(dropped.rule == *no_grade_twos);
  CHECK(dropped.evidence.size() == 2);  // one of each rule

  world.live.managed.classes.front().students = students({1, 2, 3, 4});
  world.applied.managed.classes.front().students = students({1, 2, 3, 4});
  const Plan mixed = world.plan();
  const Reason& of_some = the(mixed, Part::removals, "update class 1").reason;
  CHECK(of_some.rule == *no_grade_twos);
  CHECK(of_some.evidence.size() == 3);

  // the section lists student 2 no more: what became of the account does not matter, so the reason stays the same while
  // the removal waits
  world.desired.state.classes.front().dropped.clear();
  const Plan left = world.plan();
  CHECK(the(left, Part::removals, "update class 1").reason.code == ReasonCode::member_left);
}

TEST_CASE("a student whom a teacher added by hand stays", "[plan]") {
  World world;
  world.settle_people(2);
  world.want(class_of(1, {1}, {1}));
  world.wrote(class_of(1, {1}, {1}));
  world.show(class_of(1, {1}, {1, 2}));
  CHECK(world.plan().changes.empty());
}

TEST_CASE("a student whom a teacher took out by hand comes back, as drift", "[plan]") {
  World world;
  world.settle_people(2);
  world.want(class_of(1, {1}, {1, 2}));
  world.wrote(class_of(1, {1}, {1, 2}));
  world.show(class_of(1, {1}, {1}));
  const Plan plan = world.plan();
  const Change& back = the(plan, Part::additions, "update class 1");
  CHECK(back.add_students == students({2}));
  CHECK(back.reason.code == ReasonCode::drift);
}

TEST_CASE("an adopted class is brought into line: what it has too much leaves", "[plan]") {
  World world;
  world.settle_people(2);
  SpheroClass seen = class_of(1, {1}, {2});
  seen.name = "Ms K's robots";
  world.show(seen);
  world.want(class_of(1, {1}, {1}));
  const Plan plan = world.plan();
  CHECK(the(plan, Part::additions, "update class 1").reason.code == ReasonCode::adopted);
  CHECK(the(plan, Part::additions, "update class 1").set ==
        std::vector<FieldChange>{{"name", "Ms K's robots", "Class 1"}});
  CHECK(the(plan, Part::removals, "update class 1").remove_students == students({2}));
}

TEST_CASE("a member who is not shared stays if live has them, and is never added", "[plan]") {
  World world;
  world.settle_people(2);
  world.settle(class_of(1, {1}, {1}));
  world.settle(class_of(2, {1}, {1}));
  world.live.managed.classes[0].students = students({1, 2});
  world.applied.managed.classes[0].students = students({1, 2});
  world.desired.state.classes[0].unshared_students = students({2});
  world.desired.state.classes[1].unshared_students = students({2});
  CHECK(world.plan().changes.empty());
}

TEST_CASE("a primary teacher who is not shared stays the primary", "[plan]") {
  World world;
  world.settle_people(0);
  world.wrote(world.show(class_of(1, {1, 2}, {})));
  world.want(class_of(1, {2}, {})).unshared_teachers = teachers({1});
  CHECK(world.plan().changes.empty());
}

TEST_CASE("a new primary is named in the additions, and the old teacher leaves after it", "[plan]") {
  World world;
  world.settle_people(0);
  world.want(class_of(1, {2}, {}));
  world.wrote(world.show(class_of(1, {1}, {})));
  const Plan plan = world.plan();
  const Change& joins = the(plan, Part::additions, "update class 1");
  CHECK(joins.primary_teacher == teacher(2));
  CHECK(joins.add_teachers.empty());
  CHECK(joins.reason.code == ReasonCode::member_joined);
  const Change& leaves = the(plan, Part::removals, "update class 1");
  CHECK(leaves.remove_teachers == teachers({1}));
  // Alone it would leave the class without a teacher.
  CHECK(leaves.waits_for == Names{"update class " + section(1).text()});
}

TEST_CASE("teachers who swap their order are no removal", "[plan]") {
  World world;
  world.settle_people(0);
  world.want(class_of(1, {2, 1}, {}));
  world.wrote(world.show(class_of(1, {1, 2}, {})));
  const Plan plan = world.plan();
  CHECK(names(plan) == Names{"update class 1"});
  CHECK(plan.changes.front().primary_teacher == teacher(2));
  CHECK(plan.changes.front().reason.code == ReasonCode::source_changed);
}

TEST_CASE("a class whose only teacher left is reported", "[plan]") {
  World world;
  world.settle_people(0);
  world.want(class_of(1, {}, {}));
  world.wrote(world.show(class_of(1, {1}, {})));
  const Plan plan = world.plan();
  CHECK(names(plan) == Names{"update class 1"});
  CHECK(finding_codes(plan) == Names{"class-without-teacher"});
}

TEST_CASE("a class that a teacher renamed keeps the name, even when the source's changes", "[plan]") {
  World world;
  world.settle_people(0);
  SpheroClass seen = class_of(1, {1}, {});
  seen.name = "Ms K's robots";
  world.show(seen);
  world.wrote(class_of(1, {1}, {}));
  world.want(class_of(1, {1}, {}));
  const Plan plan = world.plan();
  CHECK(plan.changes.empty());
  CHECK(plan.counts.unchanged == 3);
  REQUIRE(finding_codes(plan) == Names{"drift-kept"});
  CHECK(plan.findings.front().message.find("rules/mapping.yaml:") != std::string::npos);

  world.desired.state.classes.front().object.name = "Robotics 2";
  CHECK(world.plan().changes.empty());
}

TEST_CASE("the source's new name is written when the teacher left the old one alone", "[plan]") {
  World world;
  world.settle_people(0);
  world.settle(class_of(1, {1}, {}));
  world.desired.state.classes.front().object.name = "Robotics 2";
  CHECK(the(world.plan(), Part::additions, "update class 1").reason.code == ReasonCode::source_changed);
}

TEST_CASE("a renamed class is overwritten where the mapping says so", "[plan]") {
  World world;
  for (FieldMapping& field : world.rules.mapping.class_) field.on_drift = OnDrift::overwrite;
  world.settle_people(0);
  world.settle(class_of(1, {1}, {}));
  world.live.managed.classes.front().name = "Ms K's robots";
  CHECK(the(world.plan(), Part::additions, "update class 1").reason.code == ReasonCode::drift);
}

TEST_CASE("a class that is wanted again is restored with what it is now", "[plan]") {
  World world;
  world.settle_people(2);
  SpheroClass seen = class_of(1, {1}, {1});
  seen.archived = true;
  world.wrote(world.show(seen));
  world.want(class_of(1, {1}, {2}));
  const Plan plan = world.plan();
  const Change& restore = the(plan, Part::additions, "restore class 1");
  CHECK(restore.add_students == students({2}));
  CHECK(restore.remove_students.empty());
  CHECK(restore.reason.code == ReasonCode::returned);
  CHECK(restore.reason.rule.id == "classes.restore");
  CHECK(the(plan, Part::removals, "update class 1").remove_students == students({1}));
}

TEST_CASE("a class is not restored where the rules say so, and a finding tells", "[plan]") {
  World world;
  world.rules.lifecycle.restore.value = false;
  world.settle_people(0);
  SpheroClass seen = class_of(1, {1}, {});
  seen.archived = true;
  world.wrote(world.show(seen));
  world.want(class_of(1, {1}, {}));
  const Plan plan = world.plan();
  CHECK(plan.changes.empty());
  CHECK(finding_codes(plan) == Names{"not-restored"});
  CHECK(plan.counts.unchanged == 3);
}

TEST_CASE("a class under keep is left wholly alone", "[plan]") {
  World world;
  world.settle_people(2);
  world.want(class_of(1, {1}, {1, 2}), Stance::keep);
  world.wrote(world.show(class_of(1, {2}, {1})));
  CHECK(world.plan().changes.empty());
}

TEST_CASE("a section whose term ended archives its class, for the cause that the rules gave", "[plan]") {
  World world;
  world.settle_people(1);
  world.wrote(world.show(class_of(1, {1}, {1})));
  DesiredClass& ended = world.want(class_of(1, {1}, {1}), Stance::archive);
  ended.cause.rule = std::make_shared<RuleRef>(
      RuleRef{.file = "rules/lifecycle.yaml", .line = 5, .id = "classes.archive.after_term_end_days"});
  const Plan plan = world.plan();
  const Change& archive = the(plan, Part::removals, "archive class 1");
  CHECK(archive.reason.code == ReasonCode::term_ended);
  CHECK(archive.reason.rule.line == 5);
}

TEST_CASE("an archived class that came back for another course drops its old roster as it is restored", "[plan]") {
  World world;
  world.settle_people(3);
  SpheroClass seen = class_of(1, {1}, {1, 3});
  seen.archived = true;
  seen.name = "Ms K's robots";
  world.show(seen);
  SpheroClass written = class_of(1, {1}, {1});  // student 3 was added by hand
  written.archived = true;
  world.wrote(written);
  SpheroClass next = class_of(1, {2}, {2});
  next.term = "Spring";
  world.want(next).reused = tonight - std::chrono::days(1);
  const Plan plan = world.plan();
  CHECK(names(plan) == Names{"restore class 1"});
  const Change& restore = plan.changes.front();
  CHECK(restore.reason.code == ReasonCode::reused);
  CHECK(restore.set == std::vector<FieldChange>{{"name", "Ms K's robots", "Class 1"}, {"term", "Fall", "Spring"}});
  CHECK(restore.add_students == students({2}));
  CHECK(restore.remove_students == students({1, 3}));
  CHECK(restore.primary_teacher == teacher(2));
  CHECK(restore.remove_teachers == teachers({1}));
  CHECK(the_guardrail(plan, "members-removed").actual == 3);
}

TEST_CASE("an open class that became another drops the old roster in the removals", "[plan]") {
  World world;
  world.settle_people(3);
  world.show(class_of(1, {1}, {1, 3}));
  world.wrote(class_of(1, {1}, {1}));
  SpheroClass next = class_of(1, {1}, {2});
  next.term = "Spring";
  world.want(next).reused = tonight;
  const Plan plan = world.plan();
  CHECK(the(plan, Part::additions, "update class 1").reason.code == ReasonCode::reused);
  CHECK(the(plan, Part::removals, "update class 1").reason.code == ReasonCode::reused);
  CHECK(the(plan, Part::removals, "update class 1").remove_students == students({1, 3}));
}

TEST_CASE("a class that came back for another course long ago keeps its hand-added members again", "[plan]") {
  World world;
  world.settle_people(2);
  world.show(class_of(1, {1}, {1, 2}));
  world.wrote(class_of(1, {1}, {1}));
  world.want(class_of(1, {1}, {1})).reused = tonight - std::chrono::days(31);
  CHECK(world.plan().changes.empty());
}
