// Nights on which nothing changes: their plans are made without reading a record, and verify, which reads them all,
// makes the same bytes.

#include "catch.hpp"
#include "end_to_end/harness.hpp"

using namespace end_to_end;
using Layout = DistrictWorkspace::Layout;

TEST_CASE("quiet nights leave plans of their day that verify proves, and a change ends the quiet",
          "[end_to_end][slow]") {
  const Sandbox sandbox({});
  const DistrictWorkspace workspace(sandbox, Layout::checked_out);
  REQUIRE(workspace.night("2026-08-10").exit == 0);
  for (const char* day : {"2026-08-11", "2026-08-12", "2026-08-13"}) {
    const Outcome night = workspace.night(day);
    INFO(night.out << night.err);
    CHECK(night.exit == 0);
    CHECK(contains(night.out + night.err, "Nothing was written to Sphero Edu."));
    CHECK(contains(workspace.file("plans/plan.json"), std::string("\"as_of\":\"") + day));
    CHECK(contains(workspace.file("plans/plan.json"), "\"changes\":[]"));
    CHECK(contains(workspace.file("plans/plan.md"), std::string("As of ") + day));
  }
  const Outcome plan = workspace.run({"--as-of", "2026-08-14", "plan"});
  CHECK(plan.exit == 0);
  CHECK(contains(plan.out, "No changes."));
  CHECK(contains(workspace.file("plans/plan.json"), "\"as_of\":\"2026-08-14\""));

  // A rule is an input: the next plan is made from all records again.
  workspace.write_file("rules/filters.yaml",
                       "version: 1\nexclude:\n  - id: nobody\n    students: {grade: [\"6\", \"7\", \"8\"]}\n"
                       "    because: a test\n");
  REQUIRE(workspace.git({"commit", "-qam", "leave the middle school out"}).exit == 0);
  CHECK(workspace.run({"--as-of", "2026-08-14", "plan"}).exit == 0);
  CHECK(contains(workspace.file("plans/plan.json"), "\"action\":\"archive\""));
  const Outcome verified = workspace.run({"verify", "--all"});
  INFO(verified.out << verified.err);
  CHECK(verified.exit == 0);
}
