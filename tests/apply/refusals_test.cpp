#include "apply/refusals.hpp"

#include "catch.hpp"
#include "world.hpp"

namespace clever_sync::testing {
namespace {

using enum Kind;

const Change create = addition(Action::create, student, 2, {{"grade", "7"}});

Task task_of(const Plan& plan, std::size_t index, Task::State state, std::string code = "bad") {
  Task task;
  task.change = &plan.changes.at(index);
  task.state = state;
  task.code = std::move(code);
  return task;
}

RefusedChange entry_of(const Change& change, int nights, std::string_view next_try) {
  return {.kind = change.kind,
          .id = change.clever_id,
          .action = std::string(name_of(change.action)),
          .code = "bad",
          .nights = nights,
          .next_try = *parse_date(next_try),
          .digest = change_digest(change)};
}

}  // namespace

TEST_CASE("a refused change is tried again after 1, 2, 4, 8 and then every 8 nights", "[apply]") {
  const Plan plan = plan_of({create});  // as of 2026-11-24
  const std::vector<Task> tasks{task_of(plan, 0, Task::State::refused)};
  std::vector<RefusedChange> refused;
  for (const std::string_view next : {"2026-11-25", "2026-11-26", "2026-11-28", "2026-12-02", "2026-12-02"}) {
    const int nights = refused.empty() ? 1 : refused[0].nights + 1;
    refused = next_refused(refused, plan, tasks);
    CHECK(refused == std::vector{entry_of(create, nights, next)});
  }
}

TEST_CASE("a change that succeeded is refused no more", "[apply]") {
  const Plan plan = plan_of({create});
  CHECK(next_refused({entry_of(create, 2, "2026-11-24")}, plan, {task_of(plan, 0, Task::State::done)}).empty());
}

TEST_CASE("a refused change that is planned with another content starts anew", "[apply]") {
  const Plan plan = plan_of({addition(Action::create, student, 2, {{"grade", "8"}})});
  const std::vector<RefusedChange> before{entry_of(create, 3, "2026-12-10")};
  CHECK(next_refused(before, plan, {task_of(plan, 0, Task::State::refused)}) ==
        std::vector{entry_of(plan.changes[0], 1, "2026-11-25")});
}

TEST_CASE("an entry that waits for its day stays, one that was due and is wanted no more goes", "[apply]") {
  const Plan plan = plan_of({});
  CHECK(next_refused({entry_of(create, 2, "2026-11-26")}, plan, {}).size() == 1);
  CHECK(next_refused({entry_of(create, 2, "2026-11-24")}, plan, {}).empty());
}

TEST_CASE("an entry that was planned and not sent waits on as it is", "[apply]") {
  const Plan plan = plan_of({create});
  const std::vector<RefusedChange> before{entry_of(create, 2, "2026-11-24")};
  CHECK(next_refused(before, plan, {}) == before);
  CHECK(next_refused(before, plan, {task_of(plan, 0, Task::State::skipped)}) == before);
  CHECK(next_refused(before, plan, {task_of(plan, 0, Task::State::given_up)}) == before);
}

}  // namespace clever_sync::testing
