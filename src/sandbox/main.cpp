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

void print(const std::string& text) {
  std::fputs(text.c_str(), stdout);
  std::fflush(stdout);
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
  print(line);
  int signal = 0;
  sigwait(&stop, &signal);
}

// No string is made here: it must work when memory has run out.
void complain(const char* what) {
  std::fputs("clever-sync-sandbox: ", stderr);
  std::fputs(what, stderr);
  std::fputs("\n", stderr);
}

int run(std::span<const char* const> arguments) {
  const auto parsed = parse_options(arguments);
  if (const auto* const help = std::get_if<HelpWanted>(&parsed)) {
    print(help->text);
    return 0;
  }
  const auto& options = std::get<SandboxOptions>(parsed);
  if (options.write_sample.empty()) {
    serve(options);
  } else {
    write_sample(options.write_sample);
  }
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return run({argv + 1, argv + argc});
  } catch (const Error& error) {
    complain(error.what());
    return exit_code_of(error.kind());
  } catch (const std::exception& error) {
    complain(error.what());
    return 1;
  }
}
