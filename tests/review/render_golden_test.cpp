// The small plan in every form, against files that a person has read. UPDATE_GOLDEN=1 rewrites them, so that a change
// of wording shows in the diff; a missing one fails.
#include <cstdlib>
#include <fstream>
#include <sstream>

#include "catch.hpp"
#include "plans.hpp"

namespace clever_sync {
namespace {

using namespace test;

void check_golden(const std::string& name, const std::string& text) {
  const std::string path = std::string(GOLDEN_FOLDER) + "/" + name;
  if (const char* const update = std::getenv("UPDATE_GOLDEN"); update != nullptr && std::string_view(update) == "1") {
    std::ofstream(path, std::ios::binary) << text;
  }
  std::ifstream file(path, std::ios::binary);
  INFO("golden file " << path << "; UPDATE_GOLDEN=1 writes it");
  REQUIRE(file.good());
  std::ostringstream golden;
  golden << file.rdbuf();
  CHECK(text == golden.str());
}

}  // namespace

TEST_CASE("a small plan as text is what was read and found right", "[review]") {
  check_golden("small.txt", render_text(small_plan(), small_names(), {.width = 100}));
}

TEST_CASE("a small plan as Markdown is what was read and found right", "[review]") {
  check_golden("small.md", render_markdown(small_plan(), small_names()));
}

TEST_CASE("a small plan as a page is what was read and found right", "[review]") {
  check_golden("small.html", render_html(small_plan(), small_names()));
}

TEST_CASE("a small plan as JSON is plan.json", "[review]") {
  CHECK(render_json(small_plan()) == encode_plan(small_plan()));
}

TEST_CASE("a plan of nothing says so, and says it when something is only withheld", "[review]") {
  Plan plan;
  CHECK(summary_line(plan) == "No changes. Sphero Edu is as the rules want it.");
  plan.counts.withheld = 2;
  CHECK(summary_line(plan) == "No changes. 2 withheld: the findings say why.");
}

TEST_CASE("the summary counts what is to create, to update and to archive, and the rest only if there is some",
          "[review]") {
  Plan plan = small_plan();
  CHECK(summary_line(plan) == "Plan: 2 to create, 3 to update, 3 to archive, 1 to restore, 1 to relink.");
  std::erase_if(plan.changes, [](const Change& change) {
    return change.action == Action::restore || change.action == Action::relink;
  });
  CHECK(summary_line(plan) == "Plan: 2 to create, 3 to update, 3 to archive.");
}

}  // namespace clever_sync
