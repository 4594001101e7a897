#include "apply/outcomes.hpp"

#include "catch.hpp"
#include "world.hpp"

namespace clever_sync::testing {
namespace {

using enum Kind;

/// One student is created; the answer names `sphero_id`, and the grade is 7.
AppliedReport created(World& world) {
  return world.apply({addition(Action::create, student, 2, {{"grade", "7"}})});
}

LiveState with_grade(LiveState live, std::string_view grade) {
  live.managed.students.front().grade = grade;
  return live;
}

}  // namespace

TEST_CASE("what Sphero Edu shows otherwise than it answered is named, each change once", "[apply]") {
  World world;
  const AppliedReport report = world.apply({addition(Action::create, student, 2, {{"grade", "7"}}),
                                            addition(Action::create, student, 3, {{"grade", "7"}}),
                                            addition(Action::update, student, 3, {{"grade", "8"}})});
  CHECK(report.outcomes->differences_from(world.target.fetch_live({}).live).empty());
  CHECK(report.outcomes->differences_from(LiveState{}) ==
        std::vector<std::string>{"create student " + clever_id(2).text(), "create student " + clever_id(3).text(),
                                 "update student " + clever_id(3).text()});
  CHECK(report.outcomes->differences_from(with_grade(world.target.fetch_live({}).live, "9")) ==
        std::vector<std::string>{"create student " + clever_id(2).text()});
}

TEST_CASE("what was not done is not expected to show", "[apply]") {
  World world;
  world.target.refuse = [](const Operation&) { return answer(422, "bad"); };
  const AppliedReport report = created(world);
  CHECK(report.refused == 1);
  CHECK(report.outcomes->differences_from(LiveState{}).empty());
}

TEST_CASE("an answer that left Sphero Edu's id out is no difference", "[apply]") {
  World world;
  world.target.after = [](const std::string&, BatchAnswered answered) -> std::optional<SendOutcome> {
    for (std::optional<OperationResult>& result : answered.results) {
      result->sphero_id.clear();
      result->version.reset();
    }
    return answered;
  };
  const AppliedReport report = created(world);
  CHECK(report.receipts.at(0).sphero_id.empty());
  CHECK(report.outcomes->differences_from(world.target.fetch_live({}).live).empty());
  CHECK(report.outcomes->differences_from(with_grade(world.target.fetch_live({}).live, "8")).size() == 1);
}

TEST_CASE("another id than the one that Sphero Edu answered is a difference", "[apply]") {
  World world;
  const AppliedReport report = created(world);
  LiveState live = world.target.fetch_live({}).live;
  live.managed.students.front().sphero_id = "s-of-somebody-else";
  CHECK(report.outcomes->differences_from(live).size() == 1);
}

TEST_CASE("receipts and differences outlive the plan's changes", "[apply]") {
  World world;
  const AppliedReport report = created(world);
  report.outcomes->forget_changes();
  CHECK(report.outcomes->receipt(0) == report.receipts.at(0));
  CHECK(report.outcomes->differences_from(world.target.fetch_live({}).live).empty());
  CHECK(report.outcomes->differences_from(LiveState{}).size() == 1);
}

}  // namespace clever_sync::testing
