#pragma once
// RetryingTransport: sends again what is safe to send again. Every wait is bounded and told to the observer.

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
  std::chrono::milliseconds first_wait{250};  // doubled each time, with full jitter
  std::chrono::milliseconds longest_wait{30'000};
  /// A server's own Retry-After or X-RateLimit-Reset is obeyed up to this; a longer one ends the tries.
  std::chrono::seconds longest_asked_wait{300};
  /// Retry only when the request can't have been acted on, or is a GET. POSTs with an idempotency key set this to true.
  bool resend_posts = false;
  std::uint64_t jitter_seed = 1;
  /// An observer may be called from several threads.
  std::function<void(const RetryNotice&)> observe;
};

/// Retries 429, 500, 502, 503, 504 and NoAnswer; never 4xx, 501, certificate failures or redirects. After the last
/// attempt the last outcome is given as it is. On Clever's 429, which has no Retry-After, waits for X-RateLimit-Reset.
class RetryingTransport final : public Transport {
 public:
  RetryingTransport(Transport& inner, Clock& clock, RetryPolicy policy);
  [[nodiscard]] HttpOutcome send(const Request& request, std::stop_token stop) override;

 private:
  Transport& inner_;
  Clock& clock_;
  RetryPolicy policy_;
};

/// ThrottledTransport: respects a budget before it is hit. Reads X-RateLimit-Remaining and X-RateLimit-Reset of every
/// answer; while none remain, requests wait for the reset. Source: Clever, "Responses and errors": 1,200 requests a
/// minute and token, in fixed windows.
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
