#pragma once
// RetryingTransport: sends again what is safe to send again. Every wait is bounded and told to the observer. It resends
// the caller's Request as it is, so a POST that is resent has the same bytes and the same idempotency key.

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>

#include "base/clock.hpp"
#include "http/transport.hpp"

namespace clever_sync {

/// One wait before another try, for the progress display.
struct RetryNotice {
  std::string reason;  // "429, the rate limit resets in 12 s", "timed out"
  std::chrono::milliseconds wait{0};
  int attempt = 0;  // the one that just failed, from 1
};

struct RetryPolicy {
  int max_attempts = 6;
  /// Doubled each time, with full jitter: a random part of it is waited.
  std::chrono::milliseconds first_wait{250};
  std::chrono::milliseconds longest_wait{30'000};
  /// A server's own Retry-After or X-RateLimit-Reset is obeyed up to this; a longer one ends the tries.
  std::chrono::seconds longest_asked_wait{300};
  /// Retry only when the request can't have been acted on, or is a GET. POSTs with an idempotency key set this to true.
  bool resend_posts = false;
  std::uint64_t jitter_seed = 1;
  /// An observer may be called from several threads.
  std::function<void(const RetryNotice&)> observe;
};

/// Retries 429, 500, 502, 503, 504 and NoAnswer; never another 4xx, 501, a redirect, a certificate failure, an answer
/// that is too large, or an interrupt. On Clever's 429, which has no Retry-After, waits for X-RateLimit-Reset.
///
/// After the last attempt the last outcome is given as it is, with one exception: when an earlier attempt of a POST may
/// have been acted on (no answer after it was sent, or 500, 502, 504) and no later one was answered 2xx, the outcome is
/// NoAnswer{maybe_sent}, since a 503 of the last attempt says nothing about the first.
///
/// An interrupt while waiting ends the tries: NoAnswer{interrupted}, `not_sent` if no attempt can have been acted on.
class RetryingTransport final : public Transport {
 public:
  RetryingTransport(Transport& inner, Clock& clock, RetryPolicy policy);
  [[nodiscard]] HttpOutcome send(const Request& request, std::stop_token stop) override;

 private:
  Transport& inner_;
  Clock& clock_;
  RetryPolicy policy_;
  std::atomic<std::uint64_t> sent_{0};  // numbers the requests, so that each has jitter of its own
};

/// ThrottledTransport: respects a budget before it is hit. Reads X-RateLimit-Remaining and X-RateLimit-Reset of every
/// answer; while none remain, requests wait for the reset, five minutes at most, and the observer is told (as attempt
/// 0). Requests in flight are counted as spent, so threads side by side stay within the budget too. The Retry-After of
/// a 429 or 503 is a pause for all of them, not only for the request that got it. One for each token. Source: Clever,
/// "Responses and errors": 1,200 requests a minute and token, in fixed windows.
class ThrottledTransport final : public Transport {
 public:
  ThrottledTransport(Transport& inner, Clock& clock, std::function<void(const RetryNotice&)> observe);
  ~ThrottledTransport() override;
  [[nodiscard]] HttpOutcome send(const Request& request, std::stop_token stop) override;

 private:
  struct Budget;
  Transport& inner_;
  Clock& clock_;
  std::function<void(const RetryNotice&)> observe_;
  std::unique_ptr<Budget> budget_;
};

}  // namespace clever_sync
