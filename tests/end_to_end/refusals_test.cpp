// Runs that must not happen, from outside: one clear sentence, the right exit code, and nothing half-written.

#include "catch.hpp"
#include "end_to_end/harness.hpp"

#include <sys/wait.h>
#include <algorithm>
#include <csignal>

using namespace end_to_end;
using Layout = DistrictWorkspace::Layout;

namespace {

struct District {
  Sandbox sandbox{std::vector<std::string>{}};
  DistrictWorkspace workspace{sandbox, Layout::checked_out};
};

/// The snapshot, plan and Sphero Edu states at HEAD: what a refused run must leave as it was.
std::string state_trees(const DistrictWorkspace& workspace) {
  return workspace.git({"rev-parse", "HEAD:snapshots", "HEAD:sphero"}).out;
}

void misbehave(const District& district, const std::string& json) {
  district.sandbox.control("/misbehave", json);
}

}  // namespace

TEST_CASE("an unreachable Clever ends the night with exit 1 and a run line", "[end_to_end][slow]") {
  District district;
  std::string config = district.workspace.file("clever-sync.yaml");
  const std::string address = district.sandbox.address("clever");
  config.replace(config.find(address), address.size(), "http://127.0.0.1:1/v3.1");
  district.workspace.write_file("clever-sync.yaml", config);
  REQUIRE(district.workspace.git({"commit", "-qam", "a dead server"}).exit == 0);
  const Outcome night = district.workspace.run({"--as-of", "2026-08-10", "nightly"});
  INFO(night.err);
  CHECK(night.exit == 1);
  CHECK(contains(night.err, "Clever can't be reached"));
  CHECK(contains(district.workspace.file("runs/2026-08.jsonl"), "\"exit\":1"));
}

TEST_CASE("a token that Clever refuses ends the run and is not printed", "[end_to_end]") {
  District district;
  district.workspace.environment["CLEVER_TOKEN"] = "a-wrong-secret";
  const Outcome night = district.workspace.run({"--as-of", "2026-08-10", "nightly"});
  CHECK(night.exit == 1);
  CHECK(contains(night.err, "token"));
  CHECK_FALSE(contains(night.out + night.err, "a-wrong-secret"));
}

TEST_CASE("a secret that is not set is a configuration error that names the variable", "[end_to_end]") {
  District district;
  district.workspace.environment["CLEVER_TOKEN"] = "";
  const Outcome night = district.workspace.run({"--as-of", "2026-08-10", "nightly"});
  CHECK(night.exit == 78);
  CHECK(contains(night.err, "clever.token"));
  const std::string line = district.workspace.git({"show", "HEAD:runs/2026-08.jsonl"}).out;
  CHECK(contains(line, "\"exit\":78"));
  CHECK(contains(line, "clever.token"));
  CHECK(contains(district.workspace.run({"status"}).out, "clever.token"));
}

TEST_CASE("a source that can't be proved complete is refused and changes nothing", "[end_to_end][slow]") {
  District district;
  REQUIRE(district.workspace.night("2026-08-10").exit == 0);
  const std::string before = state_trees(district.workspace);
  for (const char* what : {"no-data", "html", "truncate", "redirect", "loop", "duplicate", "out-of-order", "empty"}) {
    misbehave(district,
              std::string(R"({"side":"clever","path":"sections","after":0,"times":1000,"what":")") + what + "\"}");
    const Outcome night = district.workspace.run({"--as-of", "2026-08-11", "nightly"});
    district.sandbox.control("/clear", "{}");
    INFO(what << ": " << night.err);
    CHECK(night.exit == 7);
    CHECK(contains(night.err, "sections"));
    CHECK(state_trees(district.workspace) == before);
  }
  CHECK(contains(district.workspace.file("runs/2026-08.jsonl"), "\"refused_source\":{\"code\":\""));
  CHECK(district.workspace.run({"--as-of", "2026-08-11", "nightly"}).exit == 0);
}

TEST_CASE("a rule file with a mistake is refused with file, line and column, and what was meant", "[end_to_end]") {
  District district;
  district.workspace.write_file(
      "rules/filters.yaml", "version: 1\nusers: enrolled\nexclude:\n  - id: no-math\n    sections: {subjct: math}\n");
  const Outcome check = district.workspace.run({"rules", "check"});
  INFO(check.out << check.err);
  CHECK(check.exit == 78);
  CHECK(contains(check.out, "rules/filters.yaml:5:"));
  CHECK(contains(check.out, "subject"));
  REQUIRE(district.workspace.git({"commit", "-qam", "a mistake"}).exit == 0);
  const Outcome plan = district.workspace.run({"plan"});
  CHECK(plan.exit == 78);
  CHECK(contains(plan.err, "rules/filters.yaml:5:"));
}

TEST_CASE("a workspace that can't be built on is refused with exit 78", "[end_to_end]") {
  District district;
  const DistrictWorkspace& workspace = district.workspace;
  REQUIRE(workspace.night("2026-08-10").exit == 0);
  SECTION("tool-owned files with edits") {
    workspace.write_file("plans/plan.json", "{}\n");
    const Outcome night = workspace.run({"--as-of", "2026-08-11", "nightly"});
    CHECK(night.exit == 78);
    CHECK(contains(night.err, "plans/plan.json"));
    CHECK(workspace.file("plans/plan.json") == "{}\n");
  }
  SECTION("a detached HEAD") {
    REQUIRE(workspace.git({"checkout", "-q", "--detach"}).exit == 0);
    CHECK(workspace.run({"--as-of", "2026-08-11", "nightly"}).exit == 78);
  }
  SECTION("a folder that is no repository") {
    const Outcome elsewhere = run_program({CLEVER_SYNC_PROGRAM, "-C", "/tmp", "status"}, workspace.environment);
    CHECK(elsewhere.exit == 78);
    CHECK(contains(elsewhere.err, "clever-sync init"));
  }
}

TEST_CASE("edited rules are left alone and the committed ones count", "[end_to_end]") {
  District district;
  const DistrictWorkspace& workspace = district.workspace;
  REQUIRE(workspace.night("2026-08-10").exit == 0);
  const std::string edited =
      "version: 1\nusers: enrolled\nexclude:\n  - id: nobody\n    sections: {name: {matches: \".\"}}\n";
  workspace.write_file("rules/filters.yaml", edited);
  const Outcome night = workspace.night("2026-08-11");
  CHECK(night.exit == 0);
  CHECK(contains(night.err, "rules/filters.yaml"));
  CHECK(workspace.file("rules/filters.yaml") == edited);
  const Outcome draft = workspace.run({"--as-of", "2026-08-11", "plan", "--worktree"});
  CHECK(contains(draft.err, "draft"));
  CHECK(contains(draft.out, "filtered out"));
}

TEST_CASE("usage mistakes exit 64", "[end_to_end]") {
  District district;
  const DistrictWorkspace& workspace = district.workspace;
  REQUIRE(workspace.night("2026-08-10").exit == 0);
  CHECK(workspace.run({"frobnicate"}).exit == 64);
  CHECK(workspace.run({"--as-of", "2026-02-30", "plan"}).exit == 64);
  CHECK(workspace.run({"--as-of", "2026-08-09", "nightly"}).exit == 64);  // before the last snapshot
  CHECK(workspace.run({"show", "no-such-revision"}).exit == 64);
}

TEST_CASE("without a snapshot nothing is planned, so that nothing looks like an orphan", "[end_to_end]") {
  District district;
  REQUIRE(district.workspace.run({"observe"}).exit == 0);
  for (const char* command : {"plan", "apply"}) {
    const Outcome outcome = district.workspace.run({command});
    CHECK(outcome.exit == 64);
    CHECK(contains(outcome.err, "clever-sync fetch"));
  }
}

TEST_CASE("nothing is applied while nobody approves the district, or before its launch date", "[end_to_end]") {
  District district;
  const DistrictWorkspace& workspace = district.workspace;
  SECTION("not approved here") {
    REQUIRE(workspace.run({"approve", "--connection", "--revoke", "--because", "contract not signed"}).exit == 0);
    const Outcome night = workspace.night("2026-08-10");
    CHECK(night.exit == 4);
    CHECK(contains(night.err, "approve --connection"));
  }
  SECTION("launch date ahead") {
    district.sandbox.control("/event", R"({"event":"district-edited","launch_date":"2026-09-01"})");
    const Outcome night = workspace.night("2026-08-10");
    CHECK(night.exit == 4);
    CHECK(contains(night.err, "2026-09-01"));
  }
  CHECK_FALSE(contains(district.sandbox.ask("/state"), "\"managed_by\":\"clever\""));
}

TEST_CASE("a second run on the same workspace exits 5 at once", "[end_to_end]") {
  District district;
  misbehave(district,
            R"({"side":"clever","path":"sections","after":0,"times":1,"what":"latency","milliseconds":1500})");
  const pid_t first = district.workspace.start({"--as-of", "2026-08-10", "nightly"});
  usleep(500'000);
  const Outcome second = district.workspace.run({"--as-of", "2026-08-10", "nightly"});
  CHECK(second.exit == 5);
  int status = 0;
  waitpid(first, &status, 0);
  CHECK(WEXITSTATUS(status) == 0);
}
