#pragma once
// Clock: the only way to learn the time or to wait, so that tests can own both.

#include <chrono>

#include "base/date.hpp"

namespace clever_sync {

class Clock {
 public:
  Clock() = default;
  Clock(const Clock&) = delete;
  Clock& operator=(const Clock&) = delete;
  virtual ~Clock() = default;

  [[nodiscard]] virtual UtcTime now() = 0;
  /// Time for measuring waits: never goes back, has no date.
  [[nodiscard]] virtual std::chrono::milliseconds monotonic() = 0;
  virtual void sleep(std::chrono::milliseconds duration) = 0;
};

/// The machine's clock. Safe to use from several threads.
class SystemClock final : public Clock {
 public:
  [[nodiscard]] UtcTime now() override;
  [[nodiscard]] std::chrono::milliseconds monotonic() override;
  void sleep(std::chrono::milliseconds duration) override;
};

}  // namespace clever_sync
