#include "http/retrying_transport.hpp"

#include <fmt/core.h>

#include <algorithm>

#include "base/error.hpp"
#include "http/waiting.hpp"

namespace clever_sync {

namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

/// Why an outcome is worth another try, and how long the server asked us to wait first, if it did.
struct Retry {
  std::string reason;
  std::optional<seconds> asked_wait;
};

bool is_transient(int status) {
  return status == 429 || status == 500 || status == 502 || status == 503 || status == 504;
}

/// By these two the server says that it did not act. Source: docs/sphero-edu-api.yaml; RFC 6585, section 4.
bool says_not_acted(int status) {
  return status == 429 || status == 503;
}

bool is_success(const HttpOutcome& outcome) {
  const Response* const response = std::get_if<Response>(&outcome);
  return response != nullptr && response->status / 100 == 2;
}

/// True when the server may have acted without telling the result.
bool is_ambiguous(const HttpOutcome& outcome) {
  return std::visit(overloaded{[](const Response& r) { return is_transient(r.status) && !says_not_acted(r.status); },
                               [](const NoAnswer& n) { return n.sent == NoAnswer::Sent::maybe_sent; }},
                    outcome);
}

std::optional<Retry> retry_for(const Response& response, UtcTime now) {
  if (!is_transient(response.status)) return std::nullopt;
  if (const auto asked = retry_after(response, server_time(response, now))) {
    return Retry{fmt::format("{}, asked to wait {} s", response.status, asked->count()), asked};
  }
  if (response.status == 429) {
    if (const auto reset = rate_limit_reset(response, now)) {
      return Retry{fmt::format("429, the rate limit resets in {} s", reset->count()), reset};
    }
  }
  return Retry{fmt::format("answered {}", response.status), std::nullopt};
}

std::optional<Retry> retry_for(const NoAnswer& none) {
  using enum NoAnswer::Why;
  switch (none.why) {
    case unreachable:
      return Retry{"unreachable", std::nullopt};
    case timed_out:
      return Retry{"timed out", std::nullopt};
    case cut_off:
      return Retry{"the connection was cut off", std::nullopt};
    case tls:
    case too_large:
    case interrupted:
      return std::nullopt;
  }
  clever_sync::unreachable("NoAnswer::Why");
}

/// A number that looks random and depends on nothing but the three. Source: SplitMix64, Steele, Lea and Flood (2014).
std::uint64_t mixed(std::uint64_t seed, std::uint64_t request, std::uint64_t attempt) {
  std::uint64_t z = seed + request * 0x9E3779B97F4A7C15ULL + attempt * 0xD1B54A32D192ED03ULL;
  z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9ULL;
  z = (z ^ (z >> 27U)) * 0x94D049BB133111EBULL;
  return z ^ (z >> 31U);
}

milliseconds part_of(milliseconds whole, std::uint64_t random) {
  return milliseconds(static_cast<std::int64_t>(random % (static_cast<std::uint64_t>(whole.count()) + 1)));
}

/// What the server asked for plus a little, so that not all callers come back in the same moment; else full jitter over
/// a doubling span. Source: AWS Architecture Blog, "Exponential backoff and jitter".
milliseconds wait_before(int attempt, const Retry& retry, const RetryPolicy& policy, std::uint64_t random) {
  milliseconds span = policy.first_wait;
  for (int i = 1; i < attempt && span < policy.longest_wait; ++i) span *= 2;
  span = std::min(span, policy.longest_wait);
  if (retry.asked_wait && *retry.asked_wait > seconds(0)) {
    return milliseconds(*retry.asked_wait) + part_of(std::min(span, milliseconds(1'000)), random);
  }
  return part_of(span, random);
}

/// The outcome for the caller when a POST may have been acted on earlier and nothing later said what became of it.
NoAnswer unknown_result(const HttpOutcome& last) {
  constexpr std::string_view earlier = "an earlier attempt may have been acted on";
  if (const NoAnswer* const none = std::get_if<NoAnswer>(&last)) {
    return {NoAnswer::Sent::maybe_sent, none->why, fmt::format("{}; the last one: {}", earlier, none->what)};
  }
  return {NoAnswer::Sent::maybe_sent, NoAnswer::Why::cut_off,
          fmt::format("{}; the last one was answered {}", earlier, std::get<Response>(last).status)};
}

}  // namespace

RetryingTransport::RetryingTransport(Transport& inner, Clock& clock, RetryPolicy policy)
    : inner_(inner), clock_(clock), policy_(std::move(policy)) {}

HttpOutcome RetryingTransport::send(const Request& request, std::stop_token stop) {
  const std::uint64_t number = sent_.fetch_add(1, std::memory_order_relaxed);
  const bool is_post = request.method == Method::post;
  bool may_have_acted = false;  // an earlier attempt
  for (int attempt = 1;; ++attempt) {
    HttpOutcome outcome = inner_.send(request, stop);
    const bool ambiguous = is_ambiguous(outcome);
    const auto retry = std::visit(overloaded{[&](const Response& r) { return retry_for(r, clock_.now()); },
                                             [](const NoAnswer& n) { return retry_for(n); }},
                                  outcome);
    const bool safe = !is_post || policy_.resend_posts || !ambiguous;
    const bool patient = retry && (!retry->asked_wait || *retry->asked_wait <= policy_.longest_asked_wait);
    if (!safe || !patient || attempt >= policy_.max_attempts) {
      if (is_post && may_have_acted && !is_success(outcome)) return unknown_result(outcome);
      return outcome;
    }
    may_have_acted = may_have_acted || ambiguous;

    const milliseconds wait =
        wait_before(attempt, *retry, policy_, mixed(policy_.jitter_seed, number, static_cast<std::uint64_t>(attempt)));
    if (policy_.observe) policy_.observe({.reason = retry->reason, .wait = wait, .attempt = attempt});
    if (wait_on(clock_, wait, stop) == Waited::interrupted) {
      return NoAnswer{may_have_acted ? NoAnswer::Sent::maybe_sent : NoAnswer::Sent::not_sent,
                      NoAnswer::Why::interrupted, "interrupted while waiting for another try"};
    }
  }
}

}  // namespace clever_sync
