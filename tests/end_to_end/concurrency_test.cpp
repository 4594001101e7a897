// The world moves while a night runs: a teacher edits in Sphero Edu, a person commits to the workspace. Nobody's work
// is lost, and nothing is overwritten that nobody approved.

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

/// A small district that was synced once; what happens next comes one night later.
struct District {
  Sandbox sandbox{{"--students", "60", "--seed", "5"}};
  DistrictWorkspace workspace;
  static constexpr const char* day = "2026-08-11";

  explicit District(Layout layout) : workspace(sandbox, layout) {
    const Outcome first = workspace.night("2026-08-10");
    INFO(first.err);
    REQUIRE(first.exit == 0);
    sandbox.control("/day", R"({"day":"2026-08-11"})");
  }

  /// The Clever id of what the event touched first.
  [[nodiscard]] std::string event(const std::string& json) const {
    const std::string answer = sandbox.control("/event", json);
    const std::size_t at = answer.find("\"touched\":[\"");
    const std::size_t end = answer.find('"', at + 12);
    const std::string touched = answer.substr(at + 12, end - at - 12);
    return touched.substr(touched.find(' ') + 1);
  }

  /// Begins the night with a slow Sphero Edu and returns when its intents are durable and its first request is out.
  [[nodiscard]] pid_t night_with_request_in_flight() const {
    sandbox.control("/misbehave", R"({"side":"sphero","path":"batch","what":"latency","milliseconds":700,"times":1})");
    const pid_t night = workspace.start({"--as-of", day, "nightly"});
    const std::string git = workspace.path() + (std::filesystem::exists(workspace.path() + "/.git") ? "/.git" : "");
    for (int i = 0; i < 2000; ++i) {
      std::ifstream journal(git + "/clever-sync/journal");
      const std::string bytes((std::istreambuf_iterator<char>(journal)), std::istreambuf_iterator<char>());
      if (contains(bytes, "\"line\":\"intent\"")) break;
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
    return night;
  }
};

int exit_code(pid_t process) {
  int status = 0;
  waitpid(process, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

/// The receipt of the class's update at HEAD.
std::string receipt_of(const District& district, const std::string& section) {
  return district.workspace.git({"grep", "-h", "\"action\":\"update\".*" + section, "HEAD", "--", "receipts/"}).out;
}

std::string object_of(const District& district, const std::string& clever_id) {
  const std::string state = district.sandbox.ask("/state?versions=no");
  const std::size_t at = state.find("\"clever_id\":\"" + clever_id);
  return state.substr(state.rfind('{', at), state.find('}', at) - state.rfind('{', at));
}

}  // namespace

TEST_CASE("a teacher who adds a student during the night keeps them, and the class gets its change", "[end_to_end]") {
  const District district(Layout::checked_out);
  const std::string section = district.event(R"({"event":"section-renamed","name":"Robots 2"})");
  const pid_t night = district.night_with_request_in_flight();
  const std::string added = district.event(R"({"event":"member-added","class":")" + section + "\"}");
  CHECK(exit_code(night) == 0);
  CHECK(contains(object_of(district, section), "\"name\":\"Robots 2\""));
  const std::string receipt = receipt_of(district, section);
  CHECK(contains(receipt, "\"result\":\"done\""));
  const Outcome next = district.workspace.night("2026-08-12");
  INFO(next.err);
  CHECK(next.exit == 0);
  CHECK(contains(next.err, "Nothing was written"));
}

TEST_CASE("a teacher who renames a class during the night is not overwritten: it is left with a reason",
          "[end_to_end]") {
  const District district(Layout::checked_out);
  const std::string section = district.event(R"({"event":"section-renamed","name":"Robots 2"})");
  const pid_t night = district.night_with_request_in_flight();
  CHECK_FALSE(district.event(R"({"event":"class-renamed","name":"Mine","class":")" + section + "\"}").empty());
  CHECK(exit_code(night) == 0);
  CHECK(contains(object_of(district, section), "\"name\":\"Mine\""));
  const std::string receipt = receipt_of(district, section);
  CHECK(contains(receipt, "\"code\":\"version-mismatch\""));
  CHECK(contains(receipt, "\"result\":\"skipped\""));
  CHECK(contains(district.workspace.run({"status"}).out, "1 left"));
}

TEST_CASE("a class that a teacher archives during the night stays as the teacher left it", "[end_to_end][slow]") {
  const District district(Layout::checked_out);
  const std::string section = district.event(R"({"event":"section-renamed","name":"Robots 2"})");
  const pid_t night = district.night_with_request_in_flight();
  CHECK_FALSE(district.event(R"({"event":"class-archived","class":")" + section + "\"}").empty());
  CHECK(exit_code(night) == 0);
  CHECK(contains(object_of(district, section), "\"archived\":true"));
  CHECK(contains(receipt_of(district, section), "\"code\":\"version-mismatch\""));
}

TEST_CASE("a person who commits or merges during the night loses nothing", "[end_to_end][slow]") {
  const District district(Layout::checked_out);
  const DistrictWorkspace& workspace = district.workspace;
  REQUIRE(workspace.git({"checkout", "-qb", "pull-request"}).exit == 0);
  workspace.write_file("notes.md", "from a pull request\n");
  REQUIRE(workspace.git({"add", "notes.md"}).exit == 0);
  REQUIRE(workspace.git({"commit", "-qm", "notes"}).exit == 0);
  REQUIRE(workspace.git({"checkout", "-q", "-"}).exit == 0);
  const std::string section = district.event(R"({"event":"section-renamed","name":"Robots 2"})");
  const pid_t night = district.night_with_request_in_flight();
  std::string commit;
  SECTION("a file of their own") {
    workspace.write_file("notes.md", "from a laptop\n");
    REQUIRE(workspace.git({"add", "notes.md"}).exit == 0);
    REQUIRE(workspace.git({"commit", "-qm", "a note"}).exit == 0);
  }
  SECTION("a rule") {
    workspace.write_file("rules/keep.yaml", workspace.file("rules/keep.yaml") + "# looked at\n");
    REQUIRE(workspace.git({"commit", "-qam", "a remark in the rules"}).exit == 0);
  }
  SECTION("a merge") {
    REQUIRE(workspace.git({"merge", "-q", "--no-ff", "-m", "merge the notes", "pull-request"}).exit == 0);
  }
  SECTION("a file that is not committed yet") {
    workspace.write_file("rules/keep.yaml", workspace.file("rules/keep.yaml") + "# half a thought\n");
  }
  const std::string theirs = workspace.git({"rev-parse", "HEAD"}).out.substr(0, 40);
  const std::string keep = workspace.file("rules/keep.yaml");
  const std::string notes = workspace.file("notes.md");
  CHECK(exit_code(night) == 0);
  CHECK(workspace.git({"merge-base", "--is-ancestor", theirs, "HEAD"}).exit == 0);
  CHECK(workspace.file("rules/keep.yaml") == keep);
  CHECK(workspace.file("notes.md") == notes);
  CHECK(contains(workspace.git({"log", "--format=%B", theirs + "..HEAD"}).out, "Clever-Sync-Stage: apply"));
  CHECK(contains(receipt_of(district, section), "\"result\":\"done\""));
  CHECK(workspace.git({"fsck", "--full", "--strict"}).exit == 0);
  CHECK_FALSE(contains(workspace.git({"status", "--porcelain"}).out, "sphero/"));
  CHECK(workspace.run({"--as-of", District::day, "plan", "--detailed-exitcode"}).exit == 0);
}

TEST_CASE("a push into a bare workspace during the night is built on", "[end_to_end][slow]") {
  const District district(Layout::bare);
  const DistrictWorkspace& workspace = district.workspace;
  const TemporaryFolder folder;
  const std::string clone = folder.path() + "/clone";
  REQUIRE(workspace.git({"clone", "-q", workspace.path(), clone}).exit == 0);
  const std::string section = district.event(R"({"event":"section-renamed","name":"Robots 2"})");
  const pid_t night = district.night_with_request_in_flight();
  std::ofstream(clone + "/notes.md") << "from a laptop\n";
  REQUIRE(workspace.git({"-C", clone, "add", "notes.md"}).exit == 0);
  REQUIRE(workspace.git({"-C", clone, "commit", "-qm", "a note"}).exit == 0);
  REQUIRE(workspace.git({"-C", clone, "pull", "-q", "--rebase"}).exit == 0);
  REQUIRE(workspace.git({"-C", clone, "push", "-q"}).exit == 0);
  CHECK(exit_code(night) == 0);
  CHECK(workspace.git({"show", "HEAD:notes.md"}).out == "from a laptop\n");
  CHECK(contains(receipt_of(district, section), "\"result\":\"done\""));
  CHECK(workspace.git({"fsck", "--full", "--strict"}).exit == 0);
}
