#pragma once
// Slots: how many requests may be on their way to Sphero Edu at once, shared by all workers of a run, private to apply.
// The number adapts: halved each time Sphero Edu is busy, and one more after each batch that it had time for, up to
// where it began.

#include <algorithm>
#include <condition_variable>
#include <mutex>

namespace clever_sync {

class Slots {
 public:
  explicit Slots(int most) : most_(std::max(1, most)), allowed_(most_) {}

  /// Held while a request is on its way.
  class Held {
   public:
    explicit Held(Slots& slots) : slots_(slots) { slots_.take(); }
    Held(const Held&) = delete;
    Held& operator=(const Held&) = delete;
    ~Held() { slots_.give_back(); }

   private:
    Slots& slots_;
  };

  void was_busy() {
    const std::lock_guard lock(mutex_);
    allowed_ = std::max(1, allowed_ / 2);
  }
  void had_time() {
    const std::lock_guard lock(mutex_);
    allowed_ = std::min(most_, allowed_ + 1);
    changed_.notify_all();
  }

  [[nodiscard]] int allowed() {
    const std::lock_guard lock(mutex_);
    return allowed_;
  }

 private:
  void take() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return taken_ < allowed_; });
    ++taken_;
  }
  void give_back() {
    const std::lock_guard lock(mutex_);
    --taken_;
    changed_.notify_all();
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  const int most_;
  int allowed_;
  int taken_ = 0;
};

}  // namespace clever_sync
