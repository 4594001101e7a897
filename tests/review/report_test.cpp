// Reports in their forms, and what is new since a plan as one of them.
#include "review/report.hpp"

#include "catch.hpp"
#include "plans.hpp"
#include "review/since.hpp"

namespace clever_sync {
namespace {

using namespace test;

Report small_report() {
  Report report;
  report.line(0, "Plan b, since plan a:");
  report.line(2, "Additions: 1 new");
  report.marked(2, '!', "classes archived: 3 of 4");
  report.line(0, "New:");
  report.marked(2, '+', "Lincoln Middle: 1 class created");
  report.marked(4, '+', "class \"<Art>\"");
  report.command(6, "| include: []");
  report.line(0, "Nothing else.");
  return report;
}

std::string after(const std::string& text, const std::string& mark) {
  const std::size_t at = text.find(mark);
  REQUIRE(at != std::string::npos);
  return text.substr(at);
}

NamedPlan named(const Plan& plan) {
  return {.plan = plan, .digest = plan_digest(plan), .commit = ""};
}

}  // namespace

TEST_CASE("a report is the same lines in every form", "[review][report]") {
  const Report report = small_report();
  CHECK(text_of(report, {.width = 80}) ==
        "Plan b, since plan a:\n"
        "  Additions: 1 new\n"
        "  ! classes archived: 3 of 4\n"
        "New:\n"
        "  + Lincoln Middle: 1 class created\n"
        "    + class \"<Art>\"\n"
        "      | include: []\n"
        "Nothing else.\n");
  CHECK(markdown_of(report) ==
        "# Plan b, since plan a:\n"
        "\n"
        "- Additions: 1 new\n"
        "- `!` classes archived: 3 of 4\n"
        "\n"
        "## New:\n"
        "\n"
        "- `+` Lincoln Middle: 1 class created\n"
        "  - `+` class \"\\<Art\\>\"\n"
        "    - `\\u{7c} include: []`\n"
        "\n"
        "Nothing else.\n");
  CHECK(after(html_of(report), "<h1>") ==
        "<h1>Plan b, since plan a:</h1>\n"
        "<ul>\n<li><bdi>Additions: 1 new</bdi></li>\n"
        "<li><span class=\"symbol holds\">!</span><bdi>classes archived: 3 of 4</bdi></li>\n</ul>\n"
        "<details open><summary><bdi>New:</bdi></summary>\n"
        "<ul>\n<li><span class=\"symbol create\">+</span><bdi>Lincoln Middle: 1 class created</bdi><ul>\n"
        "<li><span class=\"symbol create\">+</span><bdi>class &quot;&lt;Art&gt;&quot;</bdi><ul>\n"
        "<li><code>| include: []</code></li>\n</ul>\n</li>\n</ul>\n</li>\n</ul>\n"
        "</details>\n"
        "<p><bdi>Nothing else.</bdi></p>\n"
        "</main></body></html>\n");
  CHECK(markdown_of(Report{}).empty());
  CHECK(html_of(Report{}).ends_with("</main></body></html>\n"));
}

TEST_CASE("a report as Markdown fits a pull request's comment, and says how many lines it leaves out",
          "[review][report]") {
  Report report;
  report.line(0, "Title");
  for (int i = 0; i < 3000; ++i) report.line(2, "a line of some forty characters, or nearly");
  const std::string page = markdown_of(report);
  CHECK(page.size() <= 65'536);
  const auto listed = static_cast<int>(std::count(page.begin(), page.end(), '-')) - 1;  // one is of `-o json`
  CHECK(listed > 1000);
  CHECK(page.find("**Cut to fit: " + std::to_string(3000 - listed) + " lines are not here.**") != std::string::npos);
}

TEST_CASE("what is new since a plan names no more than a page takes, and a folding page names all",
          "[review][report]") {
  const Plan before = big_plan(0, 1), now = big_plan(3000, 100);
  const Report some = report_since(named(before), named(now), {}, {});
  CHECK(some.lines().size() < 600);
  CHECK(text_of(some, {.width = 400}).find("in 50 more schools (clever-sync show --since … -o json lists all)") !=
        std::string::npos);
  CHECK(report_since(named(before), named(now), {}, no_since_limits).lines().size() > 3000);
  CHECK(markdown_of(report_since(named(before), named(now), {}, no_since_limits)).size() <= 65'536);
}

}  // namespace clever_sync
