#pragma once
// Console: where a command's words go. Data to stdout, everything else to stderr; nothing but results and errors under
// --quiet; colour only on a terminal that wants it.

#include <mutex>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include "cli/arguments.hpp"
#include "roster/finding.hpp"

namespace clever_sync {

class Console {
 public:
  Console(std::ostream& out, std::ostream& err, const GlobalArguments& arguments);

  /// Data, as it is.
  void print(std::string_view text);
  /// JSON, in whole lines. A program gets it as it is; on a screen nothing in it may hide or turn text.
  void print_json(std::string_view lines);
  /// A sentence for people beside the data: what happened, what to do next.
  void say(std::string_view sentence);
  /// As say, also under --quiet.
  void warn(std::string_view sentence);
  /// Progress: on a terminal one line that is overwritten, elsewhere only with --verbose.
  void progress(std::string_view line);
  /// How many there are of each code; each of them with --verbose.
  void findings(const std::vector<Finding>& findings);

  [[nodiscard]] bool colour() const { return colour_; }
  /// Whether data goes to a person's screen.
  [[nodiscard]] bool on_terminal() const { return out_terminal_; }
  /// Of the terminal; of anything else so wide that nothing is cut.
  [[nodiscard]] int width() const;

 private:
  void clear_progress();
  std::ostream& out_;
  std::ostream& err_;
  Verbosity verbosity_;
  bool out_terminal_ = false;
  bool colour_ = false;
  bool terminal_ = false;  // stderr, where progress goes
  bool progress_shown_ = false;
  std::mutex mutex_;  // progress comes from several threads
};

/// Whether stdout is a pipe whose other end was closed.
bool reader_is_gone();

/// `clever-sync: error: …`, as main prints what ended a run.
std::string error_line(std::string_view message);

}  // namespace clever_sync
