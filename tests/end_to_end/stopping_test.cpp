// A run that is told to stop, or whose time is over, stops soon: also while Sphero Edu asks for time.

#include <sys/wait.h>

#include <chrono>
#include <csignal>
#include <filesystem>
#include <regex>
#include <thread>

#include "catch.hpp"
#include "end_to_end/harness.hpp"

using namespace end_to_end;
using Layout = DistrictWorkspace::Layout;

namespace {

/// Every batch after the first is answered 429.
std::string busy(const std::string& retry_after) {
  return R"({"side":"sphero","path":"batch","after":1,"times":0,"what":"429","retry_after":)" + retry_after + "}";
}

void give_seconds(const DistrictWorkspace& workspace, const std::string& seconds) {
  const std::string config = workspace.file("clever-sync.yaml");
  workspace.write_file("clever-sync.yaml",
                       std::regex_replace(config, std::regex("apply_seconds: [0-9]+"), "apply_seconds: " + seconds));
  REQUIRE(workspace.git({"commit", "-qam", "less time to write"}).exit == 0);
}

bool has_journal(const DistrictWorkspace& workspace) {
  return std::filesystem::exists(workspace.path() + "/.git/clever-sync/journal");
}

/// The rest is done, nothing is left to do, and all of it can be proved.
void check_goes_on(const Sandbox& sandbox, const DistrictWorkspace& workspace) {
  sandbox.control("/clear", "{}");
  const Outcome next = workspace.run({"--as-of", "2026-08-10", "apply"});
  INFO(next.out << next.err);
  CHECK(next.exit == 0);
  CHECK(workspace.run({"plan", "--detailed-exitcode"}).exit == 0);
  CHECK(workspace.run({"verify", "--all"}).exit == 0);
  CHECK(sandbox.ask("/sign-in").find("\"blocked\":[]") != std::string::npos);
}

}  // namespace

TEST_CASE("a run whose time is over leaves the rest with exit 6, and the next goes on", "[end_to_end][slow]") {
  const Sandbox sandbox({});
  const DistrictWorkspace workspace(sandbox, Layout::checked_out);
  give_seconds(workspace, "1");
  sandbox.control("/misbehave", busy("3"));
  const auto begin = std::chrono::steady_clock::now();
  const Outcome night = workspace.night("2026-08-10");
  INFO(night.out << night.err);
  CHECK(night.exit == 6);
  CHECK(std::chrono::steady_clock::now() - begin < std::chrono::seconds(30));
  CHECK((night.out + night.err).find("the time for one run is over") != std::string::npos);
  CHECK_FALSE(has_journal(workspace));
  CHECK(workspace.run({"plan", "--detailed-exitcode"}).exit == 2);
  give_seconds(workspace, "3600");
  check_goes_on(sandbox, workspace);
}

TEST_CASE("SIGTERM ends a run that waits for a busy Sphero Edu, and the next goes on", "[end_to_end]") {
  const Sandbox sandbox({});
  const DistrictWorkspace workspace(sandbox, Layout::checked_out);
  sandbox.control("/misbehave", busy("120"));
  const pid_t night = workspace.start({"--as-of", "2026-08-10", "nightly"});
  const auto begun = std::chrono::steady_clock::now();
  const std::regex more_than_one("\"batch\":[2-9]");
  const auto is_refused = [&] { return std::regex_search(sandbox.ask("/requests"), more_than_one); };
  while (!is_refused() && std::chrono::steady_clock::now() - begun < std::chrono::seconds(20)) {
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  const auto begin = std::chrono::steady_clock::now();
  kill(night, SIGTERM);
  int status = 0;
  waitpid(night, &status, 0);
  REQUIRE(WIFEXITED(status));
  CHECK(WEXITSTATUS(status) == 143);
  CHECK(std::chrono::steady_clock::now() - begin < std::chrono::seconds(20));
  CHECK_FALSE(has_journal(workspace));
  check_goes_on(sandbox, workspace);
}
