// Every folder beside this file is a story, named by a sentence; expected.txt is what a person has read and found
// right, and plan.json, plan.txt, plan.md and plan.html are a plan of it in every form.
// UPDATE_GOLDEN=1 rewrites them, so that a change of behaviour or of wording shows in the diff; a missing one fails.

#include <fmt/core.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <sstream>

#include "../plan/schema_check.hpp"
#include "catch.hpp"
#include "story.hpp"
#include "telling.hpp"

namespace fs = std::filesystem;
using namespace clever_sync;
using namespace clever_sync::test;

namespace {

std::vector<fs::path> scenarios() {
  std::vector<fs::path> folders;
  for (const auto& entry : fs::directory_iterator(SCENARIOS))
    if (entry.is_directory()) folders.push_back(entry.path());
  std::sort(folders.begin(), folders.end());
  return folders;
}

/// Every plan.json and its like.
std::vector<fs::path> golden_json() {
  std::vector<fs::path> files;
  for (const fs::path& folder : scenarios())
    for (const auto& entry : fs::directory_iterator(folder))
      if (entry.path().extension() == ".json") files.push_back(entry.path());
  return files;
}

std::string read_file(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  INFO("UPDATE_GOLDEN=1 writes " << path.string());
  REQUIRE(file.good());
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

void check_golden(const fs::path& path, const std::string& text) {
  if (const char* const update = std::getenv("UPDATE_GOLDEN"); update != nullptr && std::string_view(update) == "1")
    std::ofstream(path, std::ios::binary) << text;
  CHECK(text == read_file(path));
}

/// Stories whose last plan is not the one to look at, or not the only one.
const std::map<std::string, std::vector<std::string>> chosen_nights{
    {"a class is archived when its section was missed for three nights and returns as it was", {"2026-11-24"}},
    {"a class whose only teacher left stays open, and the teacher leaves it on the third night", {"2026-11-23"}},
    {"a line of keep that names nobody, no account or somebody else's account changes nothing and is reported",
     {"2026-11-21"}},
    {"a member who is not shared stays until the account's own third night and is never added", {"2026-11-23"}},
    {"a name that a teacher gave a class stays while the source's other fields follow", {"2026-11-21"}},
    {"an undated section ends with the school year in which it was first seen", {"2027-07-01", "2027-08-25"}},
    {"nothing is written before somebody approved the connection and the launch date has come", {"2026-11-20"}},
    {"the sis id of somebody who left under another name waits for a person", {"2026-11-25", "2026-11-21"}},
    {"what Sphero Edu refused is withheld until its next try, and the distance grows", {"2026-11-23"}},
    {"what no snapshot knows is an orphan and is archived only where the rules say so", {"2026-11-22", "2026-11-21"}},
    {"while the district is paused over the summer nothing is removed, and the night after removes it",
     {"2027-07-01"}}};

struct GoldenPlan {
  std::string name;  // of its files, without what tells the form
  const ToldPlan& told;
};

/// The plans of the chosen nights, else of the last one that has changes.
std::vector<GoldenPlan> golden_plans(const Telling& telling, const std::string& story) {
  const auto find = [&](const auto& wanted) -> const ToldPlan& {
    const auto found = std::find_if(telling.plans.rbegin(), telling.plans.rend(), wanted);
    REQUIRE(found != telling.plans.rend());
    return *found;
  };
  const auto chosen = chosen_nights.find(story);
  if (chosen == chosen_nights.end())
    return {{.name = "plan", .told = find([](const ToldPlan& told) { return !told.plan.changes.empty(); })}};
  std::vector<GoldenPlan> golden;
  for (const std::string& day : chosen->second)
    golden.push_back({.name = golden.empty() ? std::string("plan") : fmt::format("plan of {}", day),
                      .told = find([&day](const ToldPlan& told) { return format_date(told.plan.as_of) == day; })});
  return golden;
}

/// The lines of a night in expected.txt that tell a change of it: `    archive class robotics…` and the line below with
/// its reason, as `archive class robotics term-ended`.
std::multiset<std::string> changes_told(const std::string& told, const std::string& day) {
  std::multiset<std::string> changes;
  std::istringstream lines(told.substr(told.find("== " + day) + 1));
  bool in_part = false;
  std::string change;
  for (std::string line; std::getline(lines, line) && !line.starts_with("== ");) {
    if (line.starts_with("  ") && line[2] != ' ')
      in_part = line.starts_with("  additions:") || line.starts_with("  removals:");
    if (!in_part || !line.starts_with("    ") || line.starts_with("    held by ")) continue;
    std::istringstream words(line);
    std::string first, second, third;
    words >> first >> second >> third;
    if (line[4] != ' ') {
      change = fmt::format("{} {} {}", first, second, third.substr(0, third.find(',')));
    } else {
      changes.insert(fmt::format("{} {}", change, first));
    }
  }
  return changes;
}

/// The same of the plan file, read as any JSON.
std::multiset<std::string> changes_in(const Json& plan, const Labels& labels) {
  std::multiset<std::string> changes;
  for (const Json& change : *plan.find("changes")->as_array())
    changes.insert(fmt::format("{} {} {} {}", change.text("action"), change.text("kind"),
                               labels.told(std::string(change.text("clever_id"))),
                               change.find("reason")->text("code")));
  return changes;
}

Json schema() {
  return std::get<Json>(parse_json(read_file(PLAN_SCHEMA)));
}

void check_plan(const fs::path& folder, const Story& story, const GoldenPlan& golden, const std::string& text) {
  const ToldPlan& told = golden.told;
  const auto path = [&](const char* form) { return folder / (golden.name + form); };
  const std::string json = encode_plan(told.plan);
  check_golden(path(".json"), json);
  check_golden(path(".txt"), render_text(told.plan, told.names, {.width = 100}));
  check_golden(path(".md"), render_markdown(told.plan, told.names));
  check_golden(path(".html"), render_html(told.plan, told.names));
  const std::string file = read_file(path(".json"));
  CHECK(encode_plan(parse_plan(file, "plan.json").plan) == file);
  const Json plan = std::get<Json>(parse_json(file));
  CHECK(schema_violation(schema(), plan).empty());
  CHECK(changes_in(plan, story.labels) == changes_told(text, format_date(told.plan.as_of)));
}

/// The codes of the table below that heading of docs/formats.md.
std::set<std::string> documented_codes(const std::string& heading) {
  const std::string text = read_file(FORMATS);
  const std::size_t start = text.find("\n### " + heading + "\n");
  REQUIRE(start != std::string::npos);
  std::istringstream lines(text.substr(start + 1, text.find("\n### ", start + 1) - start));
  std::set<std::string> codes;
  for (std::string line; std::getline(lines, line);) {
    const std::string first = line.starts_with("| `") ? line.substr(0, line.find(" |", 2)) : "";
    for (std::size_t at = first.find('`'); at != std::string::npos;) {
      const std::size_t end = first.find('`', at + 1);
      codes.insert(first.substr(at + 1, end - at - 1));
      at = first.find('`', end + 1);
    }
  }
  return codes;
}

void check_scenario(const fs::path& folder) {
  const Story story = read_story(folder.string());
  const Telling telling = tell(story);
  check_golden(folder / "expected.txt", telling.text);
  CHECK(telling.text.find("TROUBLE") == std::string::npos);
  const std::string expected = read_file(folder / "expected.txt");
  for (const GoldenPlan& golden : golden_plans(telling, folder.filename().string()))
    check_plan(folder, story, golden, expected);
}

}  // namespace

TEST_CASE("every scenario goes as a person has read it", "[scenarios]") {
  const std::vector<fs::path> folders = scenarios();
  REQUIRE(folders.size() >= 25);
  for (const fs::path& folder : folders) {
    DYNAMIC_SECTION(folder.filename().string()) {
      check_scenario(folder);
    }
  }
}

TEST_CASE("the golden plans hold every action, kind, reason, verdict and finding of a plan", "[scenarios]") {
  std::set<std::string> seen, found;
  for (const fs::path& file : golden_json()) {
    const Json plan = std::get<Json>(parse_json(read_file(file)));
    for (const Json& change : *plan.find("changes")->as_array()) {
      for (const char* const key : {"action", "kind", "part"}) seen.emplace(change.text(key));
      seen.emplace(change.find("reason")->text("code"));
    }
    for (const Json& finding : *plan.find("findings")->as_array()) found.emplace(finding.text("code"));
    for (const char* const part : {"additions", "removals"}) seen.emplace(plan.find("verdict")->text(part));
  }
  for (const char* const wanted : {"create",         "update",        "relink",      "restore",    "archive",
                                   "teacher",        "student",       "class",       "additions",  "removals",
                                   "clear",          "approve",       "hold",        "listed",     "returned",
                                   "source-changed", "member-joined", "member-left", "detached",   "rekeyed",
                                   "reused",         "drift",         "adopted",     "term-ended", "school-year-ended",
                                   "left-clever",    "filtered-out",  "orphan"}) {
    INFO(wanted);
    CHECK(seen.contains(wanted));
  }
  const std::set<std::string> documented = documented_codes("Findings of a plan");
  CHECK(documented.size() >= 19);
  CHECK(found == documented);
}
