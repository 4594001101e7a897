#include "apply/refusals.hpp"

#include "catch.hpp"
#include "world.hpp"

namespace clever_sync::testing {
namespace {

using enum Kind;

const Change create = addition(Action::create, student, 2, {{"grade", "7"}});

/// next_refused when the plan's first change, if it has one, came to that end.
std::vector<RefusedChange> refused_after(const std::vector<RefusedChange>& before, const Plan& plan,
                                         Task::State state) {
  const ApprovedPlan sent = approved(plan);
  Agenda agenda(sent);
  for (Task& task : agenda.tasks()) {
    task.state = state;
    agenda.set_code(task, "bad");
  }
  return next_refused(before, sent.plan(), agenda);
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
  std::vector<RefusedChange> refused;
  for (const std::string_view next : {"2026-11-25", "2026-11-26", "2026-11-28", "2026-12-02", "2026-12-02"}) {
    const int nights = refused.empty() ? 1 : refused[0].nights + 1;
    refused = refused_after(refused, plan, Task::State::refused);
    CHECK(refused == std::vector{entry_of(create, nights, next)});
  }
}

TEST_CASE("a change that succeeded is refused no more", "[apply]") {
  const Plan plan = plan_of({create});
  CHECK(refused_after({entry_of(create, 2, "2026-11-24")}, plan, Task::State::done).empty());
}

TEST_CASE("a refused change that is planned with another content starts anew", "[apply]") {
  const Plan plan = plan_of({addition(Action::create, student, 2, {{"grade", "8"}})});
  const std::vector<RefusedChange> before{entry_of(create, 3, "2026-12-10")};
  CHECK(refused_after(before, plan, Task::State::refused) == std::vector{entry_of(plan.changes[0], 1, "2026-11-25")});
}

TEST_CASE("an entry that waits for its day stays, one that was due and is wanted no more goes", "[apply]") {
  const Plan plan = plan_of({});
  CHECK(refused_after({entry_of(create, 2, "2026-11-26")}, plan, Task::State::waiting).size() == 1);
  CHECK(refused_after({entry_of(create, 2, "2026-11-24")}, plan, Task::State::waiting).empty());
}

TEST_CASE("an entry that was planned and not sent waits on as it is", "[apply]") {
  const Plan plan = plan_of({create});
  const std::vector<RefusedChange> before{entry_of(create, 2, "2026-11-24")};
  CHECK(refused_after(before, plan, Task::State::waiting) == before);
  CHECK(refused_after(before, plan, Task::State::skipped) == before);
  CHECK(refused_after(before, plan, Task::State::given_up) == before);
}

}  // namespace clever_sync::testing
