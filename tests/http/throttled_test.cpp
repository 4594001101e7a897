#include <mutex>
#include <thread>
#include <vector>

#include "catch.hpp"
#include "http/fakes.hpp"
#include "http/retrying_transport.hpp"

using namespace clever_sync;
using namespace clever_sync::test;
using namespace std::chrono_literals;

namespace {

const Request get{.method = Method::get, .url = "https://api.example.org/", .headers = {}, .body = ""};

/// A server that allows `limit` requests in each minute of the clock and answers 429 to the rest.
class LimitedServer final : public Transport {
 public:
  LimitedServer(Clock& clock, std::int64_t limit) : clock_(clock), limit_(limit) {}
  [[nodiscard]] HttpOutcome send(const Request&, std::stop_token) override {
    const std::lock_guard lock(mutex_);
    const std::int64_t minute = clock_.now().time_since_epoch() / 1min;
    if (minute != minute_) spent_ = 0;
    minute_ = minute;
    const std::int64_t left = limit_ - ++spent_;
    if (left < 0) ++refused;
    return answer(left < 0 ? 429 : 200, "",
                  {{"x-ratelimit-remaining", std::to_string(std::max<std::int64_t>(left, 0))},
                   {"x-ratelimit-reset", std::to_string((minute + 1) * 60)}});
  }
  int refused = 0;

 private:
  std::mutex mutex_;
  Clock& clock_;
  std::int64_t limit_;
  std::int64_t minute_ = 0;
  std::int64_t spent_ = 0;
};

}  // namespace

TEST_CASE("the budget is respected before the server has to say no", "[http]") {
  FakeClock clock;
  LimitedServer server(clock, 10);
  std::vector<RetryNotice> notices;
  ThrottledTransport throttled(server, clock, [&](const RetryNotice& notice) { notices.push_back(notice); });
  for (int i = 0; i < 25; ++i) CHECK(std::get<Response>(throttled.send(get, {})).status == 200);
  CHECK(server.refused == 0);
  REQUIRE(notices.size() == 2);
  CHECK(notices[0].reason == "the rate limit is used up, it resets in 60 s");
  CHECK(notices[0].attempt == 0);
  CHECK(clock.slept() == 120s);
}

TEST_CASE("threads side by side share one budget", "[http]") {
  FakeClock clock;
  LimitedServer server(clock, 10);
  ThrottledTransport throttled(server, clock, {});
  (void)throttled.send(get, {});  // the first answer tells the window
  std::vector<std::jthread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&] {
      for (int i = 0; i < 4; ++i) (void)throttled.send(get, {});
    });
  }
  threads.clear();
  CHECK(server.refused == 0);
  CHECK(clock.slept() >= 60s);
}

TEST_CASE("a Retry-After that one request gets is a pause for all", "[http]") {
  FakeClock clock;
  ScriptedTransport inner({answer(503, "", {{"retry-after", "7"}}), answer(200),
                           answer(429, "", {{"retry-after", "2"}}), answer(200), answer(503), answer(200)});
  ThrottledTransport throttled(inner, clock, {});
  (void)throttled.send(get, {});
  CHECK(std::get<Response>(throttled.send(get, {})).status == 200);  // another one
  CHECK(clock.slept() == 7s);
  (void)throttled.send(get, {});
  CHECK(std::get<Response>(throttled.send(get, {})).status == 200);
  CHECK(clock.slept() == 9s);
  (void)throttled.send(get, {});  // a 503 that asks for nothing
  CHECK(std::get<Response>(throttled.send(get, {})).status == 200);
  CHECK(clock.slept() == 9s);
}

TEST_CASE("a server without a rate limit is never waited for", "[http]") {
  FakeClock clock;
  ScriptedTransport inner({answer(200), answer(200, "", {{"x-ratelimit-remaining", "0"}}),
                           answer(200, "", {{"x-ratelimit-remaining", "none"}, {"x-ratelimit-reset", "later"}}),
                           answer(200)});
  ThrottledTransport throttled(inner, clock, {});
  for (int i = 0; i < 5; ++i) CHECK(std::get<Response>(throttled.send(get, {})).status == 200);
  CHECK(clock.slept() == 0s);
}

TEST_CASE("a reset that lies far ahead is waited for five minutes at most", "[http]") {
  FakeClock clock;
  ScriptedTransport inner(
      {answer(200, "", {{"x-ratelimit-remaining", "0"}, {"x-ratelimit-reset", "1900000000"}}), answer(200)});
  ThrottledTransport throttled(inner, clock, {});
  (void)throttled.send(get, {});
  CHECK(std::get<Response>(throttled.send(get, {})).status == 200);
  CHECK(clock.slept() == 300s);
}

TEST_CASE("an interrupt while waiting for the budget sends nothing", "[http]") {
  FakeClock clock;
  std::stop_source stop;
  clock.on_sleep = [&] { stop.request_stop(); };
  ScriptedTransport inner({answer(200, "", {{"x-ratelimit-remaining", "0"}, {"x-ratelimit-reset", "1800000060"}})});
  ThrottledTransport throttled(inner, clock, {});
  (void)throttled.send(get, {});
  const HttpOutcome outcome = throttled.send(get, stop.get_token());
  const auto* none = std::get_if<NoAnswer>(&outcome);
  REQUIRE(none != nullptr);
  CHECK(none->why == NoAnswer::Why::interrupted);
  CHECK(none->sent == NoAnswer::Sent::not_sent);
  CHECK(inner.requests().size() == 1);
}
