// What verify says when it can't prove: a clone that lacks the history, objects that are gone, and a plan that another
// version derived.

#include <filesystem>

#include "catch.hpp"
#include "end_to_end/harness.hpp"

using namespace end_to_end;
using Layout = DistrictWorkspace::Layout;

namespace {

std::string replaced(std::string bytes, const std::string& from, const std::string& to) {
  const std::size_t at = bytes.find(from);
  INFO(from);
  REQUIRE(at != std::string::npos);
  return bytes.replace(at, from.size(), to);
}

/// digests.plan of the file, as docs/formats.md says to work it out by hand.
std::string digest_by_hand(const DistrictWorkspace& workspace) {
  const Outcome summed = run_program({"sh", "-c",
                                      "sed 's/,\"plan\":\"[0-9a-f]*\",\"removals\"/,\"removals\"/' " +
                                          workspace.path() + "/plans/plan.json | sha256sum"},
                                     {});
  REQUIRE(summed.exit == 0);
  return summed.out.substr(0, 64);
}

std::string digest_in(const std::string& json) {
  return json.substr(json.find("\"plan\":\"", json.find("\n\"digests\":")) + 8, 64);
}

}  // namespace

TEST_CASE("verify says what it can't prove, and calls only what is wrong wrong", "[end_to_end][verify][slow]") {
  const Sandbox sandbox({});
  const DistrictWorkspace workspace(sandbox, Layout::checked_out);
  REQUIRE(workspace.night("2026-08-10").exit == 0);
  REQUIRE(workspace.night("2026-08-11").exit == 0);
  const std::string plan = workspace.file("plans/plan.json");
  CHECK(digest_by_hand(workspace) == digest_in(plan));

  SECTION("a shallow clone has not the history to prove") {
    const TemporaryFolder folder;
    const std::string copy = folder.path() + "/shallow";
    REQUIRE(workspace.git({"clone", "-q", "--depth", "1", "file://" + workspace.path(), copy}).exit == 0);
    const Outcome verified = run_program({CLEVER_SYNC_PROGRAM, "-C", copy, "verify"}, {});
    INFO(verified.out << verified.err);
    CHECK(verified.exit == 78);
    CHECK(contains(verified.err, "shallow"));
    CHECK(contains(verified.err, "git fetch --unshallow"));
  }
  SECTION("a plan that another version derived is not proved, and that is said") {
    workspace.write_file("plans/plan.json", replaced(plan, "\"engine\":1", "\"engine\":0"));
    workspace.write_file("plans/plan.json",
                         replaced(workspace.file("plans/plan.json"), digest_in(plan), digest_by_hand(workspace)));
    REQUIRE(workspace.git({"commit", "-qam", "plan 2026-08-11: older\n\nClever-Sync-Stage: plan\n"}).exit == 0);
    const Outcome verified = workspace.run({"verify"});
    INFO(verified.out << verified.err);
    CHECK(verified.exit == 0);
    CHECK(contains(verified.out, "Not proved: 1"));
    CHECK(contains(verified.out, "engine 0, here 1"));
    CHECK(contains(verified.out, "verify it with that version"));
    CHECK(contains(workspace.run({"verify", "-o", "json"}).out, "\"sound\":true"));
    const Outcome tried = workspace.run({"backtest", "--nights", "1"});
    CHECK(tried.exit == 0);
  }
  SECTION("an object that is gone ends it with what is missing") {
    // One file per object, so that a single one can be lost.
    const std::string unpack = "cd " + workspace.path() +
                               " && git repack -adq && mkdir ../packs && mv .git/objects/pack/* ../packs/ && cat "
                               "../packs/*.pack | git unpack-objects -q";
    REQUIRE(run_program({"sh", "-c", unpack}, workspace.environment).exit == 0);
    const std::string blob = workspace.git({"rev-parse", "HEAD:snapshots/schools.json"}).out.substr(0, 40);
    const std::string object = workspace.path() + "/.git/objects/" + blob.substr(0, 2) + "/" + blob.substr(2);
    REQUIRE(std::filesystem::remove(object));
    std::filesystem::remove(workspace.path() + "/snapshots/schools.json");  // which has the same bytes
    const Outcome verified = workspace.run({"verify"});
    INFO(verified.out << verified.err);
    CHECK(verified.exit == 1);
    CHECK(contains(verified.err, blob.substr(0, 12)));
  }
  SECTION("a file of the tool that a person edited, committed or not, is wrong") {
    workspace.write_file("plans/plan.md", "All is well.\n");
    CHECK(workspace.run({"verify"}).exit == 8);
    REQUIRE(workspace.git({"commit", "-qam", "nicer"}).exit == 0);
    const Outcome verified = workspace.run({"verify"});
    CHECK(verified.exit == 8);
    CHECK(contains(verified.out, "plans/plan.md in commit"));
  }
}
