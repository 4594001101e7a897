#include "apply/apply.hpp"

#include "catch.hpp"
#include "world.hpp"

namespace clever_sync::testing {
namespace {

using enum Kind;

/// A teacher, two students and their class.
std::vector<Change> first_night() {
  Change robots = addition(Action::create, class_, 10, {{"name", "Robots"}});
  robots.primary_teacher = user(1);
  robots.add_students = {user(2), user(3)};
  return {addition(Action::create, teacher, 1, {{"email", "t@example.org"}, {"last_name", "Teach"}}),
          addition(Action::create, student, 2, {{"first_name", "Ada"}, {"grade", "7"}}),
          addition(Action::create, student, 3, {{"first_name", "Bo"}, {"grade", "7"}}), robots};
}

}  // namespace

TEST_CASE("a first night creates teachers, students and classes, in that order", "[apply]") {
  World world;
  const AppliedReport report = world.apply(first_night());
  CHECK(report.done == 4);
  CHECK(report.stopped == ApplyReport::Stopped::no);
  const FakeObject& robots = world.at(class_, 10);
  CHECK(robots.fields.at("name") == "Robots");
  CHECK(robots.teachers == std::vector{user(1)});
  CHECK(robots.students == std::vector{user(2), user(3)});
  REQUIRE(world.target.sent.size() == 3);
  CHECK(world.target.sent[0].first == "run1-2");  // the start is line 1
  CHECK(world.target.sent[1].second.size() == 2);
  CHECK(world.progress.back().done == 4);
  CHECK(world.progress.back().total == 4);
}

TEST_CASE("after an apply both states are what Sphero Edu shows", "[apply]") {
  World world;
  const AppliedReport report = world.apply(first_night());
  const Observation seen = world.target.fetch_live({});
  CHECK(report.expected_live.managed == seen.live.managed);
  CHECK(report.applied.managed == seen.live.managed);
}

TEST_CASE("an update and an archive carry the version that was read, and the next one follows the answer", "[apply]") {
  World world;
  world.put(class_, 10, {{"name", "Robots"}}).version = 41;
  world.apply_what_is_there();
  const AppliedReport report =
      world.apply({addition(Action::update, class_, 10, {{"name", "Robots 2"}}), removal(Action::archive, class_, 10)});
  CHECK(report.done == 2);
  CHECK(world.at(class_, 10).version == 43);
  CHECK(world.target.sent[0].second[0].if_version == 41);
  CHECK(world.target.sent[1].second[0].if_version == 42);
  CHECK(report.applied.managed == world.target.fetch_live({}).live.managed);
}

TEST_CASE("a restore that also sets fields and members updates first and then opens", "[apply]") {
  World world;
  world.put(student, 2);
  world.put(student, 3);
  FakeObject& robots = world.put(class_, 10, {{"name", "Robots"}, {"term", "Fall"}});
  robots.archived = true;
  robots.students = {user(2)};
  world.apply_what_is_there();
  Change restore =
      with_students(addition(Action::restore, class_, 10, {{"name", "Drones"}, {"term", ""}}), {user(3)}, {user(2)});
  const AppliedReport report = world.apply({restore});
  CHECK(report.done == 1);
  CHECK(report.receipts.size() == 1);
  const FakeObject& now = world.at(class_, 10);
  CHECK_FALSE(now.archived);
  CHECK(now.fields == std::map<std::string, std::string>{{"name", "Drones"}});
  CHECK(now.students == std::vector{user(3)});
  REQUIRE(world.target.sent.size() == 2);
  CHECK(world.target.sent[0].second[0].action == Operation::Action::update);
  CHECK(world.target.sent[1].second[0].action == Operation::Action::restore);
}

TEST_CASE("a relink moves the account and its memberships to the new Clever id", "[apply]") {
  World world;
  world.put(student, 2, {{"first_name", "Ada"}});
  world.put(class_, 10).students = {user(2)};
  world.apply_what_is_there();
  Change relink = addition(Action::relink, student, 5, {{"grade", "8"}});
  relink.sphero_id = "s-" + clever_id(2).text();
  const AppliedReport report = world.apply({relink});
  CHECK(report.done == 1);
  CHECK_FALSE(world.target.objects.contains({student, clever_id(2)}));
  CHECK(world.at(student, 5).fields.at("grade") == "8");
  CHECK(world.at(class_, 10).students == std::vector{user(5)});
  CHECK(report.applied.managed == world.target.fetch_live({}).live.managed);
  CHECK(report.expected_live.managed == world.target.fetch_live({}).live.managed);
}

TEST_CASE("a class that loses a relinked member in the same run loses the account under its new id", "[apply]") {
  World world;
  world.put(student, 2);
  world.put(class_, 10).students = {user(2)};
  world.apply_what_is_there();
  Change relink = addition(Action::relink, student, 5);
  relink.sphero_id = "s-" + clever_id(2).text();
  const Change leave =
      waiting_for(with_students(removal(Action::update, class_, 10), {}, {user(5)}), {change_name(relink)});
  const AppliedReport report = world.apply({relink, leave});
  CHECK(report.done == 2);
  CHECK(world.at(class_, 10).students.empty());
  CHECK(report.applied.managed == world.target.fetch_live({}).live.managed);
}

TEST_CASE("an archived account that is relinked and restored in one run is open under its new id", "[apply]") {
  World world;
  world.put(student, 2).archived = true;
  world.apply_what_is_there();
  Change relink = addition(Action::relink, student, 5);
  relink.sphero_id = "s-" + clever_id(2).text();
  const AppliedReport report = world.apply({relink, addition(Action::restore, student, 5)});
  CHECK(report.done == 2);
  CHECK_FALSE(world.at(student, 5).archived);
  CHECK(report.applied.managed == world.target.fetch_live({}).live.managed);
}

TEST_CASE("a hand-made teacher account that is linked becomes a managed one", "[apply]") {
  World world;
  world.target.hand_made["t-1042"] = {.version = 6, .fields = {{"email", "t@example.org"}, {"last_name", "Teach"}}};
  Change relink = addition(Action::relink, teacher, 1);
  relink.sphero_id = "t-1042";
  const AppliedReport report = world.apply({relink});
  CHECK(report.done == 1);
  CHECK(report.expected_live.unmanaged.empty());
  CHECK(report.expected_live.managed == world.target.fetch_live({}).live.managed);
  CHECK(report.applied.managed.teachers.at(0).email == "t@example.org");
}

TEST_CASE("a refused change keeps its code and does not stop the others", "[apply]") {
  World world;
  world.target.refuse = [](const Operation& operation) -> std::optional<OperationResult> {
    if (operation.clever_id == clever_id(2)) return answer(422, "bad-grade");
    return std::nullopt;
  };
  const AppliedReport report = world.apply(first_night());
  CHECK(report.done == 3);
  CHECK(report.refused == 1);
  const ReceiptLine* const refused = receipt_for(report, change_name(first_night()[1]));
  REQUIRE(refused != nullptr);
  CHECK(refused->result == ReceiptResult::refused);
  CHECK(refused->code == "bad-grade");
  CHECK(refused->status == 422);
  REQUIRE(report.refused_changes.size() == 1);
  CHECK(report.refused_changes[0].code == "bad-grade");
  CHECK(report.refused_changes[0].next_try == *parse_date("2026-11-25"));
  CHECK(report.applied.refused == report.refused_changes);

  SECTION("the class goes on without the student whose account could not be made") {
    CHECK(world.at(class_, 10).students == std::vector{user(3)});
    const ReceiptLine* const robots = receipt_for(report, change_name(first_night()[3]));
    REQUIRE(robots != nullptr);
    CHECK(robots->result == ReceiptResult::done);
    CHECK(robots->left_out == 1);
    CHECK(report.applied.managed.classes.at(0).students == std::vector{user(3)});
  }
}

TEST_CASE("a class update that only adds somebody without an account is skipped", "[apply]") {
  World world;
  world.put(class_, 10);
  const AppliedReport report = world.apply({with_students(addition(Action::update, class_, 10), {user(2)})});
  CHECK(report.skipped == 1);
  CHECK(report.receipts.at(0).code == "depends");
  CHECK(world.target.requests == 0);
}

TEST_CASE("a removal that waits for an addition goes only if the addition was done whole", "[apply]") {
  World world;
  world.put(class_, 10).students = {user(2)};
  world.put(class_, 11);
  world.put(student, 2);
  world.apply_what_is_there();
  const Change join = with_students(addition(Action::update, class_, 11), {user(2)});
  const Change leave =
      waiting_for(with_students(removal(Action::update, class_, 10), {}, {user(2)}), {change_name(join)});

  SECTION("done") {
    CHECK(world.apply({join, leave}).done == 2);
    CHECK(world.at(class_, 10).students.empty());
  }
  SECTION("refused") {
    world.target.refuse = [](const Operation& operation) -> std::optional<OperationResult> {
      if (operation.clever_id == clever_id(11)) return answer(422, "full");
      return std::nullopt;
    };
    const AppliedReport report = world.apply({join, leave});
    CHECK(report.refused == 1);
    CHECK(report.skipped == 1);
    CHECK(receipt_for(report, change_name(leave))->code == "waits");
    CHECK(world.at(class_, 10).students == std::vector{user(2)});
  }
  SECTION("not in this run") {
    const AppliedReport report = world.apply({leave});
    CHECK(report.receipts.at(0).code == "waits");
    CHECK(world.at(class_, 10).students == std::vector{user(2)});
  }
}

TEST_CASE("an account is not archived while its class could not be", "[apply]") {
  World world;
  world.put(student, 2);
  world.put(student, 3);
  world.put(class_, 10).students = {user(2)};
  world.apply_what_is_there();
  world.target.refuse = [](const Operation& operation) -> std::optional<OperationResult> {
    if (operation.kind == class_) return answer(422, "locked");
    return std::nullopt;
  };
  const AppliedReport report = world.apply({removal(Action::archive, class_, 10), removal(Action::archive, student, 2),
                                            removal(Action::archive, student, 3)});
  CHECK_FALSE(world.at(student, 2).archived);
  CHECK(world.at(student, 3).archived);
  CHECK(receipt_for(report, change_name(removal(Action::archive, student, 2)))->code == "depends");
}

TEST_CASE("a class is not archived when its students could not be detached before", "[apply]") {
  World world;
  world.put(student, 2);
  world.put(class_, 10).students = {user(2)};
  world.apply_what_is_there();
  world.target.refuse = [](const Operation& operation) -> std::optional<OperationResult> {
    if (!operation.remove_students.empty()) return answer(422, "locked");
    return std::nullopt;
  };
  world.apply(
      {with_students(removal(Action::update, class_, 10), {}, {user(2)}), removal(Action::archive, class_, 10)});
  CHECK_FALSE(world.at(class_, 10).archived);
}

TEST_CASE("a student is taken off an archived roster only after joining the open class", "[apply]") {
  World world;
  world.put(student, 2);
  world.put(class_, 10).students = {user(2)};
  world.at(class_, 10).archived = true;
  world.put(class_, 11);
  world.apply_what_is_there();
  const AppliedReport report = world.apply({with_students(addition(Action::update, class_, 11), {user(2)}),
                                            with_students(addition(Action::update, class_, 10), {}, {user(2)})});
  CHECK(report.done == 2);
  REQUIRE(world.target.sent.size() == 2);
  CHECK(world.target.sent[0].second[0].clever_id == clever_id(11));
}

TEST_CASE("a plan with nothing to do writes no journal and sends nothing", "[apply]") {
  World world;
  const AppliedReport report = world.apply({});
  CHECK(report.receipts.empty());
  CHECK(world.disk.files.empty());
  CHECK(world.target.requests == 0);
}

TEST_CASE("no student's value stands in the journal or in a receipt", "[apply]") {
  World world;
  const AppliedReport report =
      world.apply({addition(Action::create, student, 2, {{"first_name", "Xylophia"}, {"email", "xy@example.org"}})});
  const std::string receipts = encode_receipts(std::string(64, 'a'), "", "run1", report.receipts).bytes;
  for (const std::string& bytes : {world.journal_bytes(), receipts}) {
    CHECK(bytes.find("Xylophia") == std::string::npos);
    CHECK(bytes.find("xy@example") == std::string::npos);
  }
  CHECK(report.applied.managed.students.at(0).first_name == "Xylophia");
}

}  // namespace clever_sync::testing
