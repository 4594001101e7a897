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
  CHECK(terminal_json(encode_plan(small_plan())) == encode_plan(small_plan()));
}

TEST_CASE("a draft says in every form that it is one, and has no command that approves", "[review]") {
  Plan plan = small_plan();
  plan.draft = "the rules of the working tree; the day 2026-12-20";
  const std::string words = "Draft, with the rules of the working tree; the day 2026-12-20: it is not committed";
  const std::string text = render_text(plan, small_names(), {.width = 400});
  CHECK(text.starts_with("! " + words));
  CHECK(render_html(plan, small_names()).find(words) != std::string::npos);
  CHECK(render_html(plan, small_names()).find("<title>Draft of 2026-11-24</title>") != std::string::npos);
  CHECK(render_markdown(plan, small_names()).find(words) != std::string::npos);
  CHECK(terminal_json(encode_plan(plan)).find("\"draft\":\"the rules of the working tree; the day 2026-12-20\"") !=
        std::string::npos);
  for (const std::string& form : {text, render_html(plan, small_names()), render_markdown(plan, small_names())})
    CHECK(form.find("clever-sync approve") == std::string::npos);
  CHECK(parse_plan(encode_plan(plan), "plan.json").plan.draft == plan.draft);
  // Nor is it sent to a command that does not know it.
  CHECK(text.find("3 students lose sign-in\n") != std::string::npos);
  CHECK(render_text(plan, small_names(), {.width = 400, .changes_per_group = 0}).find("show -o json") ==
        std::string::npos);
  CHECK(plan_digest(plan) != plan_digest(small_plan()));
}

TEST_CASE("what ended with a term is told by the term, one group each", "[review]") {
  Plan plan = small_plan();
  const NameBook names = small_names();
  const std::string text = render_text(plan, names, {.width = 100});
  CHECK(text.find("- 2 sections ended with Fall 2026: 2 archives, 2 students lose sign-in") != std::string::npos);
  CHECK(render_text(plan, {}, {.width = 100}).find("- 2 sections ended with their term: 2 archives") !=
        std::string::npos);
  for (Change& change : plan.changes) {
    if (change.clever_id == class_id(22)) change.reason.evidence.front().id = "58da8c58155b940900000002";
  }
  const std::string split = render_text(plan, names, {.width = 100});
  CHECK(split.find("- 1 section ended with Fall 2026: 1 archive, 2 students lose sign-in") != std::string::npos);
  CHECK(split.find("- 1 section ended with their term: 1 archive, 0 students lose sign-in") != std::string::npos);
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
  seal(plan);
  CHECK(summary_line(plan) == "Plan: 2 to create, 3 to update, 3 to archive.");
}

}  // namespace clever_sync
