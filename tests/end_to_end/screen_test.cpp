// What a person's screen gets and a program does not. The screen is a pseudo-terminal, by util-linux's `script`.
#include "catch.hpp"
#include "end_to_end/harness.hpp"

using namespace end_to_end;
using Layout = DistrictWorkspace::Layout;

TEST_CASE("JSON on a screen spells what would turn or hide text, and a program gets the bytes of the file",
          "[end_to_end]") {
  const std::string turning = "\u202E";
  const Sandbox sandbox(std::vector<std::string>{});
  const DistrictWorkspace workspace(sandbox, Layout::checked_out);
  std::string mapping = workspace.file("rules/mapping.yaml");
  const std::string subject = "subject: \"{{ subject }}";
  const std::size_t at = mapping.find(subject);
  REQUIRE(at != std::string::npos);
  workspace.write_file("rules/mapping.yaml", mapping.insert(at + subject.size(), turning));
  REQUIRE(workspace.git({"commit", "-aqm", "Subjects that turn"}).exit == 0);
  for (const char* const stage : {"fetch", "observe", "plan"}) {
    const Outcome done = workspace.run({"--as-of", "2026-08-10", stage});
    INFO(done.err);
    REQUIRE(done.exit == 0);
  }

  const Outcome piped = workspace.run({"-o", "json", "show"});
  CHECK(piped.out == workspace.file("plans/plan.json"));
  CHECK(piped.out.find(turning) != std::string::npos);

  const std::string command = std::string(CLEVER_SYNC_PROGRAM) + " -C '" + workspace.path() + "' -o json show";
  const Outcome shown = run_program({"script", "-qec", command, "/dev/null"}, workspace.environment);
  REQUIRE(shown.exit == 0);
  CHECK(shown.out.find(turning) == std::string::npos);
  CHECK(shown.out.find("\\u202e") != std::string::npos);
}
