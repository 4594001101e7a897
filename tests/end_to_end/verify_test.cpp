// The auditor: everything is proved on an honest history, and every kind of tampering is named with exit 8.

#include "catch.hpp"
#include "end_to_end/harness.hpp"

using namespace end_to_end;
using Layout = DistrictWorkspace::Layout;

namespace {

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

/// Replaces the first `from` in a committed file by `to`, and commits it as a person would.
void tamper(const DistrictWorkspace& workspace, const std::string& path, const std::string& from, const std::string& to,
            const std::string& message) {
  std::string bytes = workspace.file(path);
  const std::size_t at = bytes.find(from);
  REQUIRE(at != std::string::npos);
  bytes.replace(at, from.size(), to);
  workspace.write_file(path, bytes);
  const Outcome committed = workspace.git({"commit", "-qam", message});
  INFO(committed.err);
  REQUIRE(committed.exit == 0);
}

std::string first_file(const DistrictWorkspace& workspace, const std::string& folder) {
  const std::string listed = workspace.git({"ls-tree", "-r", "--name-only", "HEAD", folder}).out;
  return listed.substr(0, listed.find('\n'));
}

// A forger would copy the trailers too.
const std::string forged = "apply 2026-09-02: 2 done\n\nClever-Sync-Stage: apply\n";

}  // namespace

TEST_CASE("verify proves an honest history and names what was tampered with", "[end_to_end]") {
  const Sandbox sandbox({});
  const DistrictWorkspace workspace(sandbox, Layout::checked_out);
  REQUIRE(workspace.night("2026-08-10").exit == 0);
  REQUIRE(workspace.night("2026-09-02").exit == 4);
  REQUIRE(workspace.run({"approve", "--removals", "--because", "read"}).exit == 0);
  const Outcome honest = workspace.run({"verify", "--all"});
  INFO(honest.out << honest.err);
  REQUIRE(honest.exit == 0);
  CHECK(contains(honest.out, "derived again from the trees that it names, byte for byte"));
  CHECK(contains(honest.out, " 0 not proved, 0 wrong."));

  SECTION("a count in the plan") {
    tamper(workspace, "plans/plan.json", "\"unchanged\":7", "\"unchanged\":8", forged);
    const Outcome verified = workspace.run({"verify"});
    CHECK(verified.exit == 8);
    CHECK(contains(verified.out, "WRONG: plans/plan.json"));
  }
  SECTION("a receipt that was changed") {
    const std::string path = first_file(workspace, "receipts/");
    tamper(workspace, path, "\"status\":20", "\"status\":40", forged);
    const Outcome verified = workspace.run({"verify"});
    CHECK(verified.exit == 8);
    CHECK(contains(verified.out, "WRONG: " + path));
  }
  SECTION("a tail of receipts that was cut") {
    const std::string path = first_file(workspace, "receipts/");
    std::string bytes = workspace.file(path);
    bytes.resize(bytes.rfind('\n', bytes.size() - 2) + 1);
    workspace.write_file(path, bytes);
    REQUIRE(workspace.git({"commit", "-qam", forged}).exit == 0);
    const Outcome verified = workspace.run({"verify"});
    CHECK(verified.exit == 8);
    CHECK(contains(verified.out, "it was cut or written to"));
  }
  SECTION("a run line that was taken out") {
    workspace.write_file("runs/2026-08.jsonl", "");
    REQUIRE(workspace.git({"commit", "-qam", forged}).exit == 0);
    CHECK(workspace.run({"verify"}).exit == 8);
  }
  SECTION("an approval under another digest") {
    const std::string listed = workspace.git({"ls-tree", "-r", "--name-only", "HEAD", "approvals/"}).out;
    const std::string path = listed.substr(0, listed.find('\n'));
    REQUIRE(workspace.git({"mv", path, "approvals/" + std::string(64, 'a') + ".json"}).exit == 0);
    REQUIRE(workspace.git({"commit", "-qm", "another name"}).exit == 0);
    const Outcome verified = workspace.run({"verify"});
    CHECK(verified.exit == 8);
    CHECK(contains(verified.out, "not the digest that it approves"));
  }
  SECTION("a person's commit to a path of the tool") {
    workspace.write_file("snapshots/district.json", workspace.file("snapshots/district.json") + "\n");
    REQUIRE(workspace.git({"commit", "-qam", "a blank line"}).exit == 0);
    const Outcome verified = workspace.run({"verify", "-o", "json"});
    CHECK(verified.exit == 8);
    CHECK(contains(verified.out, "\"sound\":false"));
    CHECK(contains(verified.out, "An Engineer"));
  }
}
