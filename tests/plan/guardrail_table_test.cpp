// Every guardrail at its limit less one, at it, and above it: in the district, in a school, at its floor, and where the
// district is tiny. What holds says its arithmetic, and the waiver that it names lets the part through, but not one
// that is smaller by one.
#include <fmt/core.h>

#include <algorithm>
#include <functional>

#include "catch.hpp"
#include "plan/guardrails.hpp"
#include "review/approval.hpp"
#include "world.hpp"

using namespace clever_sync;
using namespace clever_sync::test;

namespace {

std::vector<int> numbers(int first, int last) {
  std::vector<int> out;
  for (int number = first; number <= last; ++number) out.push_back(number);
  return out;
}

World ending_classes(int total, int ending) {
  World world;
  world.settle_people(0);
  for (int number = 1; number <= total; ++number) {
    world.wrote(world.show(class_of(number, {1}, {})));
    world.want(class_of(number, {1}, {}), number <= ending ? Stance::archive : Stance::open);
  }
  return world;
}

template <class Account>
World leaving(int total, int gone, const Account& account) {
  World world;
  for (int number = 1; number <= total; ++number) {
    world.wrote(world.show(account(number)));
    world.want(account(number), number <= gone ? Stance::archive : Stance::open);
  }
  return world;
}

World orphaned(int total, int unknown) {
  World world;
  for (int number = 1; number <= total; ++number) {
    world.show(student_account(number));
    if (number > unknown) world.want(student_account(number));
  }
  return world;
}

World updated(int total, int changed) {
  World world;
  for (int number = 1; number <= total; ++number) {
    world.wrote(world.show(student_account(number)));
    SpheroStudent next = student_account(number);
    if (number <= changed) next.grade = "6";
    world.want(next);
  }
  return world;
}

/// One class of so many members, its teacher among them.
World leaving_members(int total, int gone) {
  World world;
  world.settle_people(total - 1);
  world.wrote(world.show(class_of(1, {1}, numbers(1, total - 1))));
  world.want(class_of(1, {1}, numbers(gone + 1, total - 1)));
  return world;
}

/// A class that ends, so that there are removals to hold, and counts of the night before and of tonight.
World shrunk(const Counts& before, const Counts& now) {
  World world = ending_classes(30, 1);
  world.applied.baseline = SnapshotCounts{.district = before, .schools = {}};
  world.counts.district = now;
  return world;
}

using Build = std::function<World(int total, int actual)>;

struct Counted {
  std::string name;
  Build build;
  Part part = Part::removals;
  bool all_of_three = false;  // holds too when every one of three or more would go
  bool by_school = true;
};

const std::vector<Counted>& kinds() {
  static const std::vector<Counted> all{
      {.name = "classes-archived", .build = ending_classes, .all_of_three = true},
      {.name = "students-archived",
       .build = [](int total, int gone) { return leaving(total, gone, student_account); },
       .all_of_three = true},
      {.name = "teachers-archived",
       .build = [](int total, int gone) { return leaving(total, gone, teacher_account); },
       .all_of_three = true},
      {.name = "members-removed", .build = leaving_members},
      {.name = "orphans", .build = orphaned},
      {.name = "updates", .build = updated, .part = Part::additions},
      {.name = "sign-in-lost", .build = [](int total, int gone) { return leaving(total, gone, student_account); }},
      {.name = "snapshot-shrinks",
       .build = [](int total, int gone) { return shrunk({.sections = total}, {.sections = total - gone}); },
       .by_school = false},
      {.name = "snapshot-shrinks",
       .build = [](int total, int gone) { return shrunk({.students = total}, {.students = total - gone}); },
       .by_school = false},
      {.name = "snapshot-shrinks",
       .build = [](int total, int gone) { return shrunk({.teachers = total}, {.teachers = total - gone}); },
       .by_school = false}};
  return all;
}

void set_limit(World& world, const std::string& name, const Limit& wanted) {
  for (Limit& limit : world.rules.guardrails.limits) {
    if (limit.name != name) continue;
    limit.percent = wanted.percent;
    limit.at_least = wanted.at_least;
    limit.per_school_percent = wanted.per_school_percent;
    limit.of_at_least = wanted.of_at_least;
    return;
  }
  FAIL("there is no limit " << name);
}

/// A waiver of the arithmetic lets the part through if it stands alone, and one below it does not.
void check_waiver(const Plan& plan, const Guardrail& guardrail) {
  const std::string command = approve_command(plan, guardrail.part);
  const auto words = [&](std::int64_t max) { return fmt::format("--waive {} --max {}", guardrail.name, max); };
  INFO(command);
  std::int64_t most = 0;
  std::vector<Waiver> waivers;
  for (const Guardrail& each : plan.guardrails) {
    if (each.part != guardrail.part || each.verdict != GuardrailVerdict::hold) continue;
    if (each.name == guardrail.name) most = std::max(most, each.actual);
    waivers.push_back({.guardrail = each.name, .max = 1'000'000});
  }
  CHECK(command.find(words(most)) != std::string::npos);
  Approval approval{.part = guardrail.part, .digest = plan.digest(guardrail.part), .expires = UtcTime::max()};
  approval.waivers = waivers;
  const auto set = [&](std::int64_t max) {
    for (Waiver& waiver : approval.waivers)
      if (waiver.guardrail == guardrail.name) waiver.max = max;
  };
  for (const auto& [max, cleared] : {std::pair{most - 1, false}, std::pair{most, true}, std::pair{most + 1, true}}) {
    set(max);
    CHECK(std::holds_alternative<Cleared>(gate_part(plan, guardrail.part, approval, UtcTime{})) == cleared);
  }
}

void check_verdict(World world, const std::string& name, const std::string& scope, bool holds) {
  const Plan plan = world.plan();
  const Guardrail& guardrail = the_guardrail(plan, name, scope);
  INFO(arithmetic(guardrail));
  CHECK((guardrail.verdict == GuardrailVerdict::hold) == holds);
  if (!holds) return;
  CHECK(plan.verdict(guardrail.part) == Verdict::hold);
  check_waiver(plan, guardrail);
}

/// The largest number that does not hold, worked out by hand.
struct Row {
  int percent, at_least, total, largest;
};
constexpr Row rows[] = {
    {10, 10, 200, 20},                  // 10 % of 200
    {10, 1, 95, 9},                     // 9.5: nine are below, ten above
    {10, 10, 50, 9},                    // five are 10 %, but below ten nothing holds
    {10, 10, 99, 9},                    // at the floor itself it holds: ten of 99 are 10.1 %
    {10, 10, 100, 10},                  // and here ten are no more than 10 %
    {0, 5, 60, 4},                      // no percentage: the number alone
    {75, 1, 20, 15},   {33, 1, 10, 3},  // 3.3
};

}  // namespace

TEST_CASE("every limit holds above its percentage and from its floor on, and not at it", "[guardrails]") {
  for (const Counted& kind : kinds()) {
    for (const Row& row : rows) {
      for (const int step : {-1, 0, 1}) {
        const int actual = row.largest + step;
        INFO(kind.name << ": " << actual << " of " << row.total << ", " << row.percent << " %, at least "
                       << row.at_least);
        World world = kind.build(row.total, actual);
        set_limit(world, kind.name, {.percent = row.percent, .at_least = row.at_least});
        check_verdict(std::move(world), kind.name, "district", step == 1);
      }
    }
  }
}

TEST_CASE("a school's percentage holds above it although the district's does not", "[guardrails]") {
  const std::string scope = "school:" + school(1).text();
  for (const Counted& kind : kinds()) {
    if (!kind.by_school) continue;
    for (const auto& [total, largest] :
         {std::pair{40, 12}, std::pair{35, 10}, std::pair{20, 9}}) {  // 30 %, from ten on
      for (const int step : {-1, 0, 1}) {
        INFO(kind.name << " in a school: " << largest + step << " of " << total);
        World world = kind.build(total, largest + step);
        set_limit(world, kind.name, {.percent = 100, .at_least = 10, .per_school_percent = 30});
        CHECK(the_guardrail(world.plan(), kind.name).verdict == GuardrailVerdict::clear);
        check_verdict(std::move(world), kind.name, scope, step == 1);
      }
    }
  }
}

TEST_CASE("in a tiny district every one of three or more holds, whatever the floor; of two and of most it does not",
          "[guardrails]") {
  for (const Counted& kind : kinds()) {
    if (kind.name == "members-removed") continue;  // a class keeps its teacher
    for (int total = 1; total <= 5; ++total) {
      for (int actual = 1; actual <= total; ++actual) {
        INFO(kind.name << ": " << actual << " of " << total);
        World world = kind.build(total, actual);
        set_limit(world, kind.name, {.percent = 10, .at_least = 10});
        check_verdict(std::move(world), kind.name, "district", kind.all_of_three && total >= 3 && actual == total);
      }
    }
  }
}

TEST_CASE("a class holds when it loses more than half, if it had five or more", "[guardrails]") {
  struct Shrink {
    int students, gone;
    bool holds;
  };
  for (const Shrink& shrink : {Shrink{10, 4, false},
                               {10, 5, false},
                               {10, 6, true},
                               {5, 2, false},
                               {5, 3, true},
                               {6, 3, false},
                               {6, 4, true},
                               {30, 15, false},
                               {30, 16, true}}) {
    INFO(shrink.gone << " of " << shrink.students);
    World world;
    world.settle_people(shrink.students);
    world.wrote(world.show(class_of(1, {1}, numbers(1, shrink.students))));
    world.want(class_of(1, {1}, numbers(shrink.gone + 1, shrink.students)));
    check_verdict(std::move(world), "class-shrinks", "class:" + section(1).text(), shrink.holds);
  }
  World small;
  small.settle_people(4);
  small.wrote(small.show(class_of(1, {1}, numbers(1, 4))));
  small.want(class_of(1, {1}, {}));
  const Plan plan = small.plan();
  CHECK(std::ranges::none_of(plan.guardrails, [](const Guardrail& rail) { return rail.name == "class-shrinks"; }));
}

TEST_CASE("schools that are gone hold from their number on", "[guardrails]") {
  for (const int at_least : {1, 2, 3}) {
    for (int gone = at_least - 1; gone <= at_least + 1; ++gone) {
      World world = ending_classes(30, 1);
      SnapshotCounts before, now;
      for (int number = 1; number <= 5; ++number) {
        before.schools.emplace_back(school(number), Counts{.sections = 1});
        if (number > gone) now.schools.emplace_back(school(number), Counts{.sections = 1});
      }
      world.applied.baseline = before;
      world.counts = now;
      set_limit(world, "school-gone", {.at_least = at_least});
      INFO(gone << " schools of 5 are gone, at least " << at_least);
      check_verdict(std::move(world), "school-gone", "district", gone >= at_least);
    }
  }
}

TEST_CASE("a window holds from its first day to its last, and neither the day before nor the day after",
          "[guardrails]") {
  const Date first = tonight, last = tonight + std::chrono::days(9);
  for (const Window::Mode mode : {Window::Mode::additions_only, Window::Mode::nothing}) {
    for (const auto& [day, open] : {std::pair{first - std::chrono::days(1), false}, std::pair{first, true},
                                    std::pair{last, true}, std::pair{last + std::chrono::days(1), false}}) {
      INFO(format_date(day));
      World world = ending_classes(30, 1);
      world.want(student_account(1));
      world.rules.guardrails.windows = {{.name = "rollover", .from = first, .to = last, .mode = mode}};
      world.as_of = day;
      const Plan plan = world.plan();
      CHECK((plan.removals == Verdict::hold) == open);
      CHECK((plan.additions == Verdict::hold) == (open && mode == Window::Mode::nothing));
      if (open) check_waiver(plan, the_guardrail(plan, "window"));
    }
  }
}

TEST_CASE("the district's state holds removals where the rules say so, and only there", "[guardrails]") {
  using enum DistrictState;
  for (const DistrictState state : {success, pending, error, paused}) {
    for (const std::vector<DistrictState>& listed :
         {std::vector<DistrictState>{}, {paused}, {paused, error, pending}}) {
      World world = ending_classes(30, 1);
      world.want(student_account(1));
      world.district.state = state;
      world.rules.guardrails.hold_removals_while.value = listed;
      const bool holds = std::ranges::find(listed, state) != listed.end();
      const Plan plan = world.plan();
      CHECK(plan.additions == Verdict::clear);
      check_verdict(std::move(world), "district-state", "district", holds);
    }
  }
}

TEST_CASE("an empty part is clear, whatever would hold it", "[guardrails]") {
  World world = ending_classes(30, 0);
  world.district.state = DistrictState::paused;
  world.rules.guardrails.windows = {{.name = "closed", .from = tonight, .to = tonight, .mode = Window::Mode::nothing}};
  world.applied.baseline = SnapshotCounts{.district = {.sections = 100}, .schools = {{school(9), {.sections = 1}}}};
  const Plan plan = world.plan();
  CHECK(plan.changes.empty());
  CHECK(plan.additions == Verdict::clear);
  CHECK(plan.removals == Verdict::clear);
}
