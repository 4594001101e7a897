#include "cli/console.hpp"

#include <poll.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <map>

#include "base/printable.hpp"
#include "review/render.hpp"

namespace clever_sync {

namespace {

// Of a pipe or a file: nothing that a program or an engineer reads later may be cut.
constexpr int no_width = 1'000'000;

bool set_in_environment(const char* name) {
  const char* value = std::getenv(name);
  return value != nullptr && *value != '\0';
}

}  // namespace

Console::Console(std::ostream& out, std::ostream& err, const GlobalArguments& arguments)
    : out_(out),
      err_(err),
      verbosity_(arguments.verbosity),
      out_terminal_(isatty(STDOUT_FILENO) == 1),
      colour_(arguments.colour == ColourChoice::automatic && out_terminal_ && !set_in_environment("NO_COLOR")),
      terminal_(isatty(STDERR_FILENO) == 1) {}

void Console::print(std::string_view text) {
  const std::scoped_lock guard(mutex_);
  clear_progress();
  out_ << text << std::flush;
}

void Console::print_json(std::string_view lines) {
  if (out_terminal_) {
    print(terminal_json(lines));
  } else {
    print(lines);
  }
}

void Console::say(std::string_view sentence) {
  if (verbosity_ != Verbosity::quiet) warn(sentence);
}

void Console::warn(std::string_view sentence) {
  const std::scoped_lock guard(mutex_);
  clear_progress();
  err_ << sentence << std::endl;
}

void Console::progress(std::string_view line) {
  if (verbosity_ == Verbosity::quiet) return;
  const std::scoped_lock guard(mutex_);
  if (terminal_) {
    err_ << "\r\033[K" << line << std::flush;
    progress_shown_ = true;
  } else if (verbosity_ == Verbosity::verbose) {
    err_ << line << std::endl;
  }
}

void Console::findings(const std::vector<Finding>& findings) {
  std::map<std::string, int> counts;
  for (const Finding& finding : findings) {
    ++counts[finding.code];
    if (verbosity_ != Verbosity::verbose) continue;
    say("finding: " + finding.code + " " + finding.kind + (finding.id.empty() ? "" : " " + printable(finding.id)) +
        ": " + printable(finding.message));
  }
  if (counts.empty() || verbosity_ == Verbosity::verbose) return;
  std::string words;
  for (const auto& [code, count] : counts) words += (words.empty() ? "" : ", ") + std::to_string(count) + " " + code;
  say("Findings: " + words + " (-v lists them).");
}

int Console::width() const {
  winsize size{};
  if (out_terminal_ && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) return size.ws_col;
  return no_width;
}

void Console::clear_progress() {
  if (!progress_shown_) return;
  err_ << "\r\033[K" << std::flush;
  progress_shown_ = false;
}

bool reader_is_gone() {
  pollfd out{.fd = STDOUT_FILENO, .events = POLLOUT, .revents = 0};
  return poll(&out, 1, 0) == 1 && (out.revents & POLLERR) != 0;
}

std::string error_line(std::string_view message) {
  return "clever-sync: error: " + std::string(message) + "\n";
}

}  // namespace clever_sync
