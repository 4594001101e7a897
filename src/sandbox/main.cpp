// clever-sync-sandbox: plays Clever and Sphero Edu on loopback. See --help and docs/sandbox.md.
#include <csignal>
#include <cstdio>
#include <exception>

#include "base/disk.hpp"
#include "base/error.hpp"
#include "sandbox/district_files.hpp"
#include "sandbox/generator.hpp"
#include "sandbox/options.hpp"
#include "sandbox/sandbox.hpp"
#include "sandbox/school_year.hpp"

namespace {

using namespace clever_sync;

int exit_code_of(ErrorKind kind) {
  if (kind == ErrorKind::usage) return 64;
  if (kind == ErrorKind::configuration) return 78;
  return 1;
}

void print(const std::string& text, std::FILE* to) {
  std::fputs(text.c_str(), to);
  std::fflush(to);
}

World world_for(const SandboxOptions& options) {
  Roster roster = options.students ? generate_district({.students = *options.students, .seed = options.seed})
                                   : read_district(options.snapshots);
  // The script begins before its first event, so that --day has everything up to that day.
  World world = make_world(std::move(roster), std::min(options.day, parse_date(first_school_day).value()));
  move_to_day(world, options.day);
  return world;
}

void serve(const SandboxOptions& options) {
  // Blocked before any thread starts, so that only sigwait gets them.
  sigset_t stop;
  sigemptyset(&stop);
  sigaddset(&stop, SIGTERM);
  sigaddset(&stop, SIGINT);
  pthread_sigmask(SIG_BLOCK, &stop, nullptr);

  SystemClock clock;
  const Sandbox sandbox(world_for(options), options.settings, clock);
  const std::string line = sandbox.addresses() + "\n";
  if (!options.port_file.empty()) FileDisk().write_file(options.port_file, line);
  print(line, stdout);
  int signal = 0;
  sigwait(&stop, &signal);
}

}  // namespace

int main(int argc, char** argv) {
  try {
    const auto parsed = parse_options({argv + 1, argv + argc});
    if (const auto* const help = std::get_if<HelpWanted>(&parsed)) {
      print(help->text, stdout);
      return 0;
    }
    const auto& options = std::get<SandboxOptions>(parsed);
    if (options.write_sample.empty()) {
      serve(options);
    } else {
      write_sample(options.write_sample);
    }
    return 0;
  } catch (const Error& error) {
    print(std::string("clever-sync-sandbox: ") + error.what() + "\n", stderr);
    return exit_code_of(error.kind());
  }
}
