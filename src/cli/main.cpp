// clever-sync: parses the command line, runs one command, and turns what ended it into an exit code. The only place
// where an Error ends.

#include <exception>
#include <iostream>

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
    Console console(std::cout, std::cerr, arguments.global);
    const ExitCode code = run(arguments, console, signals);
    std::cout.flush();
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
