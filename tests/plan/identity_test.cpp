// Identity: new Clever ids, hand-made accounts, and a person's word in keep.yaml.
#include "catch.hpp"
#include "world.hpp"

using namespace clever_sync;
using namespace clever_sync::test;

using Names = std::vector<std::string>;

namespace {

/// Student 1 left, and came back as student 2.
World rekeyed_student(bool same_name) {
  World world;
  world.settle_people(0);
  world.wrote(world.show(student_account(1)));
  world.want(student_account(1), Stance::archive).cause.code = ReasonCode::left_clever;
  world.want(student_account(2));
  world.desired.state.rekeyed = {{.kind = Kind::student,
                                  .was = student(1),
                                  .now = student(2),
                                  .same_name = same_name,
                                  .sis_id_path = "snapshots/students/absent.json"}};
  return world;
}

World hand_made_teacher() {
  World world;
  world.want(teacher_account(1));
  world.live.unmanaged = {{.sphero_id = "hand-made", .email = "TEACHER1@Example.org", .first_name = "Al"}};
  return world;
}

LinkRecord link(Kind kind, UserId id, std::string sphero_id, std::optional<UserId> was) {
  return {.kind = kind,
          .id = id,
          .sphero_id = std::move(sphero_id),
          .was = was,
          .because = "asked",
          .rule = std::make_shared<RuleRef>(RuleRef{.file = "rules/keep.yaml", .line = 7, .id = "link"})};
}

}  // namespace

TEST_CASE("a student who came back under a new id with the same name keeps the account", "[plan]") {
  World world = rekeyed_student(true);
  const Plan plan = world.plan();
  CHECK(names(plan) == Names{"relink student 2"});
  CHECK(plan.changes.front().sphero_id == "s-1");
  CHECK(plan.changes.front().reason.code == ReasonCode::rekeyed);
  CHECK(plan.changes.front().reason.evidence.front().path == "snapshots/students/absent.json");
}

TEST_CASE("the rosters follow a linked account: no member joins or leaves", "[plan]") {
  World world = rekeyed_student(true);
  world.wrote(world.show(class_of(1, {1}, {1})));
  world.want(class_of(1, {1}, {2}));
  CHECK(names(world.plan()) == Names{"relink student 2"});
}

TEST_CASE("a linked member who leaves a class leaves it once the new id shows", "[plan]") {
  World world = rekeyed_student(true);
  world.wrote(world.show(class_of(1, {1}, {1})));
  world.want(class_of(1, {1}, {}));
  const Plan plan = world.plan();
  const Change& leaves = the(plan, Part::removals, "update class 1");
  CHECK(leaves.remove_students == students({2}));
  CHECK(leaves.waits_for == Names{"relink student " + student(2).text()});
}

TEST_CASE("an archived account is linked first and then restored", "[plan]") {
  World world = rekeyed_student(true);
  world.live.managed.students.front().archived = true;
  CHECK(names(world.plan()) == Names{"relink student 2", "restore student 2"});
}

TEST_CASE("the same sis_id under another name waits for a person: nobody is created, nobody archived", "[plan]") {
  World world = rekeyed_student(false);
  world.want(class_of(1, {1}, {2}));
  const Plan plan = world.plan();
  CHECK(names(plan) == Names{"create class 1"});
  CHECK(plan.changes.front().add_students.empty());
  CHECK(plan.counts.withheld == 2);
  REQUIRE(finding_codes(plan) == Names{"rekeyed-needs-decision"});
  const std::string& message = plan.findings.front().message;
  CHECK(message.find("- {student: " + student(2).text() + ", was: " + student(1).text()) != std::string::npos);
}

TEST_CASE("a person's link decides it", "[plan]") {
  World world = rekeyed_student(false);
  world.rules.keep.link = {link(Kind::student, student(2), "", student(1))};
  const Plan plan = world.plan();
  CHECK(names(plan) == Names{"relink student 2"});
  CHECK(plan.changes.front().reason.rule.file == "rules/keep.yaml");
  CHECK(plan.changes.front().reason.rule.line == 7);
  CHECK(plan.findings.empty());
}

TEST_CASE("ignoring the old id says that they are two people", "[plan]") {
  World world = rekeyed_student(false);
  world.rules.keep.ignore = {{.kind = Kind::student, .id = any(student(1))}};
  world.desired.state.students.front().stance = Stance::keep;  // as desired makes of an ignored record
  CHECK(names(world.plan()) == Names{"create student 2"});
}

TEST_CASE("there is nothing to link when the old account is not there, or the new one is", "[plan]") {
  World gone = rekeyed_student(false);
  gone.live.managed.students.clear();
  CHECK(names(gone.plan()) == Names{"create student 2"});

  World both = rekeyed_student(false);
  both.wrote(both.show(student_account(2)));
  CHECK(names(both.plan()) == Names{"archive student 1"});
}

TEST_CASE("a refused link leaves both ids as they are", "[plan]") {
  World world = rekeyed_student(true);
  world.wrote(world.show(class_of(1, {1}, {1})));
  world.want(class_of(1, {1}, {1, 2}));
  const Change refused = the(world.plan(), Part::additions, "relink student 2");
  world.applied.refused = {{.kind = Kind::student,
                            .id = any(student(2)),
                            .action = "relink",
                            .code = "conflict",
                            .next_try = tonight + std::chrono::days(1),
                            .digest = change_digest(refused)}};
  const Plan plan = world.plan();
  CHECK(plan.changes.empty());
  CHECK(plan.counts.withheld == 1);
}

TEST_CASE("a hand-made account with the teacher's e-mail withholds the create, and says so by ids alone", "[plan]") {
  World world = hand_made_teacher();
  world.settle(teacher_account(2));
  world.want(class_of(1, {1, 2}, {}));
  const Plan plan = world.plan();
  CHECK(names(plan) == Names{"create class 1"});
  CHECK(plan.changes.front().primary_teacher == teacher(2));
  CHECK(plan.counts.withheld == 1);
  REQUIRE(finding_codes(plan) == Names{"same-email"});
  const std::string& message = plan.findings.front().message;
  CHECK(plan.findings.front().id == teacher(1).text());
  CHECK(message.find("hand-made") != std::string::npos);
  CHECK(message.find('@') == std::string::npos);
}

TEST_CASE("a person's link makes the hand-made account the teacher's", "[plan]") {
  World world = hand_made_teacher();
  world.rules.keep.link = {link(Kind::teacher, teacher(1), "hand-made", std::nullopt)};
  world.live.unmanaged.front().archived = true;
  const Plan plan = world.plan();
  CHECK(names(plan) == Names{"relink teacher 1", "restore teacher 1"});
  CHECK(plan.changes.front().sphero_id == "hand-made");
  CHECK(plan.changes.front().set == std::vector<FieldChange>{{"email", "TEACHER1@Example.org", "teacher1@example.org"},
                                                             {"first_name", "Al", "Alex"},
                                                             {"last_name", "", "Example"},
                                                             {"school", "", school(1).text()}});
}

TEST_CASE("a link to an account that is not there creates nothing and is reported", "[plan]") {
  World world = hand_made_teacher();
  world.rules.keep.link = {link(Kind::teacher, teacher(1), "mistyped", std::nullopt)};
  const Plan plan = world.plan();
  CHECK(plan.changes.empty());
  CHECK(finding_codes(plan) == Names{"link-account-missing"});
  CHECK(plan.findings.front().message.find("rules/keep.yaml:7") != std::string::npos);
}

TEST_CASE("a link never takes the account of somebody who is rostered", "[plan]") {
  World world = hand_made_teacher();
  world.settle(teacher_account(2));
  world.rules.keep.link = {link(Kind::teacher, teacher(1), "", teacher(2))};
  const Plan plan = world.plan();
  CHECK(plan.changes.empty());
  CHECK(finding_codes(plan) == Names{"link-conflict"});
}

TEST_CASE("an account that is linked already needs no decision any more", "[plan]") {
  World world = hand_made_teacher();
  world.rules.keep.link = {link(Kind::teacher, teacher(1), "hand-made", std::nullopt)};
  world.live.unmanaged.clear();
  world.wrote(world.show(teacher_account(1)));
  const Plan plan = world.plan();
  CHECK(plan.changes.empty());
  CHECK(plan.findings.empty());
}
