// The auditor: everything is proved on an honest history, and every kind of tampering is named with exit 8.

#include "base/digest.hpp"
#include "catch.hpp"
#include "end_to_end/harness.hpp"

using namespace end_to_end;
using Layout = DistrictWorkspace::Layout;

namespace {

// A forger would copy the trailers too.
const std::string forged = "apply 2026-09-02: 2 done\n\nClever-Sync-Stage: apply\n";

void write_and_commit(const DistrictWorkspace& workspace, const std::string& path, const std::string& bytes,
                      const std::string& message) {
  workspace.write_file(path, bytes);
  REQUIRE(workspace.git({"add", "-A"}).exit == 0);
  const Outcome committed = workspace.git({"commit", "-qm", message});
  INFO(committed.err);
  REQUIRE(committed.exit == 0);
}

std::string replaced(std::string bytes, const std::string& from, const std::string& to) {
  const std::size_t at = bytes.find(from);
  INFO(from);
  REQUIRE(at != std::string::npos);
  return bytes.replace(at, from.size(), to);
}

/// Replaces the first `from` in a committed file by `to`, and commits it as a forger would.
void forge(const DistrictWorkspace& workspace, const std::string& path, const std::string& from,
           const std::string& to) {
  write_and_commit(workspace, path, replaced(workspace.file(path), from, to), forged);
}

std::string first_file(const DistrictWorkspace& workspace, const std::string& folder) {
  const std::string listed = workspace.git({"ls-tree", "-r", "--name-only", "HEAD", folder}).out;
  return listed.substr(0, listed.find('\n'));
}

std::string first_approval(const DistrictWorkspace& workspace) {
  const std::string listed = workspace.git({"ls-tree", "-r", "--name-only", "HEAD", "approvals/"}).out;
  return listed.starts_with("approvals/connection") ? listed.substr(listed.find('\n') + 1, 79)
                                                    : listed.substr(0, listed.find('\n'));
}

/// Exit 8, with a line `! WHERE in commit …: WORDS`.
void found_wrong(const DistrictWorkspace& workspace, const std::string& where, const std::string& words) {
  const Outcome verified = workspace.run({"verify"});
  INFO(verified.out << verified.err);
  CHECK(verified.exit == 8);
  CHECK(contains(verified.out, "  ! " + where));
  CHECK(contains(verified.out, words));
}

/// Puts the workspace back as it was, at the end of the block.
class Undo {
 public:
  explicit Undo(const DistrictWorkspace& workspace)
      : workspace_(workspace), tip_(workspace.git({"rev-parse", "HEAD"}).out.substr(0, 40)) {}
  Undo(const Undo&) = delete;
  Undo& operator=(const Undo&) = delete;
  ~Undo() {
    const int exit = workspace_.git({"reset", "-q", "--hard", tip_}).exit + workspace_.git({"clean", "-qfd"}).exit;
    CHECK(exit == 0);
  }

 private:
  const DistrictWorkspace& workspace_;
  std::string tip_;
};

/// The digest of the plan at HEAD.
std::string plan_digest_of(const DistrictWorkspace& workspace) {
  const std::string json = workspace.file("plans/plan.json");
  const std::size_t at = json.find("\"plan\":\"", json.find("\"digests\":"));
  return json.substr(at + 8, 64);
}

/// The plan with `from` made `to`, under the digest that it then has: what a forger who read the manual would commit.
std::string reforged(const std::string& plan, const std::string& from, const std::string& to) {
  constexpr std::string_view key = ",\"plan\":\"";
  std::string bytes = replaced(plan, from, to);
  const std::size_t at = bytes.find(key, bytes.find("\"digests\":"));
  const std::size_t end = bytes.find('"', at + key.size()) + 1;
  bytes.erase(at, end - at);
  return bytes.insert(at, std::string(key) + clever_sync::sha256_hex(bytes) + "\"");
}

}  // namespace

TEST_CASE("verify proves an honest history and names what was tampered with", "[end_to_end][verify][slow]") {
  const Sandbox sandbox({});
  const DistrictWorkspace workspace(sandbox, Layout::checked_out);
  REQUIRE(workspace.night("2026-08-10").exit == 0);
  REQUIRE(workspace.night("2026-09-02").exit == 4);
  REQUIRE(workspace.run({"approve", "--removals", "--because", "read"}).exit == 0);
  REQUIRE(workspace.run({"--as-of", "2026-09-02", "apply"}).exit == 0);
  REQUIRE(workspace.night("2026-09-03").exit == 0);
  const Outcome honest = workspace.run({"verify", "--all"});
  INFO(honest.out << honest.err);
  REQUIRE(honest.exit == 0);
  CHECK(contains(honest.out, "Nothing is wrong."));
  CHECK_FALSE(contains(honest.out, "Not proved:"));
  for (const char* proof :
       {"plans, made again from the trees that they name: the same bytes", "plan.md files that say what the plan says",
        "= 1 approvals of a part of a plan that stood there before", "receipts, each chained to the one before",
        "chains that end where their run line says", "parts that were applied clear, or with an approval",
        "applies under an approved connection", "snapshots that a run recorded",
        "= 1 tip at which these files are what the last such commit wrote",
        "= 1 checkout whose files are those of the tip"}) {
    INFO(proof);
    CHECK(contains(honest.out, proof));
  }

  {
    INFO("a count in the plan");
    const Undo undo(workspace);
    forge(workspace, "plans/plan.json", "\"unchanged\":7", "\"unchanged\":8");
    found_wrong(workspace, "plans/plan.json in commit", "digests.plan is not the digest of the rest");
  }
  {
    INFO("a receipt that was changed");
    const Undo undo(workspace);
    const std::string path = first_file(workspace, "receipts/");
    forge(workspace, path, "\"status\":20", "\"status\":40");
    found_wrong(workspace, path + ":1 in commit", "a line that stood there was changed or taken away");
  }
  {
    INFO("a tail of receipts that was cut");
    const Undo undo(workspace);
    const std::string path = first_file(workspace, "receipts/");
    std::string bytes = workspace.file(path);
    bytes.resize(bytes.rfind('\n', bytes.size() - 2) + 1);
    write_and_commit(workspace, path, bytes, forged);
    found_wrong(workspace, path + ":", "a line that stood there was changed or taken away");
    found_wrong(workspace, path + ": the run line says", "lines ending in");
  }
  {
    INFO("receipts that are gone");
    const Undo undo(workspace);
    const std::string path = first_file(workspace, "receipts/");
    REQUIRE(workspace.git({"rm", "-q", path}).exit == 0);
    REQUIRE(workspace.git({"commit", "-qm", forged}).exit == 0);
    found_wrong(workspace, path, "and it is gone");
  }
  {
    INFO("a run line that was changed");
    const Undo undo(workspace);
    forge(workspace, "runs/2026-08.jsonl", "\"exit\":0", "\"exit\":4");
    found_wrong(workspace, "runs/2026-08.jsonl:1", "a line that stood there was changed or taken away");
  }
  {
    INFO("run lines that were taken out");
    const Undo undo(workspace);
    write_and_commit(workspace, "runs/2026-08.jsonl", "", forged);
    found_wrong(workspace, "runs/2026-08.jsonl:1", "a line that stood there was changed or taken away");
  }
  {
    INFO("a forged run line");
    const Undo undo(workspace);
    std::string line = workspace.file("runs/2026-08.jsonl");
    line.resize(line.find('\n') + 1);
    line = replaced(line, "\"plan\":\"", "\"plan\":\"0000");
    write_and_commit(workspace, "runs/2026-08.jsonl", workspace.file("runs/2026-08.jsonl") + line, forged);
    found_wrong(workspace, "runs/2026-08.jsonl:", "another one stands there");
  }
  {
    INFO("an approval under another digest");
    const Undo undo(workspace);
    const std::string path = first_approval(workspace);
    REQUIRE(workspace.git({"mv", path, "approvals/" + std::string(64, 'a') + ".json"}).exit == 0);
    REQUIRE(workspace.git({"commit", "-qm", "another name"}).exit == 0);
    found_wrong(workspace, "approvals/aaaa", "its name says another");
  }
  {
    INFO("an approval whose reason was changed afterwards");
    const Undo undo(workspace);
    const std::string path = first_approval(workspace);
    write_and_commit(workspace, path, replaced(workspace.file(path), "\"because\":\"read\"", "\"because\":\"not me\""),
                     "tidy up");
    found_wrong(workspace, path, "it was changed after it was given");
  }
  {
    INFO("an approval that was edited to stand for years");
    const Undo undo(workspace);
    const std::string path = first_approval(workspace);
    write_and_commit(workspace, path, replaced(workspace.file(path), "\"expires\":\"2", "\"expires\":\"3"), "longer");
    found_wrong(workspace, path, "it stands longer than the 72 hours");
  }
  {
    INFO("an approval that is no JSON");
    const Undo undo(workspace);
    const std::string path = first_approval(workspace);
    write_and_commit(workspace, path, "{", "broken");
    found_wrong(workspace, path, "approvals/");
  }
  {
    INFO("a person's commit to a path of the tool");
    const Undo undo(workspace);
    write_and_commit(workspace, "snapshots/district.json", workspace.file("snapshots/district.json") + "\n",
                     "a blank line");
    found_wrong(workspace, "snapshots in commit", "this commit is none of its own");
    found_wrong(workspace, "snapshots in commit", "it is not what clever-sync's last commit");
    const Outcome json = workspace.run({"verify", "-o", "json"});
    CHECK(json.exit == 8);
    CHECK(contains(json.out, "\"check\":\"paths-by-tool\""));
    CHECK(contains(json.out, "\"sound\":false"));
  }
  {
    INFO("a commit of the tool's name that a stage never makes");
    const Undo undo(workspace);
    write_and_commit(workspace, "snapshots/district.json", workspace.file("snapshots/district.json") + "\n", forged);
    found_wrong(workspace, "snapshots in commit", "a commit of the stage \"apply\" never writes it");
  }
  {
    INFO("a stray file in a folder of the tool");
    const Undo undo(workspace);
    write_and_commit(workspace, "sphero/notes.txt", "hello\n", "notes");
    found_wrong(workspace, "sphero in commit", "this commit is none of its own");
  }
  {
    INFO("a file that was edited and not committed");
    const Undo undo(workspace);
    workspace.write_file("sphero/live/unmanaged.json", "[]\n\n");
    found_wrong(workspace, "sphero/live/unmanaged.json: the file is not that of the tip", "");
  }
  {
    INFO("one plan, its approvals and its receipts");
    const Undo undo(workspace);
    const Outcome one = workspace.run({"verify", plan_digest_of(workspace).substr(0, 12), "-o", "json"});
    INFO(one.out << one.err);
    CHECK(one.exit == 0);
    CHECK(contains(one.out, "\"plans_made_again\":1"));
    CHECK(workspace.run({"verify", "0123456789ab"}).exit == 64);
    CHECK(workspace.run({"verify", "HEAD", "--all"}).exit == 64);
  }
}

TEST_CASE("a plan under a right digest that its inputs don't give is found, and one that miscounts can't be approved",
          "[end_to_end][verify][slow]") {
  const Sandbox sandbox({});
  const DistrictWorkspace workspace(sandbox, Layout::checked_out);
  REQUIRE(workspace.night("2026-08-10").exit == 0);
  REQUIRE(workspace.night("2027-01-04").exit == 3);
  const std::string path = "plans/plan.json", plan = workspace.file(path);
  {
    INFO("another number of archives than its changes are");
    const Undo undo(workspace);
    write_and_commit(workspace, path, reforged(plan, "\"archive\":69", "\"archive\":1"), forged);
    found_wrong(workspace, path + " in commit", "'counts' are not those of its changes");
    CHECK(workspace.run({"show"}).exit == 8);
    const Outcome approved = workspace.run({"approve", "--removals", "--because", "it is only one"});
    CHECK(approved.exit == 8);
    CHECK(contains(approved.err, "'counts' are not those of its changes"));
  }
  {
    INFO("a guardrail that held");
    const Undo undo(workspace);
    write_and_commit(workspace, path,
                     reforged(plan, "\"limit\":10,\"name\":\"classes", "\"limit\":99,\"name\":\"classes"), forged);
    found_wrong(workspace, path + ":", "its guardrails are others");
  }
  {
    INFO("a reason that was never the reason");
    const Undo undo(workspace);
    write_and_commit(workspace, path, reforged(plan, "\"code\":\"term-ended\"", "\"code\":\"left-clever\""), forged);
    found_wrong(workspace, path + ":", "is another there");
    CHECK(workspace.run({"verify", "HEAD"}).exit == 8);
  }
}

TEST_CASE("what was sent without an approval is found, though the approval is gone from all of the history",
          "[end_to_end][verify][slow]") {
  const Sandbox sandbox({});
  const DistrictWorkspace workspace(sandbox, Layout::bare);
  REQUIRE(workspace.night("2026-08-10").exit == 0);
  REQUIRE(workspace.night("2026-09-02").exit == 4);
  REQUIRE(workspace.run({"approve", "--removals", "--because", "read"}).exit == 0);
  const std::string path = first_approval(workspace);
  REQUIRE(workspace.run({"--as-of", "2026-09-02", "apply"}).exit == 0);
  CHECK(workspace.run({"verify", "--all"}).exit == 0);

  // The history without the approval: what it let through was sent all the same.
  const TemporaryFolder folder;
  const std::string copy = folder.path() + "/copy";
  REQUIRE(workspace.git({"clone", "-q", ".", copy}).exit == 0);
  const Outcome rewritten = run_program({"git", "-C", copy, "filter-branch", "-f", "--index-filter",
                                         "git rm -q --cached --ignore-unmatch " + path, "--", "--all"},
                                        {{"FILTER_BRANCH_SQUELCH_WARNING", "1"}});
  INFO(rewritten.err);
  REQUIRE(rewritten.exit == 0);
  const Outcome verified = run_program({CLEVER_SYNC_PROGRAM, "-C", copy, "verify"}, {});
  INFO(verified.out << verified.err);
  CHECK(verified.exit == 8);
  CHECK(contains(verified.out, "sent the removals, which were not clear, and no approval that stood then covers them"));
}
