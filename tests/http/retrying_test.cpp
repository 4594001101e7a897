#include "http/retrying_transport.hpp"

#include <map>

#include "catch.hpp"
#include "http/fakes.hpp"

using namespace clever_sync;
using namespace clever_sync::test;
using namespace std::chrono_literals;
using Sent = NoAnswer::Sent;
using Why = NoAnswer::Why;

namespace {

const Request get{.method = Method::get, .url = "https://api.example.org/", .headers = {}, .body = ""};
const Request post{
    .method = Method::post, .url = "https://api.example.org/", .headers = {{"idempotency-key", "k-1"}}, .body = "{}"};

struct Tried {
  HttpOutcome outcome;
  std::vector<RetryNotice> notices;
  std::vector<Request> requests;
  std::chrono::milliseconds slept;
};

Tried try_with(const Request& request, std::vector<HttpOutcome> outcomes, RetryPolicy policy = {}) {
  FakeClock clock;
  ScriptedTransport inner(std::move(outcomes));
  std::vector<RetryNotice> notices;
  policy.observe = [&](const RetryNotice& notice) { notices.push_back(notice); };
  RetryingTransport retrying(inner, clock, policy);
  HttpOutcome outcome = retrying.send(request, {});
  return {std::move(outcome), notices, inner.requests(), clock.slept()};
}

int status_of(const HttpOutcome& outcome) {
  const auto* response = std::get_if<Response>(&outcome);
  return response == nullptr ? -1 : response->status;
}

RetryPolicy resending() {
  RetryPolicy policy;
  policy.resend_posts = true;
  return policy;
}

}  // namespace

TEST_CASE("a GET is tried again after trouble that passes", "[http]") {
  for (const HttpOutcome& trouble :
       {answer(429), answer(500), answer(502), answer(503), answer(504), no_answer(Sent::maybe_sent, Why::timed_out),
        no_answer(Sent::maybe_sent, Why::cut_off), no_answer(Sent::not_sent, Why::unreachable)}) {
    const Tried tried = try_with(get, {trouble, trouble, answer(200, "done")});
    CHECK(status_of(tried.outcome) == 200);
    CHECK(tried.requests.size() == 3);
    REQUIRE(tried.notices.size() == 2);
    CHECK(tried.notices[0].attempt == 1);
    CHECK(tried.notices[1].attempt == 2);
    CHECK(tried.slept == tried.notices[0].wait + tried.notices[1].wait);
  }
}

TEST_CASE("what another try can't change is given as it is", "[http]") {
  for (const HttpOutcome& final_outcome :
       {answer(200), answer(204), answer(301), answer(302), answer(400), answer(401), answer(403), answer(404),
        answer(413), answer(422), answer(501), answer(505), no_answer(Sent::not_sent, Why::tls),
        no_answer(Sent::maybe_sent, Why::too_large), no_answer(Sent::maybe_sent, Why::interrupted)}) {
    for (const Request& request : {get, post}) {
      const Tried tried = try_with(request, {final_outcome}, resending());
      CHECK(tried.requests.size() == 1);
      CHECK(tried.notices.empty());
      CHECK(status_of(tried.outcome) == status_of(final_outcome));
    }
  }
}

TEST_CASE("after the last attempt the last outcome is given, in bounded time", "[http]") {
  const Tried tried =
      try_with(get, {answer(500), answer(500), answer(500), answer(500), answer(500), answer(503, "last")});
  CHECK(status_of(tried.outcome) == 503);
  CHECK(tried.requests.size() == 6);
  CHECK(tried.notices.size() == 5);
  CHECK(tried.slept <= 250ms + 500ms + 1000ms + 2000ms + 4000ms);
}

TEST_CASE("the wait grows, stays within its limit and depends on the seed alone", "[http]") {
  RetryPolicy policy;
  policy.max_attempts = 40;
  policy.longest_wait = 4s;
  const Tried first = try_with(get, {answer(500)}, policy);
  std::map<std::int64_t, int> waits;
  for (const RetryNotice& notice : first.notices) {
    CHECK(notice.wait >= 0ms);
    CHECK(notice.wait <= std::min<std::chrono::milliseconds>(4s, 250ms * (1 << std::min(notice.attempt - 1, 10))));
    ++waits[notice.wait.count()];
  }
  CHECK(waits.size() > 30);  // jitter
  CHECK(try_with(get, {answer(500)}, policy).slept == first.slept);
  policy.jitter_seed = 2;
  CHECK(try_with(get, {answer(500)}, policy).slept != first.slept);
}

TEST_CASE("two requests of one transport do not wait in step", "[http]") {
  FakeClock clock;
  ScriptedTransport inner({answer(503)});
  std::vector<std::chrono::milliseconds> waits;
  RetryPolicy policy;
  policy.observe = [&](const RetryNotice& notice) { waits.push_back(notice.wait); };
  RetryingTransport retrying(inner, clock, policy);
  (void)retrying.send(get, {});
  (void)retrying.send(get, {});
  REQUIRE(waits.size() == 10);
  CHECK(std::vector(waits.begin(), waits.begin() + 5) != std::vector(waits.begin() + 5, waits.end()));
}

TEST_CASE("a server that names its wait is obeyed", "[http]") {
  const Tried tried = try_with(get, {answer(503, "", {{"retry-after", "12"}}), answer(200)});
  CHECK(status_of(tried.outcome) == 200);
  CHECK(tried.slept >= 12s);
  CHECK(tried.slept <= 13s);
  CHECK(tried.notices.at(0).reason == "503, asked to wait 12 s");
}

TEST_CASE("Clever's 429, empty and without Retry-After, waits for the reset of the rate limit", "[http]") {
  // FakeClock starts at 1,800,000,000.
  const Tried tried = try_with(get, {answer(429, "", {{"x-ratelimit-reset", "1800000042"}}), answer(200)});
  CHECK(status_of(tried.outcome) == 200);
  CHECK(tried.slept >= 42s);
  CHECK(tried.slept <= 43s);
  CHECK(tried.notices.at(0).reason == "429, the rate limit resets in 42 s");
}

TEST_CASE("a clock that is an hour slow here does not make the wait an hour longer", "[http]") {
  // The server's clock: 2027-01-15 09:00:00, an hour after FakeClock's 08:00:00.
  const Tried tried = try_with(
      get,
      {answer(429, "", {{"x-ratelimit-reset", "1800003610"}, {"date", "Fri, 15 Jan 2027 09:00:00 GMT"}}), answer(200)});
  CHECK(status_of(tried.outcome) == 200);
  CHECK(tried.slept >= 10s);
  CHECK(tried.slept <= 11s);
}

TEST_CASE("a reset that is past or no number falls back to the usual wait", "[http]") {
  for (const char* reset : {"1700000000", "soon", "-5", "9999999999999999999"}) {
    const Tried tried = try_with(get, {answer(429, "", {{"x-ratelimit-reset", reset}}), answer(200)});
    CHECK(status_of(tried.outcome) == 200);
    CHECK(tried.slept <= 250ms);
  }
}

TEST_CASE("a wait that is longer than we accept ends the tries", "[http]") {
  for (const auto& headers : std::vector<std::map<std::string, std::string>>{{{"retry-after", "301"}},
                                                                             {{"x-ratelimit-reset", "1800000301"}}}) {
    const Tried tried = try_with(get, {answer(429, "", headers), answer(200)});
    CHECK(status_of(tried.outcome) == 429);
    CHECK(tried.requests.size() == 1);
    CHECK(tried.slept == 0ms);
  }
}

TEST_CASE("a POST that may have been acted on is not sent again without leave", "[http]") {
  for (const HttpOutcome& trouble :
       {answer(500), answer(502), answer(504), no_answer(Sent::maybe_sent, Why::cut_off)}) {
    const Tried tried = try_with(post, {trouble, answer(200)});
    CHECK(tried.requests.size() == 1);
  }
}

TEST_CASE("a POST that was not acted on is sent again", "[http]") {
  for (const HttpOutcome& trouble : {answer(429), answer(503), no_answer(Sent::not_sent, Why::unreachable)}) {
    const Tried tried = try_with(post, {trouble, answer(200)});
    CHECK(tried.requests.size() == 2);
    CHECK(status_of(tried.outcome) == 200);
  }
}

TEST_CASE("a POST is resent with the same bytes and the same key", "[http]") {
  const Tried tried =
      try_with(post, {no_answer(Sent::maybe_sent, Why::cut_off), answer(500), answer(200)}, resending());
  REQUIRE(tried.requests.size() == 3);
  for (const Request& request : tried.requests) {
    CHECK(request.body == post.body);
    CHECK(request.headers == post.headers);
    CHECK(request.url == post.url);
  }
  CHECK(status_of(tried.outcome) == 200);
}

TEST_CASE("a refusal at the end does not hide that an earlier attempt of a POST may have been acted on", "[http]") {
  for (const HttpOutcome& last : {answer(503), answer(429), answer(401), answer(413), answer(302),
                                  no_answer(Sent::not_sent, Why::unreachable), no_answer(Sent::not_sent, Why::tls)}) {
    RetryPolicy policy = resending();
    policy.max_attempts = 2;
    for (const HttpOutcome& first : {answer(500), no_answer(Sent::maybe_sent, Why::timed_out)}) {
      const Tried tried = try_with(post, {first, last}, policy);
      const auto* none = std::get_if<NoAnswer>(&tried.outcome);
      REQUIRE(none != nullptr);
      CHECK(none->sent == Sent::maybe_sent);
    }
    // Where nothing can have been acted on, the last outcome is the answer.
    const Tried clean = try_with(post, {answer(503), last}, policy);
    CHECK(status_of(clean.outcome) == status_of(last));
  }
}

TEST_CASE("an interrupt ends the wait within a moment", "[http]") {
  for (const auto& [first, sent] : {std::pair{answer(503, "", {{"retry-after", "60"}}), Sent::not_sent},
                                    std::pair{answer(500, "", {{"retry-after", "60"}}), Sent::maybe_sent}}) {
    FakeClock clock;
    std::stop_source stop;
    clock.on_sleep = [&] {
      if (clock.slept() >= 1s) stop.request_stop();
    };
    ScriptedTransport inner({first});
    RetryingTransport retrying(inner, clock, resending());
    const HttpOutcome outcome = retrying.send(post, stop.get_token());
    const auto* none = std::get_if<NoAnswer>(&outcome);
    REQUIRE(none != nullptr);
    CHECK(none->why == Why::interrupted);
    CHECK(none->sent == sent);
    CHECK(clock.slept() <= 1100ms);
    CHECK(inner.requests().size() == 1);
  }
}
