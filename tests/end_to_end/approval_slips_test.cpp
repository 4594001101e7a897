// Slips of the pen: options of `approve` that say less, or other things, than a person means, and approval files that
// were written or changed by hand.

#include "catch.hpp"
#include "end_to_end/harness.hpp"

using namespace end_to_end;
using Layout = DistrictWorkspace::Layout;

namespace {

constexpr const char* september = "2026-09-02";

std::string digest_of(const DistrictWorkspace& workspace, const std::string& key) {
  const std::string json = workspace.file("plans/plan.json");
  const std::size_t at = json.find("\"" + key + "\":\"", json.find("\n\"digests\":"));
  return json.substr(at + key.size() + 4, 64);
}

void commit_file(const DistrictWorkspace& workspace, const std::string& path, const std::string& bytes) {
  workspace.write_file(path, bytes);
  REQUIRE(workspace.git({"add", "-A"}).exit == 0);
  REQUIRE(workspace.git({"commit", "-qm", "a pull request"}).exit == 0);
}

/// One removal, a student who moved class, waits for a person.
void wait_for_a_person(const DistrictWorkspace& workspace) {
  REQUIRE(workspace.night("2026-08-10").exit == 0);
  REQUIRE(workspace.night(september).exit == 4);
}

std::string approval(const std::string& digest, const std::string& plan, const std::string& because,
                     const std::string& person, const std::string& waivers) {
  return "{\"at\":\"2026-09-02T12:00:00Z\"" + because + ",\"digest\":\"" + digest +
         R"(","expires":"2999-09-05T12:00:00Z","format":"clever-sync/approval@1","part":"removals")" + person +
         R"(,"plan":")" + plan + R"(","waivers":[)" + waivers + "]}\n";
}

}  // namespace

TEST_CASE("an approval that would say less than a person means is refused before anything is written",
          "[end_to_end][approval][slow]") {
  const Sandbox sandbox({});
  const DistrictWorkspace workspace(sandbox, Layout::checked_out);
  wait_for_a_person(workspace);
  const std::string tip = workspace.git({"rev-parse", "HEAD"}).out;
  const auto refused = [&workspace](const std::vector<std::string>& options, const std::string& words) {
    std::vector<std::string> command{"approve"};
    command.insert(command.end(), options.begin(), options.end());
    const Outcome outcome = workspace.run(command);
    INFO(outcome.err);
    CHECK(outcome.exit == 64);
    CHECK(contains(outcome.err, words));
  };
  refused({"--removals", "--because", ""}, "say why");
  refused({"--removals", "--because", " \t\n"}, "say why");
  refused({"--removals", "--because", "x", "--plan", ""}, "--plan takes the beginning of the digest");
  refused({"--removals", "--because", "x", "--plan", digest_of(workspace, "plan").substr(0, 5)}, "six digits or more");
  refused({"--removals", "--because", "x", "--plan", "HEAD"}, "six digits or more");
  refused({"--removals", "--because", "x", "--plan", digest_of(workspace, "removals")}, "the current plan is");
  refused({"--removals", "--because", "x", "--waive", "orphans"}, "one --max for each --waive");
  refused({"--removals", "--because", "x", "--max", "4"}, "one --max for each --waive");
  refused({"--removals", "--because", "x", "--waive", "orphans", "--max", "-1"}, "no number of things");
  refused({"--removals", "--because", "x", "--waive", "orphans", "--max", "9223372036854775807"},
          "no number of things");
  refused({"--removals", "--because", "x", "--waive", "orphans", "--max", "99999999999999999999"}, "--max");
  refused({"--removals", "--because", "x", "--waive", "orphans", "--max", "4", "--waive", "orphans", "--max", "9"},
          "orphans is waived twice");
  refused({"--removals", "--because", "x", "--waive", "everything", "--max", "4"}, "the plan has no guardrail");
  refused({"--connection", "--because", "x", "--waive", "orphans", "--max", "4"}, "--connection takes neither");
  refused({"--removals", "--revoke", "--because", "x", "--waive", "orphans", "--max", "4"}, "waives nothing");
  refused({"--removals", "--additions", "--because", "x"}, "excludes");
  CHECK(workspace.git({"rev-parse", "HEAD"}).out == tip);
  CHECK(workspace
            .run({"approve", "--removals", "--because", "moved class", "--plan",
                  digest_of(workspace, "plan").substr(0, 8)})
            .exit == 0);
}

TEST_CASE("a file by hand that names no person, gives no reason or waives a name twice is no approval",
          "[end_to_end][approval][slow]") {
  const Sandbox sandbox({});
  const DistrictWorkspace workspace(sandbox, Layout::checked_out);
  wait_for_a_person(workspace);
  const std::string digest = digest_of(workspace, "removals"), plan = digest_of(workspace, "plan");
  const std::string because = ",\"because\":\"reviewed\"", person = ",\"person\":\"Ada <ada@example.org>\"";
  const std::string path = "approvals/" + digest + ".json";
  const auto ends_the_run = [&](const std::string& bytes, const std::string& words) {
    commit_file(workspace, path, bytes);
    const Outcome applied = workspace.run({"--as-of", september, "apply"});
    INFO(applied.err);
    CHECK(applied.exit == 8);
    CHECK(contains(applied.err, path));
    CHECK(contains(applied.err, words));
  };
  ends_the_run(approval(digest, plan, because, "", ""), "names no person");
  ends_the_run(approval(digest, plan, "", person, ""), "gives no reason");
  ends_the_run(approval(digest, plan, ",\"because\":\"  \"", person, ""), "gives no reason");
  ends_the_run(
      approval(digest, plan, because, person, R"({"guardrail":"orphans","max":1},{"guardrail":"orphans","max":9})"),
      "waives a guardrail twice");
  commit_file(workspace, path, approval(digest, plan, because, person, ""));
  CHECK(workspace.run({"--as-of", september, "apply"}).exit == 0);
}

TEST_CASE("an approval that comes by a merge commit counts, and is proved", "[end_to_end][approval][slow]") {
  const Sandbox sandbox({});
  const DistrictWorkspace workspace(sandbox, Layout::checked_out);
  wait_for_a_person(workspace);
  // As a reviewer does it: a branch with the approval, merged on the server without fast-forward.
  REQUIRE(workspace.git({"switch", "-qc", "review"}).exit == 0);
  REQUIRE(workspace.run({"approve", "--removals", "--because", "moved class"}).exit == 0);
  REQUIRE(workspace.git({"switch", "-q", "main"}).exit == 0);
  CHECK(workspace.run({"--as-of", september, "apply"}).exit == 4);
  const Outcome merged = workspace.git({"merge", "--no-ff", "-qm", "Merge pull request #7", "review"});
  INFO(merged.err);
  REQUIRE(merged.exit == 0);
  const Outcome applied = workspace.run({"--as-of", september, "apply"});
  INFO(applied.err);
  CHECK(applied.exit == 0);
  CHECK(contains(workspace.file("plans/plan.json"), "\"changes\":[]"));
  const Outcome verified = workspace.run({"verify", "--all"});
  INFO(verified.out);
  CHECK(verified.exit == 0);
}

TEST_CASE("an approval from a clone that pulled the nights into its own branch counts, and all of it is proved",
          "[end_to_end][approval][slow]") {
  const Sandbox sandbox({});
  const DistrictWorkspace workspace(sandbox, Layout::checked_out);
  wait_for_a_person(workspace);
  const TemporaryFolder folder;
  const std::string laptop = folder.path() + "/laptop";
  REQUIRE(workspace.git({"clone", "-q", workspace.path(), laptop}).exit == 0);
  const auto clone = [&](std::vector<std::string> words) {
    words.insert(words.begin(), {"git", "-C", laptop, "-c", "user.name=Ada", "-c", "user.email=ada@example.org"});
    const Outcome outcome = run_program(words, workspace.environment);
    INFO(outcome.err);
    REQUIRE(outcome.exit == 0);
  };
  const Outcome approved = run_program(
      {CLEVER_SYNC_PROGRAM, "-C", laptop, "approve", "--removals", "--because", "moved class"}, workspace.environment);
  INFO(approved.err);
  REQUIRE(approved.exit == 0);
  REQUIRE(workspace.night("2026-09-03").exit == 4);  // meanwhile
  clone({"pull", "-q", "--no-rebase", "--no-edit"});
  REQUIRE(workspace.git({"switch", "-q", "--detach"}).exit == 0);  // as a server without a checkout takes a push
  clone({"push", "-q", "origin", "HEAD:main"});
  REQUIRE(workspace.git({"switch", "-q", "main"}).exit == 0);
  const Outcome applied = workspace.run({"--as-of", "2026-09-03", "apply"});
  INFO(applied.err);
  CHECK(applied.exit == 0);
  CHECK(contains(workspace.file("plans/plan.json"), "\"changes\":[]"));
  const Outcome verified = workspace.run({"verify", "--all"});
  INFO(verified.out);
  CHECK(verified.exit == 0);
  CHECK(workspace.run({"show", "--since"}).exit == 0);
  CHECK(contains(workspace.run({"backtest", "--nights", "3"}).out, "on 3 nights, 2026-08-10 to 2026-09-03"));
}
