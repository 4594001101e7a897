// clever-sync: parses the command line, runs one command, and turns what ended it into an exit code. The only place
// where an Error ends.

#include <exception>
#include <iostream>
#include <type_traits>

#include "base/error.hpp"
#include "base/heap.hpp"
#include "cli/arguments.hpp"
#include "cli/commands.hpp"
#include "cli/console.hpp"
#include "cli/signals.hpp"

namespace {

using namespace clever_sync;

ExitCode run(const Arguments& arguments, Console& console, const StopOnSignal& signals) {
  SystemClock clock;
  FileDisk disk;
  const Context context{
      .arguments = arguments.global, .console = console, .signals = signals, .clock = clock, .disk = disk};
  return std::visit([&context](const auto& command) { return run_command(context, command); }, arguments.command);
}

/// As a shell reports a program that SIGPIPE ended.
constexpr int exit_when_the_reader_left = 141;

/// What these print is all they do: when its reader has seen enough (`show | head`), there is nothing to finish.
bool only_shows(const Arguments& arguments) {
  return std::visit(
      [](const auto& command) {
        using Command = std::remove_cvref_t<decltype(command)>;
        return std::is_same_v<Command, ShowArguments> || std::is_same_v<Command, StatusArguments> ||
               std::is_same_v<Command, WhyArguments> || std::is_same_v<Command, HistoryArguments> ||
               std::is_same_v<Command, VerifyArguments> || std::is_same_v<Command, BacktestArguments> ||
               std::is_same_v<Command, RulesCheckArguments> || std::is_same_v<Command, RulesExplainArguments>;
      },
      arguments.command);
}

/// A fetch is not the faster for large pages, and needs a quarter more memory with them.
void prepare_heap(const Arguments& arguments) {
  share_one_heap();
  if (!std::holds_alternative<FetchArguments>(arguments.command)) use_large_pages();
}

int clever_sync_main(int argc, const char* const* argv) {
  const StopOnSignal signals;
  try {
    const auto parsed = parse_arguments(argc, argv);
    if (const auto* help = std::get_if<HelpText>(&parsed)) {
      std::cout << help->text;
      return static_cast<int>(ExitCode::done);
    }
    const auto& arguments = std::get<Arguments>(parsed);
    prepare_heap(arguments);
    if (only_shows(arguments)) StopOnSignal::end_with_the_reader();
    Console console(std::cout, std::cerr, arguments.global);
    const ExitCode code = run(arguments, console, signals);
    std::cout.flush();
    if (!std::cout && reader_is_gone()) return exit_when_the_reader_left;
    if (!std::cout)
      throw Error(ErrorKind::storage, "the output could not be written; is the disk full, or the reader gone?");
    return static_cast<int>(code);
  } catch (const Error& error) {
    if (signals.code() != ExitCode::done) return static_cast<int>(signals.code());
    std::cerr << error_line(error.what());
    return static_cast<int>(exit_of(error.kind()));
  } catch (const std::exception& error) {  // the standard library's: out of memory, a file system that vanished
    std::cerr << error_line(std::string(error.what()) + "; nothing is half-written, run it again");
    return static_cast<int>(ExitCode::error);
  }
}

}  // namespace

int main(int argc, char** argv) {
  return clever_sync_main(argc, argv);
}
