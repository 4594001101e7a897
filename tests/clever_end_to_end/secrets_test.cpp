// Secrets: where they may come from, and that they stay in no file, message or process list.

#include <sys/stat.h>
#include <sys/wait.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <thread>

#include "catch.hpp"
#include "clever_end_to_end/district.hpp"

using namespace end_to_end;

namespace {

constexpr const char* token = "test-clever-token";  // the harness's

std::string whole(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

// Every file below the folder in which a text stands, git's own and the journal's included.
std::vector<std::string> files_with(const std::string& folder, const std::string& text) {
  std::vector<std::string> found;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    if (entry.is_regular_file() && contains(whole(entry.path()), text)) found.push_back(entry.path().string());
  }
  return found;
}

struct SecretFile {
  TemporaryFolder folder;
  std::string path = folder.path() + "/token";
  explicit SecretFile(mode_t mode) {
    std::ofstream(path) << token << "\n";
    chmod(path.c_str(), mode);
  }
};

void take_from(NightlyDistrict& district, const std::string& source) {
  district.edit("clever-sync.yaml", "token: {env: CLEVER_TOKEN}", "token: {" + source + "}");
  district.workspace.environment["CLEVER_TOKEN"] = "";
}

}  // namespace

TEST_CASE("a secret comes from a file that only its owner can read", "[clever_end_to_end][slow]") {
  const SecretFile file(0600);
  NightlyDistrict district;
  take_from(district, "file: " + file.path);
  CHECK(district.workspace.run({"--as-of", "2026-08-10", "fetch"}).exit == 0);
}

TEST_CASE("a file that others can read is refused, with what to do", "[clever_end_to_end]") {
  const SecretFile file(0640);
  NightlyDistrict district;
  take_from(district, "file: " + file.path);
  const Outcome night = district.workspace.run({"--as-of", "2026-08-10", "nightly"});
  CHECK(night.exit == 78);
  CHECK(contains(night.err, "chmod 600 " + file.path));
  CHECK_FALSE(contains(night.out + night.err, token));
}

TEST_CASE("a secret comes from a command, whose failure is told without its output", "[clever_end_to_end][slow]") {
  const SecretFile file(0600);
  NightlyDistrict district;
  SECTION("that works") {
    take_from(district, "command: [cat, " + file.path + "]");
    CHECK(district.workspace.run({"--as-of", "2026-08-10", "fetch"}).exit == 0);
  }
  SECTION("that fails after it printed") {
    take_from(district, "command: [sh, -c, \"cat " + file.path + "; exit 3\"]");
    const Outcome fetch = district.workspace.run({"--as-of", "2026-08-10", "fetch"});
    CHECK(fetch.exit == 78);
    CHECK(contains(fetch.err, "clever.token is printed by the command sh, which failed"));
    CHECK_FALSE(contains(fetch.out + fetch.err, token));
  }
}

TEST_CASE("no secret is in the workspace, its objects, its journal, or anything that is printed",
          "[clever_end_to_end][slow]") {
  NightlyDistrict district;
  std::string printed = district.night("2026-08-10");
  district.misbehave("", "drop", 0);
  district.workspace.environment["CLEVER_TOKEN"] = token;
  for (const auto& command : std::vector<std::vector<std::string>>{{"connections", "-v"},
                                                                   {"status"},
                                                                   {"show", "-o", "json"},
                                                                   {"-v", "plan"},
                                                                   {"verify"},
                                                                   {"diagnose", "sync"}}) {
    const Outcome outcome = district.workspace.run(command);
    printed += outcome.out + outcome.err;
  }
  CHECK_FALSE(contains(printed, token));
  CHECK_FALSE(contains(printed, "test-sphero-token"));
  CHECK(files_with(district.workspace.path(), token).empty());
  CHECK(files_with(district.workspace.path(), "test-sphero-token").empty());
  const std::string objects =
      district.workspace.git({"cat-file", "--batch-all-objects", "--batch", "--buffer", "--unordered"}).out;
  CHECK(objects.size() > 100'000);
  CHECK_FALSE(contains(objects, token));
}

TEST_CASE("a running night shows no secret in the process list", "[clever_end_to_end]") {
  NightlyDistrict district;
  district.misbehave("sections", "latency", 1, R"(,"milliseconds":1000)");
  const pid_t process = district.workspace.start({"--as-of", "2026-08-10", "fetch"});
  std::this_thread::sleep_for(std::chrono::milliseconds(400));
  const std::string command_line = whole("/proc/" + std::to_string(process) + "/cmdline");
  int status = 0;
  waitpid(process, &status, 0);
  CHECK(contains(command_line, "fetch"));  // it was still running when it was looked at
  CHECK_FALSE(contains(command_line, token));
  CHECK(WEXITSTATUS(status) == 0);
}
