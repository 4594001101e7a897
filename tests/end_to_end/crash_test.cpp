// kill -9 in the middle of an apply: the next night ends as an undisturbed one would have.

#include <sys/wait.h>

#include <chrono>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <thread>

#include "catch.hpp"
#include "end_to_end/harness.hpp"

using namespace end_to_end;
using Layout = DistrictWorkspace::Layout;

namespace {

/// Everything that Sphero Edu holds. Versions tell how an end was reached, and may differ.
std::string state_of(const Sandbox& sandbox) {
  return sandbox.ask("/state?versions=no");
}

std::string undisturbed() {
  const Sandbox sandbox({});
  const DistrictWorkspace workspace(sandbox, Layout::checked_out);
  const Outcome night = workspace.night("2026-08-10");
  INFO(night.err);
  REQUIRE(night.exit == 0);
  return state_of(sandbox);
}

constexpr const char* journal = "/.git/clever-sync/journal";

/// Kills the first night between a request and its answer, when its journal has some lines.
void kill_while_it_writes(const Sandbox& sandbox, const DistrictWorkspace& workspace) {
  sandbox.control("/misbehave",
                  R"({"side":"sphero","path":"batch","after":1,"times":1,"what":"latency","milliseconds":3000})");
  const pid_t night = workspace.start({"--as-of", "2026-08-10", "nightly"});
  const auto has_lines = [&] {
    std::error_code none;
    return std::filesystem::file_size(workspace.path() + journal, none) > 1000 && !none;
  };
  while (!has_lines()) std::this_thread::sleep_for(std::chrono::milliseconds(10));
  std::this_thread::sleep_for(std::chrono::milliseconds(300));
  kill(night, SIGKILL);
  int status = 0;
  waitpid(night, &status, 0);
  sandbox.control("/clear", "{}");
}

}  // namespace

TEST_CASE("a night that was killed while it wrote is finished by the next, with nothing lost and nothing twice",
          "[end_to_end][slow]") {
  const std::string expected = undisturbed();
  for (const int writes : {1, 2, 3, 5}) {
    const Sandbox sandbox({});
    const DistrictWorkspace workspace(sandbox, Layout::checked_out);
    // Answers to writes come late, so that the kill falls between a request and its answer.
    sandbox.control("/misbehave", R"({"side":"sphero","path":"batch","after":)" + std::to_string(writes - 1) +
                                      R"(,"times":1,"what":"latency","milliseconds":2000})");
    const pid_t night = workspace.start({"--as-of", "2026-08-10", "nightly"});
    std::this_thread::sleep_for(std::chrono::milliseconds(1500));
    kill(night, SIGKILL);
    int status = 0;
    waitpid(night, &status, 0);
    sandbox.control("/clear", "{}");
    const Outcome next = workspace.run({"--as-of", "2026-08-10", "nightly"});
    INFO("killed at write " << writes << ": " << next.err);
    CHECK(next.exit == 0);
    CHECK(state_of(sandbox) == expected);
    CHECK(workspace.run({"plan", "--detailed-exitcode"}).exit == 0);
    CHECK(workspace.run({"verify", "--all"}).exit == 0);
    CHECK(workspace.git({"fsck", "--full", "--strict"}).exit == 0);
  }
}

TEST_CASE("a server that acts and drops the connection leads to no duplicate", "[end_to_end]") {
  const std::string expected = undisturbed();
  const Sandbox sandbox({});
  const DistrictWorkspace workspace(sandbox, Layout::checked_out);
  sandbox.control("/misbehave", R"({"side":"sphero","path":"batch","after":1,"times":1,"what":"act-then-drop"})");
  const Outcome night = workspace.night("2026-08-10");
  INFO(night.err);
  CHECK(night.exit == 0);
  CHECK(state_of(sandbox) == expected);
}

TEST_CASE("a first night that was cut off is told by status and diagnose, and so is its damaged journal",
          "[end_to_end]") {
  const Sandbox sandbox({});
  const DistrictWorkspace workspace(sandbox, Layout::checked_out);
  kill_while_it_writes(sandbox, workspace);
  const std::vector<std::string> day{"--as-of", "2026-08-10"};
  const auto ask = [&](std::vector<std::string> words) {
    words.insert(words.begin(), day.begin(), day.end());
    return workspace.run(words);
  };
  const std::string cut_off = ask({"status"}).out;
  CHECK(cut_off.find("No run has ended yet.") == 0);
  CHECK(cut_off.find("for 2026-08-10 has begun to write to Sphero Edu and has not ended") != std::string::npos);
  CHECK(ask({"status", "--check"}).exit == 3);
  CHECK(ask({"diagnose", "sync"}).out.find("failed (likely)") != std::string::npos);

  const std::string path = workspace.path() + journal;
  std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
  file.seekp(400);  // in the second line, of which later lines say that it was durable
  file.put('\0');
  file.close();
  CHECK(workspace.night("2026-08-10").exit == 8);
  const std::string stopped = ask({"status"}).out;
  CHECK(stopped.find("No run has ended yet.") == 0);
  CHECK(stopped.find("Stopped: every run ends with exit 8, because of the journal of run ") != std::string::npos);
  CHECK(stopped.find(path + ":2: ") != std::string::npos);
  CHECK(stopped.find("move the file away") != std::string::npos);
  CHECK(ask({"status", "--check"}).exit == 2);
  CHECK(ask({"-o", "json", "status"}).out.find("\"damage\":\"" + path + ":2: ") != std::string::npos);
  for (const char* complaint : {"sync", "no-data"}) {
    CHECK(ask({"diagnose", complaint}).out.find("failed (certain): every run ends with exit 8") != std::string::npos);
    CHECK(ask({"diagnose", complaint, "--reply"}).out.find("journal") == std::string::npos);
  }
  std::filesystem::remove(path);
  CHECK(workspace.night("2026-08-10").exit == 0);
  CHECK(ask({"status", "--check"}).exit == 0);
}

TEST_CASE("a journal that another workspace's run wrote is refused, and settled as nothing of this one's",
          "[end_to_end]") {
  const Sandbox sandbox({});
  const DistrictWorkspace other(sandbox, Layout::checked_out);
  kill_while_it_writes(sandbox, other);

  const DistrictWorkspace workspace(sandbox, Layout::checked_out);
  std::filesystem::create_directories(workspace.path() + "/.git/clever-sync");
  std::filesystem::copy_file(other.path() + journal, workspace.path() + journal);
  const Outcome refused = workspace.night("2026-08-11");
  CHECK(refused.exit == 8);
  CHECK(refused.err.find(std::string(journal) + ":1: ") != std::string::npos);
  CHECK(refused.err.find("belongs to another workspace") != std::string::npos);
  std::filesystem::remove(workspace.path() + journal);
  const Outcome next = workspace.night("2026-08-11");
  INFO(next.err);
  CHECK(next.exit == 0);
  CHECK(workspace.run({"verify", "--all"}).exit == 0);
}

TEST_CASE("SIGINT and SIGTERM stop after what is in flight, exit 130 and 143, and the next run goes on",
          "[end_to_end][slow]") {
  const std::string expected = undisturbed();
  for (const auto& [signal, code] : {std::pair(SIGINT, 130), std::pair(SIGTERM, 143)}) {
    const Sandbox sandbox({});
    const DistrictWorkspace workspace(sandbox, Layout::checked_out);
    sandbox.control("/misbehave",
                    R"({"side":"sphero","path":"batch","after":0,"times":100,"what":"latency","milliseconds":800})");
    const pid_t night = workspace.start({"--as-of", "2026-08-10", "nightly"});
    std::this_thread::sleep_for(std::chrono::milliseconds(1200));
    kill(night, signal);
    int status = 0;
    waitpid(night, &status, 0);
    REQUIRE(WIFEXITED(status));
    CHECK(WEXITSTATUS(status) == code);
    CHECK_FALSE(std::filesystem::exists(workspace.path() + "/.git/clever-sync/journal"));
    CHECK(workspace.git({"fsck", "--full", "--strict"}).exit == 0);
    sandbox.control("/clear", "{}");
    CHECK(workspace.run({"--as-of", "2026-08-10", "nightly"}).exit == 0);
    CHECK(state_of(sandbox) == expected);
    CHECK(workspace.run({"plan", "--detailed-exitcode"}).exit == 0);
    CHECK(workspace.run({"verify", "--all"}).exit == 0);
  }
}
