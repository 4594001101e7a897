// Two plans held against each other: what a reader of the first has not read yet.
#include "plan/difference.hpp"

#include "catch.hpp"
#include "review/since.hpp"
#include "world.hpp"

using namespace clever_sync;
using namespace clever_sync::test;

namespace {

/// A class with students 1 and 2 in Sphero Edu, of which the rules want these; and what else the test adds.
World class_that_should_have(const std::vector<int>& wanted) {
  World world;
  world.settle_people(4);
  world.wrote(world.show(class_of(1, {1}, {1, 2})));
  world.want(class_of(1, {1}, wanted));
  return world;
}

std::vector<std::string> names_of(const std::vector<const Change*>& changes) {
  std::vector<std::string> names;
  for (const Change* const change : changes) names.push_back(change_name(*change));
  return names;
}

std::string class_name(int number) {
  return "class " + section(number).text();
}

/// As a plan comes out of its file: without students' values.
Plan filed(const Plan& plan) {
  return parse_plan(encode_plan(plan), "plans/plan.json").plan;
}

std::string since(const Plan& before, const Plan& after) {
  return text_of(report_since({.plan = before, .digest = plan_digest(before), .commit = ""},
                              {.plan = after, .digest = plan_digest(after), .commit = ""}, {}, {}),
                 {.width = 400});
}

}  // namespace

TEST_CASE("of two equal plans everything is unchanged, and an approval stands", "[plan][difference]") {
  const Plan plan = class_that_should_have({1, 2, 3}).plan();
  const PlanDifference difference = compare_plans(plan, filed(plan));
  CHECK(difference.none());
  CHECK(difference.unchanged.size() == 1);
  CHECK(first_difference(plan, filed(plan)).before == nullptr);
  const std::string text = since(plan, plan);
  CHECK(text.find("it is the same plan") != std::string::npos);
  CHECK(text.find("an approval of it stands") != std::string::npos);
}

TEST_CASE("a change that only one of the plans has is new or gone", "[plan][difference]") {
  const Plan monday = class_that_should_have({1, 2, 3}).plan();
  World world = class_that_should_have({1, 2});
  world.want(class_of(2, {1}, {1}));
  const Plan tuesday = world.plan();
  const PlanDifference difference = compare_plans(monday, tuesday);
  CHECK(names_of(difference.added) == std::vector{"create " + class_name(2)});
  CHECK(names_of(difference.gone) == std::vector{"update " + class_name(1)});
  CHECK(difference.altered.empty());
  CHECK(difference.unchanged.empty());
  CHECK(first_difference(monday, tuesday).before == &monday.changes.front());
  const std::string text = since(monday, tuesday);
  CHECK(text.find("Additions: 1 new, 0 changed, 1 gone, 0 unchanged") != std::string::npos);
}

TEST_CASE("a change that does something else now is shown as it was and as it is", "[plan][difference]") {
  const Plan monday = class_that_should_have({1, 2, 3}).plan();
  const Plan tuesday = class_that_should_have({1, 2, 3, 4}).plan();
  const PlanDifference difference = compare_plans(monday, tuesday);
  REQUIRE(difference.altered.size() == 1);
  CHECK(difference.altered.front().before->add_students == students({3}));
  CHECK(difference.altered.front().after->add_students == students({3, 4}));
  CHECK(difference.added.empty());
  CHECK(difference.gone.empty());
  const std::string text = since(monday, tuesday);
  CHECK(text.find("before: 1 student added") != std::string::npos);
  CHECK(text.find("now: 2 students added") != std::string::npos);
}

TEST_CASE("as many members, but others, is another change", "[plan][difference]") {
  const std::string text = since(class_that_should_have({1, 2, 3}).plan(), class_that_should_have({1, 2, 4}).plan());
  CHECK(text.find("now: the same for other members") != std::string::npos);
}

TEST_CASE("a student's other value reads the same, and is said to be another part", "[plan][difference]") {
  const auto renamed = [](const char* name) {
    World world;
    world.wrote(world.show(student_account(1)));
    SpheroStudent wanted = student_account(1);
    wanted.first_name = name;
    world.want(wanted);
    return filed(world.plan());
  };
  const Plan before = renamed("Kim"), after = renamed("Sam");
  CHECK(compare_plans(before, after).none());
  CHECK(since(before, after).find("students' values, which no plan shows, are others") != std::string::npos);
}

TEST_CASE("a rule that moved to another line changes nothing for a reader", "[plan][difference]") {
  Plan plan = class_that_should_have({1, 2, 3}).plan();
  const Plan before = plan;
  plan.changes.front().reason.rule.line += 5;
  plan.changes.front().reason.evidence.clear();
  CHECK(compare_plans(before, plan).none());
  plan.changes.front().reason.rule.id = "another";
  CHECK(compare_plans(before, plan).altered.size() == 1);
}

TEST_CASE("the difference as JSON counts and lists the same", "[plan][difference]") {
  const Plan monday = class_that_should_have({1, 2, 3}).plan();
  World world = class_that_should_have({1, 2, 3, 4});
  world.want(class_of(2, {1}, {1}));
  const Plan tuesday = world.plan();
  const Json json =
      since_json({.plan = monday, .digest = "aa", .commit = "bb"}, {.plan = tuesday, .digest = "cc", .commit = "dd"});
  CHECK(json.text("format") == "clever-sync/plan-difference@1");
  CHECK(json.find("new")->as_array()->size() == 1);
  CHECK(json.find("new")->as_array()->front().text("action") == "create");
  CHECK(json.find("changed")->as_array()->size() == 1);
  CHECK(json.find("gone")->as_array()->empty());
  CHECK(json.find("additions")->find("new")->as_integer() == 1);
  CHECK(json.find("additions")->find("same_digest")->as_bool() == false);
  CHECK(json.find("removals")->find("same_digest")->as_bool() == true);
}
