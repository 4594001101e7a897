#pragma once
// What tests of everything above HTTP use in place of the machine's clock and the network.

#include <chrono>
#include <functional>
#include <mutex>
#include <utility>
#include <vector>

#include "base/clock.hpp"
#include "http/transport.hpp"

namespace clever_sync::test {

/// A clock that only sleeping moves. Safe to use from several threads.
class FakeClock final : public Clock {
 public:
  [[nodiscard]] UtcTime now() override { return UtcTime(std::chrono::seconds(1'800'000'000)) + whole_seconds(slept()); }
  [[nodiscard]] std::chrono::milliseconds monotonic() override { return slept(); }
  void sleep(std::chrono::milliseconds duration) override {
    {
      const std::lock_guard lock(mutex_);
      slept_ += duration;
    }
    if (on_sleep) on_sleep();
  }

  /// The sum of all sleeps so far.
  [[nodiscard]] std::chrono::milliseconds slept() {
    const std::lock_guard lock(mutex_);
    return slept_;
  }

  std::function<void()> on_sleep;

 private:
  static std::chrono::seconds whole_seconds(std::chrono::milliseconds duration) {
    return std::chrono::floor<std::chrono::seconds>(duration);
  }
  std::mutex mutex_;
  std::chrono::milliseconds slept_{0};
};

/// Answers each request by a function and keeps the requests. Safe to use from several threads.
class ScriptedTransport final : public Transport {
 public:
  using Script = std::function<HttpOutcome(const Request&, std::size_t number)>;
  explicit ScriptedTransport(Script script) : script_(std::move(script)) {}
  /// One outcome after the other; the last one for all further requests.
  explicit ScriptedTransport(std::vector<HttpOutcome> outcomes)
      : script_([given = std::move(outcomes)](const Request&, std::size_t number) {
          return given.at(std::min(number, given.size() - 1));
        }) {}

  [[nodiscard]] HttpOutcome send(const Request& request, std::stop_token stop) override {
    const std::lock_guard lock(mutex_);
    if (stop.stop_requested()) return NoAnswer{NoAnswer::Sent::not_sent, NoAnswer::Why::interrupted, "interrupted"};
    requests_.push_back(request);
    return script_(request, requests_.size() - 1);
  }

  [[nodiscard]] std::vector<Request> requests() {
    const std::lock_guard lock(mutex_);
    return requests_;
  }

 private:
  std::mutex mutex_;
  Script script_;
  std::vector<Request> requests_;
};

inline HttpOutcome answer(int status, std::string body = {}, std::map<std::string, std::string> headers = {}) {
  return Response{.status = status, .headers = std::move(headers), .body = std::move(body)};
}
inline HttpOutcome no_answer(NoAnswer::Sent sent, NoAnswer::Why why) {
  return NoAnswer{sent, why, "it went wrong"};
}

}  // namespace clever_sync::test
