#include "cli/signals.hpp"

#include <unistd.h>

#include <atomic>
#include <csignal>
#include <string_view>

namespace clever_sync {

namespace {

std::atomic<int> received{0};  // signals arrive per process

ExitCode code_of(int signal) {
  if (signal == 0) return ExitCode::done;
  return signal == SIGINT ? ExitCode::interrupted : ExitCode::terminated;
}

/// Ends the listener's wait when there is nothing more to listen for: a wait with a time limit would make every command
/// last that long.
constexpr int wake_up = SIGUSR1;

/// Who presses a key and sees nothing happen presses it again, which ends more than they want.
void tell_of_the_stop() {
  constexpr std::string_view words =
      "clever-sync: stopping after what is in flight; a second signal ends the program at once\n";
  // Nothing can be done about a screen that is gone.
  [[maybe_unused]] const ssize_t written = write(STDERR_FILENO, words.data(), words.size());
}

sigset_t awaited_signals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, wake_up);
  return signals;
}

}  // namespace

StopOnSignal::StopOnSignal() {
  const sigset_t signals = awaited_signals();
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  std::signal(SIGPIPE, SIG_IGN);  // a reader that left is an error of the write, not of the night
  std::signal(SIGXFSZ, SIG_IGN);  // so is a file that may not grow any more (ulimit -f)
  listener_ = std::jthread([this](const std::stop_token& end) {
    const sigset_t awaited = awaited_signals();
    while (!end.stop_requested()) {
      const int signal = sigwaitinfo(&awaited, nullptr);
      if (signal != SIGINT && signal != SIGTERM) continue;
      if (received.exchange(signal) != 0) _exit(static_cast<int>(code_of(signal)));
      source_.request_stop();
      tell_of_the_stop();
    }
  });
}

StopOnSignal::~StopOnSignal() {
  listener_.request_stop();
  pthread_kill(listener_.native_handle(), wake_up);
}

void StopOnSignal::end_with_the_reader() {
  std::signal(SIGPIPE, SIG_DFL);
}

ExitCode StopOnSignal::code() const {
  return code_of(received.load());
}

}  // namespace clever_sync
