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

TEST_CASE("a reader who has seen enough ends show without a word, and without a success that was none",
          "[end_to_end]") {
  const Sandbox sandbox({"--students", "400", "--seed", "3"});
  const DistrictWorkspace workspace(sandbox, Layout::checked_out);
  REQUIRE(workspace.night("2026-08-10").exit == 0);
  const std::string first_plan = "HEAD~1";  // the plan of the first night; HEAD holds what remained
  const std::string program = std::string(CLEVER_SYNC_PROGRAM) + " -C '" + workspace.path() + "'";
  for (const std::string form : {"json", "html"}) {
    INFO(form);
    const Outcome head = run_program(
        {"bash", "-c", program + " -o " + form + " show " + first_plan + " | head -1; echo \"${PIPESTATUS[0]}\""},
        workspace.environment);
    CHECK(head.err.empty());
    CHECK(contains(head.out, form == "json" ? "{\"as_of\":\"2026-08-10\"," : "<!DOCTYPE html>"));
    CHECK(contains(head.out, "\n141\n"));
  }
  // A disk that is full is another thing: nobody knows that the output is not all.
  const Outcome full = run_program({"bash", "-c", program + " show > /dev/full"}, workspace.environment);
  CHECK(full.exit == 1);
  CHECK(contains(full.err, "the output could not be written"));
}

TEST_CASE("JSON that goes to a program is the committed file's bytes, of any revision and from a bare repository",
          "[end_to_end]") {
  const Layout layout = GENERATE(Layout::checked_out, Layout::bare);
  const Sandbox sandbox(std::vector<std::string>{});
  const DistrictWorkspace workspace(sandbox, layout);
  REQUIRE(workspace.night("2026-08-10").exit == 0);
  for (const std::string revision : {"HEAD", "HEAD~1"}) {
    const Outcome shown = workspace.run({"-o", "json", "show", revision});
    CHECK(shown.exit == 0);
    CHECK(shown.out == workspace.git({"show", revision + ":plans/plan.json"}).out);
  }
}
