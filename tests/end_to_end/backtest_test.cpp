// backtest: what edited rules would have planned on past nights, from the real programs' own history.

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

/// Three nights: all is created, an ordinary one whose removals wait, and the end of the fall term.
void live_through_the_fall(const DistrictWorkspace& workspace) {
  REQUIRE(workspace.night("2026-08-10").exit == 0);
  REQUIRE(workspace.night("2026-09-02").exit == 4);
  REQUIRE(workspace.night("2027-01-04").exit == 3);
}

}  // namespace

TEST_CASE("rules that did not change would have planned the same on every night", "[end_to_end][backtest][slow]") {
  const Sandbox sandbox({});
  const DistrictWorkspace workspace(sandbox, Layout::checked_out);
  CHECK(contains(workspace.run({"backtest", "--nights", "5"}).out, "No night to test on"));
  live_through_the_fall(workspace);
  const std::string tip = workspace.git({"rev-parse", "HEAD"}).out;
  const Outcome same = workspace.run({"backtest", "--nights", "30", "--detailed-exitcode"});
  INFO(same.out << same.err);
  CHECK(same.exit == 0);
  CHECK(contains(same.out, "on 3 nights, 2026-08-10 to 2027-01-04"));
  CHECK(contains(same.out, "The history has no more than these: 30 were asked for."));
  CHECK(contains(same.out, "In all: these rules would have planned the same on every night."));
  const Outcome two = workspace.run({"backtest", "--nights", "2", "--worktree"});
  CHECK(contains(two.out, "on 2 nights, 2026-09-02 to 2027-01-04"));
  CHECK_FALSE(contains(two.out, "The history has no more"));
  CHECK(workspace.git({"rev-parse", "HEAD"}).out == tip);
  CHECK(workspace.git({"status", "--porcelain"}).out.empty());

  CHECK(workspace.run({"backtest", "--nights", "0"}).exit == 64);
  CHECK(workspace.run({"backtest", "--rules", "no-such-commit"}).exit == 64);
  CHECK(workspace.run({"backtest", "--rules", "HEAD", "--worktree"}).exit == 64);
  CHECK(workspace.run({"backtest", "-o", "html"}).out.starts_with("<!DOCTYPE html>"));
  CHECK(contains(workspace.run({"backtest", "-o", "md"}).out, "# Backtest of the rules of commit "));
  CHECK(workspace.run({"--as-of", "2026-09-02", "backtest"}).exit == 64);
  const Outcome help = workspace.run({"backtest", "--help"});
  CHECK(help.exit == 0);
  CHECK(contains(help.out, "clever-sync -C mesa backtest --nights 30 --worktree"));
}

TEST_CASE("an edited rule is held against what was planned and done, and the first difference is explained",
          "[end_to_end][backtest][slow]") {
  const Sandbox sandbox({});
  const DistrictWorkspace workspace(sandbox, Layout::checked_out);
  live_through_the_fall(workspace);
  workspace.write_file("rules/lifecycle.yaml", replaced(workspace.file("rules/lifecycle.yaml"),
                                                        "after_term_end_days: 14", "after_term_end_days: 30"));

  // The fall term ended on 18 December: by 4 January 17 days are over, and the edited rule waits for 30.
  const Outcome tested = workspace.run({"backtest", "--nights", "30", "--worktree", "--detailed-exitcode"});
  INFO(tested.out << tested.err);
  CHECK(tested.exit == 2);
  CHECK(contains(tested.out, "Backtest of the rules of the working tree on 3 nights"));
  CHECK(contains(tested.out, "= 2026-08-10, plan "));
  CHECK(contains(tested.out, "755 changes, 755 done: the same"));
  CHECK(contains(tested.out, "= 2026-09-02, plan "));
  CHECK(contains(tested.out, "~ 2027-01-04, plan "));
  CHECK(contains(tested.out, "    removals: waits for approval (was: held by classes-archived)"));
  CHECK(contains(tested.out, "first difference: update class "));
  CHECK(contains(tested.out, "was planned, not sent that night, and would not be"));
  CHECK(contains(tested.out, "then: updated: detached; rules/lifecycle.yaml:"));
  CHECK(contains(tested.out, "| detach_students_with_other_classes: true"));
  CHECK(contains(tested.out, "Was held, and would not have been: 2027-01-04 removals"));
  CHECK(contains(tested.out, "In all: 1 of 3 nights differ."));

  const Outcome json = workspace.run({"backtest", "--nights", "30", "--worktree", "-o", "json"});
  CHECK(json.exit == 0);
  CHECK(json.out.starts_with("{\"changed\":"));
  CHECK(contains(json.out, "\"format\":\"clever-sync/backtest@1\""));
  CHECK(contains(json.out, "\"nights_that_differ\":1"));
  CHECK(contains(json.out, "\"new\":0"));

  // Committed, the rules of before are as good a question, and a bare clone answers it too.
  REQUIRE(workspace.git({"commit", "-qam", "wait for 30 days"}).exit == 0);
  CHECK(workspace.run({"backtest", "--rules", "HEAD~1", "--detailed-exitcode"}).exit == 0);
  CHECK(workspace.run({"backtest", "--detailed-exitcode"}).exit == 2);
  const TemporaryFolder folder;
  const std::string bare = folder.path() + "/bare.git";
  REQUIRE(workspace.git({"clone", "-q", "--bare", ".", bare}).exit == 0);
  CHECK(run_program({CLEVER_SYNC_PROGRAM, "-C", bare, "backtest", "--detailed-exitcode"}, {}).exit == 2);
  CHECK(run_program({CLEVER_SYNC_PROGRAM, "-C", bare, "backtest", "--worktree"}, {}).exit == 64);
}

TEST_CASE("a rule that shuts classes out is cited with its lines, before and after", "[end_to_end][backtest][slow]") {
  const Sandbox sandbox({});
  const DistrictWorkspace workspace(sandbox, Layout::checked_out);
  REQUIRE(workspace.night("2026-08-10").exit == 0);
  workspace.write_file(
      "rules/filters.yaml",
      replaced(workspace.file("rules/filters.yaml"), "exclude: []",
               "exclude:\n  - id: no-science\n    sections: {subject: science}\n    because: a trial"));
  const Outcome tested = workspace.run({"backtest", "--worktree"});
  INFO(tested.out << tested.err);
  CHECK(tested.exit == 0);
  CHECK(contains(tested.out, "755 changes, 755 done: 0 more, 24 fewer, 0 otherwise, 731 the same"));
  CHECK(contains(tested.out, "+ first difference: create class 58da8c70dc0ca007ea000002"));
  CHECK(contains(tested.out, "Lincoln Middle: was planned, done, and would not be"));
  CHECK(contains(tested.out, "then: created: listed; rules/filters.yaml:10 include"));
  CHECK(contains(tested.out, "| include: []"));
  CHECK(contains(tested.out, "with these rules: left out; rules/filters.yaml:18 no-science"));
  CHECK(contains(tested.out, "|   sections: {subject: science}"));

  // Who is left out of a plan along with a class is told by the class's rule.
  workspace.write_file("rules/filters.yaml", replaced(workspace.file("rules/filters.yaml"), "{subject: science}",
                                                      "{school.name: Lincoln Middle}"));
  const Outcome school = workspace.run({"backtest", "--worktree"});
  INFO(school.out);
  CHECK(contains(school.out, "first difference: create teacher "));
  CHECK(contains(school.out, "with these rules: left out along with "));
  CHECK(contains(school.out, "rules/filters.yaml:18 no-science"));

  workspace.write_file("rules/filters.yaml", "version: 2\n");
  CHECK(workspace.run({"backtest", "--worktree"}).exit == 78);
}

TEST_CASE("rules that differ on a night in the middle alone leave the nights before and after it as they were",
          "[end_to_end][backtest][slow]") {
  const Sandbox sandbox({});
  const DistrictWorkspace workspace(sandbox, Layout::checked_out);
  REQUIRE(workspace.night("2026-08-10").exit == 0);
  REQUIRE(workspace.night("2026-09-02").exit == 4);
  REQUIRE(workspace.run({"approve", "--removals", "--because", "read"}).exit == 0);
  REQUIRE(workspace.run({"--as-of", "2026-09-02", "apply"}).exit == 0);
  REQUIRE(workspace.night("2026-12-30").exit == 0);
  REQUIRE(workspace.night("2027-01-04").exit == 3);
  // The fall ended on 18 December. 12 days later the edited rule is over, the night's own (14) only on 4 January, when
  // both are.
  workspace.write_file("rules/lifecycle.yaml", replaced(workspace.file("rules/lifecycle.yaml"),
                                                        "after_term_end_days: 14", "after_term_end_days: 10"));
  const Outcome tested = workspace.run({"backtest", "--worktree", "--detailed-exitcode"});
  INFO(tested.out << tested.err);
  CHECK(tested.exit == 2);
  for (const char* night : {"= 2026-08-10, plan ", "= 2026-09-02, plan ", "~ 2026-12-30, plan ", "= 2027-01-04, plan "})
    CHECK(contains(tested.out, night));
  CHECK(contains(tested.out, "was not planned, and would be"));
  CHECK(contains(tested.out, "Would have been held, and was not: 2026-12-30 removals"));
  CHECK(contains(tested.out, "In all: 1 of 4 nights differ."));
  // In a page that may be cut the sum stands first.
  const Outcome page = workspace.run({"backtest", "--worktree", "-o", "md"});
  CHECK(page.out.find("In all: 1 of 4 nights differ.") < page.out.find("2026-08-10, plan"));
}
