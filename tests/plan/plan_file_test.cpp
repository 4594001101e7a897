// The plan file in two steps: all but the changes, then these one by one.
#include <string>

#include "base/error.hpp"
#include "catch.hpp"
#include "plan/plan_file.hpp"
#include "world.hpp"

using namespace clever_sync;
using namespace clever_sync::test;

namespace {

/// A student is created and one joins a class; another class goes.
Plan two_parts() {
  World world;
  world.settle_people(2);
  world.want(student_account(3));
  world.want(class_of(1, {1}, {1, 3}));
  world.wrote(world.show(class_of(1, {1}, {1, 2})));
  world.wrote(world.show(class_of(2, {2}, {2})));
  world.want(class_of(2, {2}, {2}), Stance::archive);
  return world.plan();
}

PlanFile file_of(std::string bytes) {
  return PlanFile(std::move(bytes), "plans/plan.json");
}

/// What ends the reading of the changes, and how many were taken before.
std::pair<std::string, int> broken(const PlanFile& file) {
  int taken = 0;
  try {
    file.each_change([&taken](const Change&, std::string_view) { ++taken; });
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::integrity);
    return {error.what(), taken};
  }
  FAIL("the changes were read");
  return {};
}

std::string with(std::string bytes, const std::string& from, const std::string& to) {
  const std::size_t at = bytes.find(from);
  REQUIRE(at != std::string::npos);
  return bytes.replace(at, from.size(), to);
}

}  // namespace

TEST_CASE("a plan's head is all of it but the changes, and these follow one by one with their bytes", "[plan]") {
  const Plan plan = two_parts();
  REQUIRE(plan.changes.size() >= 3);
  const std::string bytes = encode_plan(plan);
  const PlanFile file = file_of(bytes);
  CHECK(file.digest() == plan_digest(plan));
  CHECK(file.head().changes.empty());
  CHECK(file.head().counts == plan.counts);
  CHECK(file.head().guardrails == plan.guardrails);
  CHECK(file.head().removals_digest == plan.removals_digest);
  std::string lines;
  file.each_change([&lines](const Change& change, std::string_view line) {
    CHECK(line.find(change.clever_id.text()) != std::string_view::npos);
    lines.append("\n").append(line);
  });
  CHECK(bytes.find("\"changes\":[" + lines + "\n],\n") != std::string::npos);
  CHECK(encode_plan(file_of(bytes).read_changes()) == bytes);
}

TEST_CASE("a plan's head shows before damage among its changes does, and what stands before the damage is taken",
          "[plan]") {
  const std::string bytes = encode_plan(two_parts());
  const PlanFile file = file_of(with(bytes, "\"action\":\"archive\"", "\"action\":\"Archive\""));
  CHECK(file.head().counts.unchanged == two_parts().counts.unchanged);
  const auto [message, taken] = broken(file);
  CHECK(message.find("plans/plan.json") != std::string::npos);
  CHECK(taken >= 1);
}

TEST_CASE("a changed byte of a change that is still well-formed fails the plan's digest", "[plan]") {
  const std::string bytes = encode_plan(two_parts());
  const auto [message, taken] = broken(file_of(with(bytes, "\"loses_sign_in\":0", "\"loses_sign_in\":7")));
  CHECK(message.find("digests.plan is not the digest") != std::string::npos);
  CHECK(taken == static_cast<int>(two_parts().changes.size()));
}

TEST_CASE("a plan whose counts are not those of its changes is refused, whatever its digest says", "[plan]") {
  Plan plan = two_parts();
  SECTION("too many") {
    ++plan.counts.changes[{Kind::class_, Action::archive}];
  }
  SECTION("too few") {
    --plan.counts.changes[{Kind::class_, Action::archive}];
  }
  SECTION("of another kind") {
    plan.counts.changes[{Kind::teacher, Action::relink}] = 1;
  }
  SECTION("of a part that is held, and is not") {
    plan.counts.held = 3;
  }
  const std::string bytes = encode_plan(plan);
  const auto [message, taken] = broken(file_of(bytes));
  CHECK(message.find("'counts' are not those of its changes") != std::string::npos);
  // Whoever reads the whole at once, to approve it, to verify it or to go on from it, is told the same.
  CHECK_THROWS_WITH(parse_plan(bytes, "plans/plan.json"), Catch::Contains("'counts' are not those of its changes"));
}

TEST_CASE("a slice of a plan has some of the changes and says which plan it is of", "[plan]") {
  const Plan plan = two_parts();
  const std::string bytes = encode_plan(plan);
  const std::size_t first = bytes.find("[\n") + 2, second = bytes.find('\n', first) + 1;
  const ParsedPlan slice = parse_plan_slice(bytes.substr(0, first) + bytes.substr(second), "plans/plan.json");
  CHECK(slice.digest == plan_digest(plan));
  CHECK(slice.plan.changes.size() == plan.changes.size() - 1);
  CHECK(slice.plan.counts == plan.counts);
  CHECK_THROWS_AS(parse_plan(bytes.substr(0, first) + bytes.substr(second), "plans/plan.json"), Error);
}

TEST_CASE("a plan without changes has a head and nothing else", "[plan]") {
  World world;
  world.settle_people(2);
  const std::string bytes = encode_plan(world.plan());
  const PlanFile file = file_of(bytes);
  file.each_change([](const Change&, std::string_view) { FAIL("there is none"); });
  CHECK(encode_plan(file_of(bytes).read_changes()) == bytes);
}
