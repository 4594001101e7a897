// Guardrails: the arithmetic of every limit at its edge, and what a held part means.
#include "plan/guardrails.hpp"

#include <algorithm>

#include "catch.hpp"
#include "world.hpp"

using namespace clever_sync;
using namespace clever_sync::test;

namespace {

std::vector<int> numbers(int first, int last) {
  std::vector<int> out;
  for (int number = first; number <= last; ++number) out.push_back(number);
  return out;
}

bool holds(const Plan& plan, const std::string& name, const std::string& scope = "district") {
  return the_guardrail(plan, name, scope).verdict == GuardrailVerdict::hold;
}

/// So many settled classes, of which the first few end.
World ending_classes(int total, int ending) {
  World world;
  world.settle_people(0);
  for (int number = 1; number <= total; ++number) {
    if (number > ending) {
      world.settle(class_of(number, {1}, {}));
      continue;
    }
    world.wrote(world.show(class_of(number, {1}, {})));
    world.want(class_of(number, {1}, {}), Stance::archive);
  }
  return world;
}

World leaving_students(int total, int leaving) {
  World world;
  for (int number = 1; number <= total; ++number) {
    world.wrote(world.show(student_account(number)));
    world.want(student_account(number), number <= leaving ? Stance::archive : Stance::open);
  }
  return world;
}

void edit_limit(World& world, const std::string& name, int percent, int at_least, std::optional<int> per_school) {
  for (Limit& limit : world.rules.guardrails.limits) {
    if (limit.name != name) continue;
    limit.percent = percent;
    limit.at_least = at_least;
    limit.per_school_percent = per_school;
  }
}

}  // namespace

TEST_CASE("classes-archived holds above its percentage, and not at it", "[guardrails]") {
  CHECK_FALSE(holds(ending_classes(200, 19).plan(), "classes-archived"));
  CHECK_FALSE(holds(ending_classes(200, 20).plan(), "classes-archived"));
  const Plan plan = ending_classes(200, 21).plan();
  CHECK(holds(plan, "classes-archived"));
  CHECK(plan.removals == Verdict::hold);
  CHECK(plan.counts.held == 21);
  CHECK(arithmetic(the_guardrail(plan, "classes-archived")) == "classes archived: 21 of 200 (10.5 %), limit 10 %");
}

TEST_CASE("below its floor a limit never holds, except when all of three would go", "[guardrails]") {
  CHECK_FALSE(holds(ending_classes(20, 9).plan(), "classes-archived"));
  CHECK(holds(ending_classes(20, 10).plan(), "classes-archived"));
  CHECK_FALSE(holds(ending_classes(2, 2).plan(), "classes-archived"));
  CHECK(holds(ending_classes(3, 3).plan(), "classes-archived"));
  CHECK_FALSE(holds(ending_classes(4, 3).plan(), "classes-archived"));
}

TEST_CASE("a whole school that ends holds although the district's share is small", "[guardrails]") {
  World world = ending_classes(200, 0);
  for (int number = 301; number <= 303; ++number) {
    SpheroClass small = class_of(number, {1}, {});
    const std::string second = school(2).text();
    small.school = world.live.texts->keep(second);
    world.wrote(world.show(small));
    world.want(small, Stance::archive);
  }
  const Plan plan = world.plan();
  CHECK_FALSE(holds(plan, "classes-archived"));
  CHECK(holds(plan, "classes-archived", "school:" + school(2).text()));
  CHECK(plan.removals == Verdict::hold);
  const bool first_school_named = std::ranges::any_of(
      plan.guardrails, [](const Guardrail& rail) { return rail.scope == "school:" + school(1).text(); });
  CHECK_FALSE(first_school_named);
}

TEST_CASE("a school's own percentage holds above it, and not at it", "[guardrails]") {
  World at = ending_classes(40, 12);
  edit_limit(at, "classes-archived", 90, 10, 30);
  CHECK_FALSE(holds(at.plan(), "classes-archived", "school:" + school(1).text()));
  World above = ending_classes(40, 13);
  edit_limit(above, "classes-archived", 90, 10, 30);
  CHECK(holds(above.plan(), "classes-archived", "school:" + school(1).text()));
  CHECK(the_guardrail(above.plan(), "classes-archived", "school:" + school(1).text()).limit == 30);
}

TEST_CASE("students-archived and sign-in-lost count the accounts that close", "[guardrails]") {
  const Plan at = leaving_students(1000, 10).plan();
  CHECK_FALSE(holds(at, "sign-in-lost"));
  const Plan above = leaving_students(1000, 11).plan();
  CHECK(holds(above, "sign-in-lost"));
  CHECK_FALSE(holds(above, "students-archived"));
  CHECK_FALSE(holds(leaving_students(1000, 100).plan(), "students-archived"));
  CHECK(holds(leaving_students(1000, 101).plan(), "students-archived"));
}

TEST_CASE("teachers-archived counts teachers", "[guardrails]") {
  World world;
  for (int number = 1; number <= 3; ++number) {
    world.wrote(world.show(teacher_account(number)));
    world.want(teacher_account(number), Stance::archive);
  }
  CHECK(holds(world.plan(), "teachers-archived"));
}

TEST_CASE("orphans count what no snapshot knows, among all that is open", "[guardrails]") {
  World world;
  for (int number = 1; number <= 110; ++number) {
    world.show(student_account(number));
    if (number > 11) world.want(student_account(number));
  }
  CHECK_FALSE(holds(world.plan(), "orphans"));  // 11 of 110
  world.desired.state.students.erase(world.desired.state.students.begin());
  CHECK(holds(world.plan(), "orphans"));  // 12 of 110
  CHECK(the_guardrail(world.plan(), "orphans").total == 110);
}

TEST_CASE("updates count each changed object once and hold the additions", "[guardrails]") {
  World world;
  for (int number = 1; number <= 20; ++number) {
    world.wrote(world.show(student_account(number)));
    SpheroStudent next = student_account(number);
    if (number <= 15) next.grade = "6";
    world.want(next);
  }
  CHECK_FALSE(holds(world.plan(), "updates"));  // 15 of 20
  world.desired.state.students.back().object.grade = "6";
  const Plan plan = world.plan();
  CHECK(holds(plan, "updates"));
  CHECK(plan.additions == Verdict::hold);
  CHECK(plan.removals == Verdict::clear);
}

TEST_CASE("an object that is updated in both parts is one update", "[guardrails]") {
  World world;
  world.settle_people(2);
  world.wrote(world.show(class_of(1, {1}, {1})));
  world.want(class_of(1, {1}, {2}));
  CHECK(the_guardrail(world.plan(), "updates").actual == 1);
}

TEST_CASE("members-removed counts those taken out of classes that stay open", "[guardrails]") {
  World world;
  world.settle_people(100);
  world.wrote(world.show(class_of(1, {1}, numbers(1, 99))));
  world.want(class_of(1, {1}, numbers(11, 99)));
  CHECK_FALSE(holds(world.plan(), "members-removed"));  // 10 of 100: 99 students and a teacher
  world.desired.state.classes.front().object.students = students(numbers(12, 99));
  CHECK(holds(world.plan(), "members-removed"));
  CHECK(the_guardrail(world.plan(), "members-removed").total == 100);
}

TEST_CASE("class-shrinks looks at classes of five and more, and names the one that shrinks most", "[guardrails]") {
  World world;
  world.settle_people(10);
  world.wrote(world.show(class_of(1, {1}, {1, 2, 3, 4})));
  world.want(class_of(1, {1}, {1}));
  world.wrote(world.show(class_of(2, {1}, {1, 2, 3, 4, 5, 6})));
  world.want(class_of(2, {1}, {1, 2, 3}));
  world.wrote(world.show(class_of(3, {1}, {1, 2, 3, 4, 5, 6})));
  world.want(class_of(3, {1}, {1, 2, 3, 4, 5}));
  const Plan plan = world.plan();
  const auto shrinks = std::ranges::count(plan.guardrails, std::string("class-shrinks"), &Guardrail::name);
  CHECK(shrinks == 1);
  CHECK_FALSE(holds(plan, "class-shrinks", "class:" + section(2).text()));  // three of six
  world.desired.state.classes[1].object.students = students({1, 2});
  CHECK(holds(world.plan(), "class-shrinks", "class:" + section(2).text()));
}

TEST_CASE("a shrunk snapshot holds removals, keeps the baseline, and is clear while there are none", "[guardrails]") {
  World world = ending_classes(30, 1);
  world.applied.baseline =
      SnapshotCounts{.district = {.sections = 100, .students = 1000, .teachers = 5}, .schools = {}};
  world.counts.district = {.sections = 90, .students = 900, .teachers = 1};
  CHECK_FALSE(holds(world.plan(), "snapshot-shrinks"));  // ten of a hundred, a tenth; four teachers are below the floor
  CHECK(next_baseline(world.applied, world.counts, world.plan().guardrails, {}) == world.counts);
  world.counts.district.students = 899;
  const Plan held = world.plan();
  CHECK(holds(held, "snapshot-shrinks"));
  CHECK(the_guardrail(held, "snapshot-shrinks").actual == 101);
  CHECK(held.removals == Verdict::hold);
  CHECK(next_baseline(world.applied, world.counts, held.guardrails, {}) == *world.applied.baseline);
  CHECK(next_baseline(world.applied, world.counts, held.guardrails, {"snapshot-shrinks"}) == world.counts);

  World quiet = ending_classes(30, 0);
  quiet.applied.baseline = world.applied.baseline;
  quiet.counts = world.counts;
  const Plan clear = quiet.plan();
  CHECK(clear.removals == Verdict::clear);
  // The night is still a shrunk one, so nights without a removal don't wear the baseline down.
  CHECK(next_baseline(quiet.applied, quiet.counts, clear.guardrails, {}) == *quiet.applied.baseline);
}

TEST_CASE("the first snapshot becomes the baseline", "[guardrails]") {
  World world;
  world.counts.district.students = 7;
  CHECK(next_baseline(world.applied, world.counts, world.plan().guardrails, {}) == world.counts);
}

TEST_CASE("a school that had records and has none now holds", "[guardrails]") {
  World world = ending_classes(30, 1);
  world.applied.baseline =
      SnapshotCounts{.district = {.sections = 30},
                     .schools = {{school(1), {.sections = 20}}, {school(2), {.sections = 10}}, {school(3), Counts{}}}};
  world.counts = SnapshotCounts{.district = {.sections = 30}, .schools = {{school(1), {.sections = 30}}}};
  const Plan plan = world.plan();
  CHECK(holds(plan, "school-gone"));
  CHECK(arithmetic(the_guardrail(plan, "school-gone")) == "school gone: 1 of 2, holds from 1");
  CHECK(schools_named(the_guardrail(plan, "school-gone")) == std::vector{school(2).text()});
  CHECK(encode_plan(plan).find("\"detail\":\"" + school(2).text() + "\"") != std::string::npos);
  CHECK(parse_plan(encode_plan(plan), "plans/plan.json").plan.guardrails == plan.guardrails);
  world.counts.schools.push_back({school(2), {.teachers = 1}});
  CHECK_FALSE(holds(world.plan(), "school-gone"));
  CHECK(schools_named(the_guardrail(world.plan(), "school-gone")).empty());
  world.counts.schools.clear();
  CHECK(schools_named(the_guardrail(world.plan(), "school-gone")) == std::vector{school(1).text(), school(2).text()});
}

TEST_CASE("a paused district holds removals and lets additions through", "[guardrails]") {
  World world = ending_classes(30, 1);
  world.want(student_account(1));
  world.district.state = DistrictState::paused;
  const Plan plan = world.plan();
  CHECK(holds(plan, "district-state"));
  CHECK(plan.removals == Verdict::hold);
  CHECK(plan.additions == Verdict::clear);
  world.district.state = DistrictState::success;
  CHECK(world.plan().removals == Verdict::approve);
}

TEST_CASE("a window holds on its first and last day, and only the part that it names", "[guardrails]") {
  World world = ending_classes(30, 1);
  world.want(student_account(1));
  world.rules.guardrails.windows = {
      {.name = "rollover", .from = tonight, .to = tonight, .mode = Window::Mode::additions_only}};
  CHECK(world.plan().removals == Verdict::hold);
  CHECK(world.plan().additions == Verdict::clear);
  world.rules.guardrails.windows.front().mode = Window::Mode::nothing;
  const Plan nothing = world.plan();
  CHECK(nothing.additions == Verdict::hold);
  CHECK(nothing.removals == Verdict::hold);
  CHECK(parse_plan(encode_plan(nothing), "plans/plan.json").plan.guardrails == nothing.guardrails);
  world.rules.guardrails.windows.front().to = tonight - std::chrono::days(1);
  CHECK(world.plan().removals == Verdict::approve);
}

TEST_CASE("a window that is open says which it is, until when and what it lets through", "[guardrails]") {
  World world = ending_classes(30, 1);
  world.want(student_account(1));
  const Date last = tonight + std::chrono::days(9);
  world.rules.guardrails.windows = {
      {.name = "rollover", .from = tonight, .to = last, .mode = Window::Mode::additions_only}};
  const auto words = [&world](Part part) -> std::string {
    const Plan plan = world.plan();
    for (const Guardrail& rail : plan.guardrails)
      if (rail.name == "window" && rail.part == part) return arithmetic(rail);
    return "";
  };
  CHECK(words(Part::removals) == "window rollover, 2026-11-24 to 2026-12-03: additions only");
  CHECK(words(Part::additions).empty());
  world.rules.guardrails.windows.push_back(
      {.name = "free\x1b[31ze\u202e", .from = tonight, .to = tonight, .mode = Window::Mode::nothing});
  CHECK(words(Part::additions) == "window free\\u{1b}[31ze\\u{202e}, 2026-11-24 to 2026-11-24: nothing");
  CHECK(words(Part::removals) ==
        "window rollover, 2026-11-24 to 2026-12-03: additions only; "
        "free\\u{1b}[31ze\\u{202e}, 2026-11-24 to 2026-11-24: nothing");
  world.as_of = last + std::chrono::days(1);
  CHECK(words(Part::removals) == "window: none is open today");
}

TEST_CASE("a state of the district that holds is named", "[guardrails]") {
  World world = ending_classes(30, 1);
  world.rules.guardrails.hold_removals_while.value = {DistrictState::paused, DistrictState::error};
  const auto words = [&world] { return arithmetic(the_guardrail(world.plan(), "district-state")); };
  CHECK(words() == "district state: the data in Clever is current");
  world.district.state = DistrictState::error;
  CHECK(words() == "district state: error in Clever, so its data is not current");
  world.district.state = DistrictState::paused;
  CHECK(words() == "district state: paused in Clever, so its data is not current");
  // As the rules would have it: not held, so it is not named.
  world.rules.guardrails.hold_removals_while.value = {DistrictState::error};
  CHECK(the_guardrail(world.plan(), "district-state").detail.empty());
}

TEST_CASE("the policy's word counts where no guardrail holds", "[guardrails]") {
  World world = ending_classes(30, 1);
  world.policy.removals = PartPolicy::automatic;
  CHECK(world.plan().removals == Verdict::clear);
  world.policy.removals = PartPolicy::approve;
  CHECK(world.plan().removals == Verdict::approve);
  CHECK(world.plan().additions == Verdict::clear);  // empty
}

TEST_CASE("arithmetic rounds half up, to one decimal", "[guardrails]") {
  const auto text = [](std::int64_t actual, std::int64_t total) {
    return arithmetic({.name = "classes-archived", .scope = "district", .actual = actual, .total = total, .limit = 10});
  };
  CHECK(text(104, 261) == "classes archived: 104 of 261 (39.8 %), limit 10 %");
  CHECK(text(1, 2000) == "classes archived: 1 of 2000 (0.1 %), limit 10 %");
  CHECK(text(1, 2001) == "classes archived: 1 of 2001 (0.0 %), limit 10 %");
  CHECK(text(3, 3) == "classes archived: 3 of 3 (100.0 %), limit 10 %");
  CHECK(text(0, 0) == "classes archived: 0 of 0, limit 10 %");
}
