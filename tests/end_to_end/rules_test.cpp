// `rules check` and `rules explain`, from outside.

#include "catch.hpp"
#include "end_to_end/harness.hpp"

using namespace end_to_end;

namespace {

void write_filters(const DistrictWorkspace& workspace, const std::string& rules) {
  workspace.write_file("rules/filters.yaml", "version: 1\nexclude:\n" + rules);
}

}  // namespace

TEST_CASE("rules are checked and explained against the last snapshot, as text and as JSON", "[end_to_end]") {
  const Sandbox sandbox{std::vector<std::string>{}};
  DistrictWorkspace workspace{sandbox, DistrictWorkspace::Layout::checked_out};
  REQUIRE(workspace.run({"--as-of", "2026-08-10", "fetch"}).exit == 0);
  write_filters(workspace,
                "  - {id: no-homeroom, sections: {subject: homeroom/advisory}, because: twice is too much}\n"
                "  - {id: nothing, sections: {subject: alchemy}}\n");

  const Outcome text = workspace.run({"rules", "check"});
  CHECK(text.exit == 0);
  CHECK(text.out == "rules/filters.yaml:4: the rule matches nothing in this snapshot (unused-rule nothing)\n");
  const Outcome json = workspace.run({"-o", "json", "rules", "check"});
  CHECK(contains(json.out, R"({"findings":[{"code":"unused-rule","id":"nothing",)"));
  CHECK(contains(json.out, R"("problems":[])"));

  const Outcome explained = workspace.run({"rules", "explain", "no-homeroom"});
  CHECK(explained.exit == 0);
  CHECK(contains(explained.out, "rules/filters.yaml:3 no-homeroom, because twice is too much\nIt matches "));
  CHECK(contains(explained.out, "\" at Lincoln Middle: left out\n"));
  CHECK(contains(workspace.run({"-o", "json", "rules", "explain", "users"}).out, R"("rule":"users")"));
  CHECK(workspace.run({"rules", "explain", "no-such-rule"}).exit == 64);

  write_filters(workspace, "  - {id: a, sections: {subjct: math}}\n");
  const Outcome wrong = workspace.run({"-o", "json", "rules", "check"});
  CHECK(wrong.exit == 78);
  CHECK(contains(wrong.out, R"("findings":[],)"));
  CHECK(contains(wrong.out, R"(did you mean \"subject\"?)"));
}
