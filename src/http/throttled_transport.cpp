#include <fmt/core.h>

#include <algorithm>
#include <mutex>
#include <optional>

#include "http/retrying_transport.hpp"
#include "http/waiting.hpp"

namespace clever_sync {

namespace {

using std::chrono::milliseconds;

constexpr std::chrono::seconds longest_wait{300};

/// One of the server's fixed windows, as far as we know it.
struct Window {
  std::string reset;        // the field's text: two answers with the same one speak of the same window
  milliseconds ends_at{0};  // on the monotonic clock
  std::int64_t remaining = 0;
};

}  // namespace

/// What all threads may still spend. Its functions lock; nothing waits under the lock.
struct ThrottledTransport::Budget {
  std::mutex mutex;
  std::optional<Window> window;

  /// Takes one request out of the budget, or tells how long to wait before asking again.
  std::optional<milliseconds> spend(milliseconds now) {
    const std::lock_guard lock(mutex);
    if (!window || now >= window->ends_at) {
      window.reset();  // a new window that nobody has told us about yet
      return std::nullopt;
    }
    if (window->remaining <= 0) return window->ends_at - now;
    --window->remaining;
    return std::nullopt;
  }

  void learn(const Response& response, UtcTime now, milliseconds monotonic) {
    if (response.status == 429 || response.status == 503) {
      if (const auto asked = retry_after(response, server_time(response, now))) return pause(*asked, monotonic);
    }
    const std::optional<std::int64_t> remaining = rate_limit_remaining(response);
    const std::optional<std::chrono::seconds> left = rate_limit_reset(response, now);
    if (!remaining || !left) return;
    const std::string reset(response.header("x-ratelimit-reset"));
    const std::lock_guard lock(mutex);
    if (window && window->reset == reset) {
      // Answers overtake each other, and this process may not be the only one that spends: the least counts.
      window->remaining = std::min(window->remaining, *remaining);
    } else if (const milliseconds ends_at = monotonic + std::min(*left, longest_wait);
               !window || ends_at > window->ends_at) {
      window = Window{.reset = reset, .ends_at = ends_at, .remaining = *remaining};
    }
  }

  /// What the server asks of one request it asks of all.
  void pause(std::chrono::seconds asked, milliseconds monotonic) {
    const std::lock_guard lock(mutex);
    const milliseconds ends_at = monotonic + std::min(asked, longest_wait);
    if (!window || ends_at > window->ends_at) window = Window{.reset = {}, .ends_at = ends_at, .remaining = 0};
  }
};

ThrottledTransport::ThrottledTransport(Transport& inner, Clock& clock, std::function<void(const RetryNotice&)> observe)
    : inner_(inner), clock_(clock), observe_(std::move(observe)), budget_(std::make_unique<Budget>()) {}

ThrottledTransport::~ThrottledTransport() = default;

HttpOutcome ThrottledTransport::send(const Request& request, std::stop_token stop) {
  while (const std::optional<milliseconds> wait = budget_->spend(clock_.monotonic())) {
    if (observe_) {
      const auto rounded_up = std::chrono::ceil<std::chrono::seconds>(*wait);
      observe_({.reason = fmt::format("the rate limit is used up, it resets in {} s", rounded_up.count()),
                .wait = *wait,
                .attempt = 0});
    }
    if (wait_on(clock_, *wait, stop) == Waited::interrupted) {
      return NoAnswer{NoAnswer::Sent::not_sent, NoAnswer::Why::interrupted,
                      "interrupted while waiting for the rate limit"};
    }
  }
  HttpOutcome outcome = inner_.send(request, stop);
  if (const Response* const response = std::get_if<Response>(&outcome)) {
    budget_->learn(*response, clock_.now(), clock_.monotonic());
  }
  return outcome;
}

}  // namespace clever_sync
