#include "apply/slots.hpp"

#include "apply/apply.hpp"
#include "catch.hpp"
#include "world.hpp"

namespace clever_sync::testing {
using enum Kind;

TEST_CASE("batches hold at most what was asked for, and several are in flight", "[apply]") {
  World world;
  world.options.batch = 10;
  std::vector<Change> changes;
  for (int i = 1; i <= 95; ++i) changes.push_back(addition(Action::create, student, i, {{"grade", "7"}}));
  const AppliedReport report = world.apply(changes);
  CHECK(report.done == 95);
  CHECK(world.target.requests == 10);
  CHECK(report.applied.managed == world.target.fetch_live({}).live.managed);
  for (std::size_t i = 1; i < report.receipts.size(); ++i) {
    CHECK(report.receipts[i - 1].sequence < report.receipts[i].sequence);
  }
}

TEST_CASE("never more requests are on their way than was asked for", "[apply]") {
  World world;
  world.options.batch = 1;
  world.options.in_flight = 3;
  std::atomic<int> now{0};
  std::atomic<bool> too_many{false};
  world.target.effect = [&](std::string_view what) {
    if (what == "send" && ++now > 3) too_many = true;
    if (what == "answer") --now;
  };
  std::vector<Change> changes;
  for (int i = 1; i <= 60; ++i) changes.push_back(addition(Action::create, student, i, {{"grade", "7"}}));
  CHECK(world.apply(changes).done == 60);
  CHECK_FALSE(too_many);
}

TEST_CASE("a busy server is asked half as much at once, and a little more after each batch it had time for",
          "[apply]") {
  Slots slots(4);
  CHECK(slots.allowed() == 4);
  slots.was_busy();
  CHECK(slots.allowed() == 2);
  slots.was_busy();
  slots.was_busy();
  CHECK(slots.allowed() == 1);
  for (int i = 0; i < 2; ++i) slots.had_time();
  CHECK(slots.allowed() == 3);
  for (int i = 0; i < 9; ++i) slots.had_time();
  CHECK(slots.allowed() == 4);
}

TEST_CASE("too many refusals stop the run", "[apply]") {
  World world;
  world.options.batch = 10;
  world.options.in_flight = 1;
  world.options.breaker_at_least = 20;
  world.target.refuse = [](const Operation&) { return answer(422, "bad"); };
  std::vector<Change> changes;
  for (int i = 1; i <= 95; ++i) changes.push_back(addition(Action::create, student, i));
  const AppliedReport report = world.apply(changes);
  CHECK(report.stopped == ApplyReport::Stopped::breaker);
  CHECK(report.refused == 20);
  CHECK(report.receipts.size() == 20);
}

TEST_CASE("few refusals among many successes do not stop the run", "[apply]") {
  World world;
  world.options.batch = 10;
  world.options.breaker_at_least = 5;
  world.target.refuse = [](const Operation& operation) -> std::optional<OperationResult> {
    if (operation.id == "1") return answer(422, "bad");
    return std::nullopt;
  };
  std::vector<Change> changes;
  for (int i = 1; i <= 100; ++i) changes.push_back(addition(Action::create, student, i));
  const AppliedReport report = world.apply(changes);
  CHECK(report.stopped == ApplyReport::Stopped::no);
  CHECK(report.refused == 10);
  CHECK(report.done == 90);
}

TEST_CASE("the time limit leaves the rest, after what was in flight", "[apply]") {
  World world;
  world.options.batch = 10;
  world.options.in_flight = 1;
  world.options.time_limit = std::chrono::seconds{25};
  world.target.effect = [&](std::string_view what) {
    if (what == "send") world.clock.sleep(std::chrono::seconds{10});
  };
  std::vector<Change> changes;
  for (int i = 1; i <= 95; ++i) changes.push_back(addition(Action::create, student, i));
  const AppliedReport report = world.apply(changes);
  CHECK(report.stopped == ApplyReport::Stopped::time_limit);
  CHECK(report.done == 30);
  CHECK(world.target.objects.size() == 30);
  CHECK(report.applied.managed == world.target.fetch_live({}).live.managed);
}

TEST_CASE("an interrupt ends the run after what is in flight", "[apply]") {
  World world;
  world.options.batch = 10;
  world.options.in_flight = 1;
  world.target.effect = [&](std::string_view what) {
    if (what == "answer" && world.target.requests == 2) world.stop.request_stop();
  };
  std::vector<Change> changes;
  for (int i = 1; i <= 95; ++i) changes.push_back(addition(Action::create, student, i));
  const AppliedReport report = world.apply(changes);
  CHECK(report.stopped == ApplyReport::Stopped::interrupted);
  CHECK(report.done == 20);
  const std::optional<Recovered> recovered = world.recovered();
  CHECK(recovered->looked_up == 0);
  CHECK(recovered->done == 20);
}

TEST_CASE("waiting for a busy server ends with the run, and what waited is left", "[apply]") {
  World world;
  world.options.batch = 10;
  world.options.in_flight = 2;
  world.options.time_limit = std::chrono::seconds{25};
  auto expected = ApplyReport::Stopped::time_limit;
  SECTION("when its time is over") {
    world.target.busy = [&] {
      if (world.target.requests < 2) return false;
      world.clock.sleep(std::chrono::seconds{30});
      return true;
    };
  }
  SECTION("when it is interrupted") {
    expected = ApplyReport::Stopped::interrupted;
    world.target.busy = [&] {
      if (world.target.requests < 2) return false;
      world.stop.request_stop();
      return true;
    };
  }
  std::vector<Change> changes;
  for (int i = 1; i <= 95; ++i) changes.push_back(addition(Action::create, student, i));
  const AppliedReport report = world.apply(changes);
  CHECK(report.stopped == expected);
  CHECK(report.refused == 0);
  CHECK(report.done == static_cast<std::int64_t>(world.target.objects.size()));
  CHECK(report.done < 95);
  CHECK(report.applied.managed == world.target.fetch_live({}).live.managed);
  for (const ReceiptLine& line : report.receipts)
    CHECK((line.result == ReceiptResult::done || line.code == "interrupted"));
  CHECK(world.recovered()->looked_up == 0);
}

}  // namespace clever_sync::testing
