#include "cli/signals.hpp"

#include <unistd.h>

#include <atomic>
#include <csignal>

namespace clever_sync {

namespace {

std::atomic<int> received{0};  // signals arrive per process

ExitCode code_of(int signal) {
  if (signal == 0) return ExitCode::done;
  return signal == SIGINT ? ExitCode::interrupted : ExitCode::terminated;
}

sigset_t stop_signals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGTERM);
  return signals;
}

}  // namespace

StopOnSignal::StopOnSignal() {
  sigset_t signals = stop_signals();
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  std::signal(SIGPIPE, SIG_IGN);  // a reader that left is an error of the write, not of the night
  std::signal(SIGXFSZ, SIG_IGN);  // so is a file that may not grow any more (ulimit -f)
  listener_ = std::jthread([this](const std::stop_token& end) {
    sigset_t awaited = stop_signals();
    const timespec patience{.tv_sec = 0, .tv_nsec = 100'000'000};
    while (!end.stop_requested()) {
      const int signal = sigtimedwait(&awaited, nullptr, &patience);
      if (signal <= 0) continue;
      if (received.exchange(signal) != 0) _exit(static_cast<int>(code_of(signal)));
      source_.request_stop();
    }
  });
}

StopOnSignal::~StopOnSignal() = default;

ExitCode StopOnSignal::code() const {
  return code_of(received.load());
}

}  // namespace clever_sync
