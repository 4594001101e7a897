// Approvals in the life of a workspace: what is printed works, what does not cover does not count, and what was given
// falls, ends, is taken back or stands over nights as it should.

#include "catch.hpp"
#include "end_to_end/harness.hpp"

using namespace end_to_end;
using Layout = DistrictWorkspace::Layout;

namespace {

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  const std::size_t at = text.find(from);
  INFO(from);
  REQUIRE(at != std::string::npos);
  return text.replace(at, from.size(), to);
}

/// The text under a key of the plan at HEAD: `plan`, `additions` or `removals` of its digests.
std::string digest_of(const DistrictWorkspace& workspace, const std::string& key) {
  const std::string json = workspace.file("plans/plan.json");
  const std::size_t at = json.find("\"" + key + "\":\"", json.find("\n\"digests\":"));
  return json.substr(at + key.size() + 4, 64);
}

/// The command for the part that a command prints for a person, as a person would run it.
std::string printed_command(const DistrictWorkspace& workspace, const std::string& shown, const std::string& part) {
  const std::size_t at = shown.find("clever-sync approve --" + part);
  INFO(shown);
  REQUIRE(at != std::string::npos);
  const std::string command = shown.substr(at, shown.find('\n', at) - at);
  return replaced(replaced(command, "clever-sync", CLEVER_SYNC_PROGRAM " -C " + workspace.path()), "…", "fall is over");
}

std::string printed_command(const DistrictWorkspace& workspace) {
  return printed_command(workspace, workspace.run({"show"}).out, "removals");
}

Outcome shell(const DistrictWorkspace& workspace, const std::string& command) {
  return run_program({"sh", "-c", command}, workspace.environment);
}

std::string approval_by_hand(const std::string& digest, const std::string& plan, const std::string& at,
                             const std::string& expires) {
  return R"({"at":")" + at + R"(","because":"reviewed in a pull request","digest":")" + digest + R"(","expires":")" +
         expires +
         R"(","format":"clever-sync/approval@1","part":"removals","person":"Ada Reviewer <ada@example.org>")" +
         R"(,"plan":")" + plan + R"(","waivers":[]})" + "\n";
}

void commit_file(const DistrictWorkspace& workspace, const std::string& path, const std::string& bytes) {
  workspace.write_file(path, bytes);
  REQUIRE(workspace.git({"add", "-A"}).exit == 0);
  REQUIRE(workspace.git({"commit", "-qm", "a pull request"}).exit == 0);
}

constexpr const char* september = "2026-09-02";

Outcome apply_on(const DistrictWorkspace& workspace, const std::string& day) {
  return workspace.run({"--as-of", day, "apply"});
}

/// An ordinary night whose one removal, a student who moved class, waits for a person.
void wait_for_a_person(const DistrictWorkspace& workspace) {
  REQUIRE(workspace.night("2026-08-10").exit == 0);
  REQUIRE(workspace.night(september).exit == 4);
}

}  // namespace

TEST_CASE("the command that is printed lets through what a guardrail holds, and a smaller maximum does not",
          "[end_to_end][approval][slow]") {
  const Sandbox sandbox({});
  const DistrictWorkspace workspace(sandbox, Layout::checked_out);
  REQUIRE(workspace.night("2026-08-10").exit == 0);
  REQUIRE(workspace.night("2027-01-04").exit == 3);
  const std::string command = printed_command(workspace);
  INFO(command);
  REQUIRE(contains(command, "--waive classes-archived --max 69"));
  const Outcome below = shell(workspace, replaced(command, "--max 69", "--max 68"));
  CHECK(below.exit == 3);
  CHECK(contains(below.err, "classes archived: "));
  CHECK(contains(below.err, "--waive classes-archived --max 69"));
  CHECK(shell(workspace, replaced(command, "--waive classes-archived --max 69", "")).exit == 3);
  CHECK(shell(workspace, replaced(command, "classes-archived", "no-such-guardrail")).exit == 64);
  CHECK(shell(workspace, replaced(command, "--plan ", "--plan 0000")).exit == 64);
  CHECK(apply_on(workspace, "2027-01-04").exit == 3);

  CHECK(shell(workspace, replaced(command, "--max 69", "--max 70")).exit == 0);
  CHECK(workspace.run({"approve", "--removals", "--revoke", "--because", "one too many"}).exit == 0);
  CHECK(apply_on(workspace, "2027-01-04").exit == 4);
  const Outcome approved = shell(workspace, command);
  INFO(approved.err);
  REQUIRE(approved.exit == 0);
  const Outcome applied = apply_on(workspace, "2027-01-04");
  INFO(applied.err);
  CHECK(applied.exit == 0);
  CHECK(contains(workspace.file("plans/plan.json"), "\"changes\":[]"));
  CHECK(workspace.run({"verify"}).exit == 0);
}

TEST_CASE("an approval stands over the next nights while the part is the same, and falls when it moves",
          "[end_to_end][approval][slow]") {
  const Sandbox sandbox({});
  const DistrictWorkspace workspace(sandbox, Layout::checked_out);
  wait_for_a_person(workspace);
  const std::string digest = digest_of(workspace, "removals");
  REQUIRE(workspace.run({"approve", "--removals", "--because", "moved class"}).exit == 0);

  SECTION("a quiet night applies it") {
    const Outcome night = workspace.night("2026-09-03");
    INFO(night.err);
    CHECK(night.exit == 0);
    CHECK(contains(workspace.file("plans/plan.json"), "\"changes\":[]"));
  }
  SECTION("another student who leaves makes it another part, which waits again") {
    sandbox.control("/event", R"({"event":"student-leaves"})");
    const Outcome night = workspace.run({"--as-of", "2026-09-03", "nightly"});
    INFO(night.err);
    CHECK(night.exit == 4);
    CHECK(digest_of(workspace, "removals") != digest);
    CHECK(contains(workspace.run({"show", "--since", "approved"}).out, "new"));
  }
  SECTION("taken back, it lets nothing through, and says so") {
    REQUIRE(workspace.run({"approve", "--removals", "--revoke", "--because", "wrong night"}).exit == 0);
    const Outcome applied = apply_on(workspace, september);
    CHECK(applied.exit == 4);
    CHECK(contains(applied.err, "revoked"));
    CHECK(workspace.run({"approve", "--removals", "--revoke", "--because", "twice"}).exit == 64);
  }
}

TEST_CASE(
    "a file that a person commits is an approval, and one that has expired, is malformed or of another part is none",
    "[end_to_end][approval][slow]") {
  const Sandbox sandbox({});
  const DistrictWorkspace workspace(sandbox, Layout::checked_out);
  wait_for_a_person(workspace);
  const std::string digest = digest_of(workspace, "removals"), plan = digest_of(workspace, "plan");
  const std::string path = "approvals/" + digest + ".json";

  SECTION("a pull request with the right file lets the part through") {
    commit_file(workspace, path, approval_by_hand(digest, plan, "2026-09-02T12:00:00Z", "2999-09-05T12:00:00Z"));
    const Outcome applied = apply_on(workspace, september);
    INFO(applied.err);
    CHECK(applied.exit == 0);
  }
  SECTION("one that has expired waits, and says so") {
    commit_file(workspace, path, approval_by_hand(digest, plan, "2001-01-01T00:00:00Z", "2001-01-04T00:00:00Z"));
    const Outcome applied = apply_on(workspace, september);
    CHECK(applied.exit == 4);
    CHECK(contains(applied.err, "expired"));
  }
  SECTION("one of another part's digest is not asked") {
    commit_file(workspace, path,
                approval_by_hand(std::string(64, 'a'), plan, "2026-09-02T12:00:00Z", "2999-09-05T12:00:00Z"));
    CHECK(apply_on(workspace, september).exit == 4);
  }
  SECTION("one that is no approval ends the run with exit 8, naming the file") {
    commit_file(workspace, path, "{\"format\":\"clever-sync/approval@1\"}\n");
    const Outcome applied = apply_on(workspace, september);
    CHECK(applied.exit == 8);
    CHECK(contains(applied.err, path));
  }
  SECTION("another district's connection is not this one's") {
    commit_file(workspace, "approvals/connection.json",
                replaced(workspace.file("approvals/connection.json"), sample_district, "58da8a43cc70ab00017a1a88"));
    const Outcome applied = apply_on(workspace, september);
    CHECK(applied.exit == 4);
    CHECK(contains(applied.err, "approve --connection"));
  }
}

namespace {

/// Rules under which next to nothing is let through without a person.
constexpr const char* strictest = R"(version: 1
limits:
  classes-archived:  {at_least: 1}
  students-archived: {at_least: 1}
  teachers-archived: {at_least: 1}
  members-removed:   {percent: 0, at_least: 1}
  updates:           {percent: 0, at_least: 1}
  class-shrinks:     {percent: 1, of_at_least: 2}
  sign-in-lost:      {at_least: 1}
  snapshot-shrinks:  {percent: 1, at_least: 1}
  school-gone:       {at_least: 1}
hold_removals_while: [paused]
windows:
  - {name: "the freeze, as agreed", from: 2026-08-30, to: 2026-09-10, mode: nothing}
)";

/// A night on which every guardrail but the orphans' holds.
void hold_everything(const Sandbox& sandbox, const DistrictWorkspace& workspace) {
  REQUIRE(workspace.night("2026-08-10").exit == 0);
  workspace.write_file("rules/guardrails.yaml", strictest);
  std::string lifecycle = workspace.file("rules/lifecycle.yaml");
  lifecycle = replaced(lifecycle, "after_absent_nights: 3", "after_absent_nights: 1");
  lifecycle = replaced(lifecycle, "students: {after_absent_nights: 3}", "students: {after_absent_nights: 1}");
  lifecycle = replaced(lifecycle, "teachers: {after_absent_nights: 3}", "teachers: {after_absent_nights: 1}");
  commit_file(workspace, "rules/lifecycle.yaml", lifecycle);
  sandbox.control("/day", R"({"day":"2026-09-02"})");
  for (const char* const event :
       {"student-moves", "student-leaves", "teacher-leaves", "section-renamed", "section-removed"})
    sandbox.control("/event", std::string(R"({"event":")") + event + "\"}");
  sandbox.control("/event", R"({"event":"unshare","id":"58da8c58dc0ca007ea000002"})");
  sandbox.control("/event", R"({"event":"district-edited","state":"paused"})");
  const Outcome night = workspace.run({"--as-of", "2026-09-02", "nightly"});
  INFO(night.err);
  REQUIRE(night.exit == 3);
}

}  // namespace

TEST_CASE("whatever holds says what it is, and the commands that are printed let all of it through, wherever printed",
          "[end_to_end][approval][slow]") {
  const Sandbox sandbox({});
  const DistrictWorkspace workspace(sandbox, Layout::checked_out);
  hold_everything(sandbox, workspace);
  const std::string shown = workspace.run({"show"}).out;
  INFO(shown);
  CHECK(contains(shown,
                 "! window the freeze, as agreed, 2026-08-30 to 2026-09-10: nothing, holds the removals; to "
                 "waive it: --waive window --max 1; or change windows in rules/guardrails.yaml"));
  CHECK(contains(shown,
                 "! district state: paused in Clever, so its data is not current, holds the removals; to waive "
                 "it: --waive district-state --max 1; or wait until Clever is current again, or change "
                 "hold_removals_while in rules/guardrails.yaml"));
  const std::string removals = printed_command(workspace, shown, "removals");
  for (const char* const name :
       {"classes-archived", "students-archived", "teachers-archived", "members-removed", "class-shrinks",
        "sign-in-lost", "snapshot-shrinks", "school-gone", "district-state", "window"}) {
    INFO(name);
    CHECK(contains(removals, std::string("--waive ") + name + " --max "));
  }
  const std::string additions = printed_command(workspace, shown, "additions");
  CHECK(contains(additions, "--waive updates --max "));
  CHECK(contains(additions, "--waive window --max 1"));
  for (const std::string form : {"md", "html"}) {
    const std::string other = workspace.run({"-o", form, "show"}).out;
    CHECK(contains(other, "--waive"));
  }
  CHECK(printed_command(workspace, workspace.run({"-o", "md", "show"}).out, "removals") == removals);
  CHECK(
      contains(workspace.run({"status"}).out,
               removals.substr(removals.find("approve --"), removals.find("--because") - removals.find("approve --"))));

  for (const std::string& command : {removals, additions}) {
    INFO(command);
    const Outcome approved = shell(workspace, command);
    INFO(approved.err);
    CHECK(approved.exit == 0);
  }
  const Outcome applied = apply_on(workspace, "2026-09-02");
  INFO(applied.err);
  CHECK(applied.exit == 0);
  CHECK(contains(workspace.file("plans/plan.json"), "\"changes\":[]"));
  CHECK(workspace.run({"verify", "--all"}).exit == 0);
}
