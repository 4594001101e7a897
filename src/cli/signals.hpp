#pragma once
// Signals: SIGINT and SIGTERM ask the run to stop after what is in flight; a second one ends the process at once, which
// is as safe as a crash.

#include <stop_token>
#include <thread>

#include "nightly/outcome.hpp"

namespace clever_sync {

class StopOnSignal {
 public:
  /// Blocks both signals in this thread and those it starts, and listens for them in a thread of its own. Make it
  /// first.
  StopOnSignal();
  StopOnSignal(const StopOnSignal&) = delete;
  StopOnSignal& operator=(const StopOnSignal&) = delete;
  ~StopOnSignal();
  [[nodiscard]] std::stop_token token() const { return source_.get_token(); }
  /// From here on a write to a pipe that nobody reads ends the program at once and without a word, as `git log | head`
  /// ends: for commands that only show what is there.
  static void end_with_the_reader();
  /// 130 or 143, by the signal that came; done if none did.
  [[nodiscard]] ExitCode code() const;

 private:
  std::stop_source source_;
  std::jthread listener_;
};

}  // namespace clever_sync
