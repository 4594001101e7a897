// What-ifs through the real programs: every form says that it is a draft, nothing is committed, nobody can approve it.

#include "catch.hpp"
#include "end_to_end/harness.hpp"

using namespace end_to_end;
using Layout = DistrictWorkspace::Layout;

namespace {

std::string digest_in(const std::string& json) {
  const std::size_t at = json.find("\"plan\":\"", json.find("\"digests\":"));
  return json.substr(at + 8, 64);
}

}  // namespace

TEST_CASE("every what-if is a draft in every form, is not committed, and can't be approved",
          "[end_to_end][what_if][slow]") {
  const Sandbox sandbox({});
  const DistrictWorkspace workspace(sandbox, Layout::checked_out);
  REQUIRE(workspace.night("2026-08-10").exit == 0);
  REQUIRE(workspace.night("2026-09-02").exit == 4);
  // On loopback a plan may be for any day to come, as a run may; a real district's day is today's.
  std::string config = workspace.file("clever-sync.yaml");
  const std::size_t api = config.find("http://");
  config.replace(api, config.find('\n', api) - api, "https://api.clever.com/v3.1");
  workspace.write_file("clever-sync.yaml", config);
  REQUIRE(workspace.git({"commit", "-qam", "the real Clever"}).exit == 0);
  const std::string tip = workspace.git({"rev-parse", "HEAD"}).out;
  struct WhatIf {
    std::vector<std::string> arguments;
    std::string words;
  };
  for (const WhatIf& each :
       {WhatIf{{"--as-of", "2026-09-02", "plan", "--worktree"}, "the rules of the working tree"},
        WhatIf{{"--as-of", "2026-09-02", "plan", "--rules", "HEAD~3"}, "the rules of commit "},
        WhatIf{{"--as-of", "2026-09-02", "plan", "--snapshot", "HEAD~4"}, "the snapshot of commit "},
        WhatIf{{"--as-of", "2027-01-20", "plan"}, "the day 2027-01-20"}}) {
    INFO(each.words);
    for (const std::string form : {"text", "json", "md", "html"}) {
      std::vector<std::string> arguments = each.arguments;
      arguments.insert(arguments.end(), {"-o", form});
      const Outcome draft = workspace.run(arguments);
      INFO(form << "\n" << draft.err);
      CHECK(draft.exit == 0);
      CHECK(contains(draft.out, each.words));
      CHECK(contains(draft.out, form == "json" ? "\"draft\":\"" : "Draft"));
      CHECK_FALSE(contains(draft.out, "clever-sync approve"));
      CHECK(contains(draft.err, "can't be approved"));
      if (form != "json") continue;
      for (const char* const part : {"--removals", "--additions"}) {
        const Outcome approved =
            workspace.run({"approve", part, "--because", "looked fine", "--plan", digest_in(draft.out).substr(0, 12)});
        CHECK(approved.exit == 64);
        CHECK(contains(approved.err, "that was a draft, which nobody can approve"));
      }
    }
  }
  CHECK(workspace.run({"plan", "--worktree", "--rules", "HEAD"}).exit == 64);  // whose rules?
  CHECK(workspace.git({"rev-parse", "HEAD"}).out == tip);
  CHECK(workspace.git({"status", "--porcelain"}).out.empty());

  // What will be archived on 20 January? The fall classes: their term ended on 18 December.
  const Outcome january = workspace.run({"--as-of", "2027-01-20", "plan", "--detailed-exitcode"});
  CHECK(january.exit == 2);
  CHECK(contains(january.out, "sections ended with Fall 2026: "));

  // The day of the last snapshot is that of the plan as of now.
  const Outcome tonight = workspace.run({"--as-of", "2026-09-02", "plan"});
  CHECK(tonight.exit == 0);
  CHECK_FALSE(contains(tonight.out, "Draft"));

  // Even a draft that somebody commits in the plan's place is none that can be approved.
  const Outcome draft = workspace.run({"--as-of", "2026-09-02", "plan", "--worktree", "-o", "json"});
  CHECK(contains(draft.out, "\"inputs\":{\"applied\":\""));
  CHECK_FALSE(contains(draft.out, "\"rules\":\""));
  workspace.write_file("plans/plan.json", draft.out);
  REQUIRE(workspace.git({"commit", "-qam", "smuggle"}).exit == 0);
  const Outcome smuggled = workspace.run({"approve", "--removals", "--because", "looked fine"});
  CHECK(smuggled.exit == 64);
  CHECK(contains(smuggled.err, "nobody can approve a draft"));
  CHECK(contains(workspace.run({"show"}).out, "! Draft, with the rules of the working tree"));
  CHECK(workspace.run({"verify"}).exit == 8);
}
