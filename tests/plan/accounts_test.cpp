// Accounts of teachers and students: created, brought into line, restored, archived.
#include "catch.hpp"
#include "world.hpp"

using namespace clever_sync;
using namespace clever_sync::test;

using Names = std::vector<std::string>;

TEST_CASE("what is equal in all three states is no change, and counts as unchanged", "[plan]") {
  World world;
  world.settle_people(3);
  world.settle(class_of(1, {1}, {1, 2, 3}));
  const Plan plan = world.plan();
  CHECK(plan.changes.empty());
  CHECK(plan.counts.unchanged == 6);
  CHECK(plan.additions == Verdict::clear);
  CHECK(plan.removals == Verdict::clear);
}

TEST_CASE("a person whom nobody has yet is created with every field that has a value", "[plan]") {
  World world;
  world.want(teacher_account(1));
  const Plan plan = world.plan();
  const Change& create = the(plan, Part::additions, "create teacher 1");
  CHECK(create.set == std::vector<FieldChange>{{"email", "", "teacher1@example.org"},
                                               {"first_name", "", "Alex"},
                                               {"last_name", "", "Example"},
                                               {"school", "", school(1).text()}});
  CHECK(create.reason.code == ReasonCode::listed);
  CHECK(create.sphero_id.empty());
}

TEST_CASE("an account that we made and that is gone is made again, as drift", "[plan]") {
  World world;
  world.want(student_account(1));
  world.wrote(student_account(1));
  CHECK(the(world.plan(), Part::additions, "create student 1").reason.code == ReasonCode::drift);
}

TEST_CASE("a field that the district changed is written, with the mapping's line as the reason", "[plan]") {
  World world;
  SpheroStudent next = student_account(1);
  next.grade = "6";
  world.want(next);
  world.wrote(world.show(student_account(1)));
  const Plan plan = world.plan();
  const Change& update = the(plan, Part::additions, "update student 1");
  CHECK(update.set == std::vector<FieldChange>{{"grade", "5", "6"}});
  CHECK(update.reason.code == ReasonCode::source_changed);
  CHECK(update.reason.rule.file == "rules/mapping.yaml");
  CHECK(update.sphero_id == "s-1");
}

TEST_CASE("a field that somebody changed in Sphero Edu is written again, as drift with live's fact", "[plan]") {
  World world;
  world.want(teacher_account(1));
  world.wrote(teacher_account(1));
  SpheroTeacher seen = teacher_account(1);
  seen.last_name = "Changed";
  world.show(seen);
  const Plan plan = world.plan();
  const Change& update = the(plan, Part::additions, "update teacher 1");
  CHECK(update.reason.code == ReasonCode::drift);
  CHECK(update.reason.evidence == std::vector<Evidence>{{.path = "sphero/live/teachers/" + school(1).text() + ".json",
                                                         .id = teacher(1).text(),
                                                         .field = "last_name",
                                                         .value = "Changed"}});
}

TEST_CASE("evidence of a student's drift names the field and never the value", "[plan]") {
  World world;
  world.want(student_account(1));
  world.wrote(student_account(1));
  SpheroStudent seen = student_account(1);
  seen.first_name = "Changed";
  world.show(seen);
  const Plan plan = world.plan();
  const Change& update = the(plan, Part::additions, "update student 1");
  REQUIRE(update.reason.evidence.size() == 1);
  CHECK(update.reason.evidence.front().field == "first_name");
  CHECK(update.reason.evidence.front().value.empty());
}

TEST_CASE("an account that live has and we never wrote is adopted, never created", "[plan]") {
  World world;
  world.want(teacher_account(1));
  SpheroTeacher seen = teacher_account(1);
  seen.first_name = "Alexandra";
  world.show(seen);
  const Plan plan = world.plan();
  CHECK(names(plan) == Names{"update teacher 1"});
  CHECK(plan.changes.front().reason.code == ReasonCode::adopted);
}

TEST_CASE("a field that the mapping does not name is neither compared nor cleared", "[plan]") {
  World world;
  world.want(student_account(1));
  SpheroStudent seen = student_account(1);
  seen.email = "robin@example.org";
  world.show(seen);
  CHECK(world.plan().changes.empty());
}

TEST_CASE("whoever comes back is restored under the same Sphero Edu id, with the fields of now", "[plan]") {
  World world;
  SpheroStudent seen = student_account(1);
  seen.archived = true;
  world.wrote(world.show(seen));
  SpheroStudent next = student_account(1);
  next.grade = "6";
  world.want(next);
  const Plan plan = world.plan();
  const Change& restore = the(plan, Part::additions, "restore student 1");
  CHECK(restore.sphero_id == "s-1");
  CHECK(restore.set == std::vector<FieldChange>{{"grade", "5", "6"}});
  CHECK(restore.reason.code == ReasonCode::returned);
}

TEST_CASE("an account that somebody archived in Sphero Edu is restored as drift", "[plan]") {
  World world;
  world.want(student_account(1));
  world.wrote(student_account(1));
  SpheroStudent seen = student_account(1);
  seen.archived = true;
  world.show(seen);
  CHECK(the(world.plan(), Part::additions, "restore student 1").reason.code == ReasonCode::drift);
}

TEST_CASE("an account under keep is left wholly alone, and never created", "[plan]") {
  World world;
  SpheroStudent seen = student_account(1);
  seen.grade = "12";
  world.show(seen);
  world.want(student_account(1), Stance::keep);
  world.want(student_account(2), Stance::keep);
  CHECK(world.plan().changes.empty());
}

TEST_CASE("a student who left Clever is archived, and loses the sign-in", "[plan]") {
  World world;
  world.wrote(world.show(student_account(1)));
  world.want(student_account(1), Stance::archive).cause.code = ReasonCode::left_clever;
  const Plan plan = world.plan();
  const Change& archive = the(plan, Part::removals, "archive student 1");
  CHECK(archive.reason.code == ReasonCode::left_clever);
  CHECK(archive.loses_sign_in == 1);
}

TEST_CASE("an account in an open class is never archived, and a finding says so", "[plan]") {
  World world;
  world.settle_people(1);
  world.wrote(world.show(student_account(2)));
  world.want(student_account(2), Stance::archive);
  SpheroClass seen = class_of(1, {1}, {1, 2});
  world.show(seen);
  world.want(class_of(1, {1}, {1}));
  world.wrote(class_of(1, {1}, {1}));  // so a teacher added student 2 by hand
  const Plan plan = world.plan();
  CHECK(plan.changes.empty());
  CHECK(finding_codes(plan) == Names{"account-still-in-class"});
}

TEST_CASE("a member who is not shared any more leaves the class with the account", "[plan]") {
  World world;
  world.settle_people(1);
  world.wrote(world.show(student_account(2)));
  world.want(student_account(2), Stance::archive);
  world.wrote(world.show(class_of(1, {1}, {1, 2})));
  world.want(class_of(1, {1}, {1})).unshared_students = students({2});
  CHECK(names(world.plan()) == Names{"update class 1", "archive student 2"});
}

TEST_CASE("what live shows as managed and no snapshot knows is an orphan", "[plan]") {
  World world;
  world.show(student_account(1));
  world.show(class_of(1, {}, {1}));
  const Plan plan = world.plan();
  CHECK(names(plan) == Names{"archive class 1", "archive student 1"});
  CHECK(plan.changes.front().reason.code == ReasonCode::orphan);
  CHECK(plan.changes.front().reason.rule.file == "rules/lifecycle.yaml");

  world.rules.lifecycle.archive_orphans.value = false;
  const Plan kept = world.plan();
  CHECK(kept.changes.empty());
  CHECK(finding_codes(kept) == Names{"orphan-kept", "orphan-kept"});
}

TEST_CASE("an orphan that is archived already is nothing to do", "[plan]") {
  World world;
  SpheroStudent seen = student_account(1);
  seen.archived = true;
  world.show(seen);
  CHECK(world.plan().changes.empty());
  CHECK(world.plan().findings.empty());
}

TEST_CASE("a refused create is withheld until its next try, and a class goes on without the student", "[plan]") {
  World world;
  world.settle_people(1);
  world.want(student_account(2));
  world.want(class_of(1, {1}, {1, 2}));
  const Change refused = the(world.plan(), Part::additions, "create student 2");
  world.applied.refused = {{.kind = Kind::student,
                            .id = any(student(2)),
                            .action = "create",
                            .code = "invalid-name",
                            .nights = 2,
                            .next_try = tonight + std::chrono::days(1),
                            .digest = change_digest(refused)}};
  const Plan plan = world.plan();
  CHECK(names(plan) == Names{"create class 1"});
  CHECK(plan.changes.front().add_students == students({1}));
  CHECK(plan.counts.withheld == 1);
  REQUIRE(finding_codes(plan) == Names{"refused-earlier"});
  CHECK(plan.findings.front().message.find("invalid-name") != std::string::npos);

  world.as_of = tonight + std::chrono::days(1);
  CHECK(names(world.plan()) == Names{"create student 2", "create class 1"});
}

TEST_CASE("a refused change with another content is tried at once", "[plan]") {
  World world;
  SpheroStudent wanted = student_account(2);
  world.want(wanted);
  const Change refused = the(world.plan(), Part::additions, "create student 2");
  world.applied.refused = {{.kind = Kind::student,
                            .id = any(student(2)),
                            .action = "create",
                            .code = "invalid-name",
                            .next_try = tonight + std::chrono::days(8),
                            .digest = change_digest(refused)}};
  world.desired.state.students.front().object.first_name = "Sasha";
  CHECK(names(world.plan()) == Names{"create student 2"});
}

TEST_CASE("the plan says what stands in the way of writing at all", "[plan]") {
  World world;
  world.connection_approved = false;
  world.district.launch_date = tonight + std::chrono::days(1);
  world.district.state = DistrictState::paused;
  world.district.last_sync = "2026-06-05T04:00:00.000Z";
  const Plan plan = world.plan();
  REQUIRE(finding_codes(plan) == Names{"connection-not-approved", "data-stale", "launch-date-ahead"});
  CHECK(plan.findings[1].message.find("2026-06-05T04:00:00Z") != std::string::npos);
}
