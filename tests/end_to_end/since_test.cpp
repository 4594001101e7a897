// show --since through the real programs.

#include "catch.hpp"
#include "end_to_end/harness.hpp"

using namespace end_to_end;
using Layout = DistrictWorkspace::Layout;

TEST_CASE("a reviewer sees only what is new since the plan that was approved", "[end_to_end][since][slow]") {
  const Sandbox sandbox({});
  const DistrictWorkspace workspace(sandbox, Layout::checked_out);
  REQUIRE(workspace.night("2026-08-10").exit == 0);
  CHECK(workspace.run({"show", "--since", "approved"}).exit == 64);  // nothing was approved yet
  REQUIRE(workspace.night("2026-09-02").exit == 4);
  REQUIRE(workspace.run({"approve", "--removals", "--because", "read and found right"}).exit == 0);

  const Outcome same = workspace.run({"show", "--since", "approved"});
  INFO(same.out << same.err);
  CHECK(same.exit == 0);
  CHECK(same.out.find("it is the same plan") != std::string::npos);
  CHECK(same.out.find("an approval of it stands") != std::string::npos);
  // Nothing named is the last that was approved, also by a script whose variable is empty.
  CHECK(workspace.run({"show", "--since"}).out == same.out);
  CHECK(workspace.run({"show", "--since", ""}).out == same.out);

  REQUIRE(workspace.night("2027-01-04").exit == 3);
  const Outcome moved = workspace.run({"show", "--since", "approved"});
  INFO(moved.out);
  CHECK(moved.exit == 0);
  CHECK(moved.out.find("sections ended with Fall 2026: ") != std::string::npos);
  CHECK(moved.out.find("held (before: waits for approval)") != std::string::npos);
  const Outcome json = workspace.run({"show", "HEAD", "--since", "HEAD~1", "-o", "json"});
  CHECK(json.exit == 0);
  CHECK(json.out.starts_with("{\"additions\":"));
  CHECK(json.out.find("\"format\":\"clever-sync/plan-difference@1\"") != std::string::npos);
  const Outcome markdown = workspace.run({"show", "--since", "HEAD~1", "-o", "md"});
  CHECK(markdown.exit == 0);
  CHECK(markdown.out.starts_with("# Plan "));
  CHECK(markdown.out.size() <= 65'536);
  const Outcome page = workspace.run({"show", "--since", "approved", "-o", "html"});
  CHECK(page.exit == 0);
  CHECK(page.out.starts_with("<!DOCTYPE html>"));
  CHECK(page.out.find("default-src &#39;none&#39;") == std::string::npos);
  CHECK(page.out.find("default-src 'none'") != std::string::npos);
  CHECK(page.out.find("sections ended with Fall 2026: ") != std::string::npos);
  CHECK(workspace.run({"show", "--since", "no-such-plan"}).exit == 64);
}
