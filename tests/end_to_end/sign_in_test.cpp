// Who can sign in, asked of the sandbox for every student and teacher after every night: nobody is locked out whom the
// plan did not name, and whoever is in an open class gets in.

#include <array>
#include <regex>
#include <set>

#include "base/date.hpp"
#include "base/json.hpp"
#include "catch.hpp"
#include "end_to_end/harness.hpp"

using namespace end_to_end;
using clever_sync::Json;

namespace {

using Ids = std::set<std::string>;

Json json_of(const std::string& bytes) {
  return clever_sync::parse_own_json(bytes, "the sandbox's answer");
}

Ids ids_of(const Json* list) {
  REQUIRE(list != nullptr);
  Ids ids;
  for (const Json& id : *list->as_array()) ids.insert(*id.as_string());
  return ids;
}

/// Everybody who can't sign in.
Ids blocked(const Sandbox& sandbox) {
  const Json answer = json_of(sandbox.ask("/sign-in"));
  return ids_of(answer.find("blocked"));
}

/// The students and teachers of open classes in Sphero Edu.
Ids in_open_classes(const Sandbox& sandbox) {
  const Json state = json_of(sandbox.ask("/state"));
  const Json* const classes = state.find("classes");
  REQUIRE(classes != nullptr);
  Ids members;
  for (const Json& each : *classes->as_array()) {
    if (each.find("archived")->as_bool().value_or(true)) continue;
    for (const char* list : {"students", "teachers"}) {
      if (each.find(list) != nullptr) members.merge(ids_of(each.find(list)));
    }
  }
  return members;
}

Ids in_both(const Ids& a, const Ids& b) {
  Ids both;
  for (const std::string& id : a) {
    if (b.contains(id)) both.insert(id);
  }
  return both;
}

void replace(const DistrictWorkspace& workspace, const std::string& path, const std::string& what,
             const std::string& by) {
  workspace.write_file(path, std::regex_replace(workspace.file(path), std::regex(what), by));
}

/// No guardrail holds, removals need no person, and who is gone for one night has left: whatever can lock somebody out
/// does.
void let_everything_through(const DistrictWorkspace& workspace) {
  replace(workspace, "clever-sync.yaml", "removals: approve", "removals: auto");
  replace(workspace, "rules/guardrails.yaml", "at_least: [0-9]+", "at_least: 100000");
  replace(workspace, "rules/lifecycle.yaml", "after_absent_nights: 3", "after_absent_nights: 1");
  REQUIRE(workspace.git({"commit", "-qam", "nothing is held"}).exit == 0);
}

/// What the committed plan says of sign-ins that are lost, and the accounts that it archives.
std::string named_by_plan(const DistrictWorkspace& workspace) {
  const Outcome shown = workspace.run({"show", "--sign-in"});
  INFO(shown.err);
  REQUIRE(shown.exit == 0);
  std::string named = shown.out;
  const std::string plan = workspace.file("plans/plan.json");
  const std::regex archive("\"action\":\"archive\",\"clever_id\":\"([0-9a-f]{24})\",\"kind\":\"(student|teacher)\"");
  for (std::sregex_iterator found(plan.begin(), plan.end(), archive), end; found != end; ++found) {
    named += (*found)[1].str() + "\n";
  }
  return named;
}

}  // namespace

TEST_CASE("through weeks of changes nobody is locked out whom the plan did not name", "[end_to_end][slow]") {
  constexpr int days = 16;
  const auto events = std::to_array<const char*>({R"({"event":"section-removed"})", R"({"event":"student-leaves"})",
                                                  R"({"event":"section-reused"})", R"({"event":"member-removed"})",
                                                  R"({"event":"person-rekeyed"})", R"({"event":"section-added"})",
                                                  R"({"event":"class-archived"})", R"({"event":"teacher-changes"})"});
  const Sandbox sandbox({"--students", "80", "--seed", "11"});
  const DistrictWorkspace workspace(sandbox, DistrictWorkspace::Layout::checked_out);
  let_everything_through(workspace);
  REQUIRE(workspace.night("2026-08-10").exit == 0);
  REQUIRE(blocked(sandbox).empty());
  std::size_t locked_out = 0;
  std::string day = "2026-08-10";
  for (int i = 0; i < days; ++i) {
    day = clever_sync::format_date(*clever_sync::parse_date(day) + std::chrono::days{1});
    sandbox.control("/day", R"({"day":")" + day + R"("})");
    sandbox.control("/event", R"({"event":"churn","percent":5,"seed":)" + std::to_string(100 + i) + "}");
    sandbox.control("/event", events.at(static_cast<std::size_t>(i) % events.size()));
    const Ids before = blocked(sandbox);
    for (const char* step : {"fetch", "observe", "plan"}) REQUIRE(workspace.run({"--as-of", day, step}).exit == 0);
    const std::string named = named_by_plan(workspace);
    const Outcome applied = workspace.run({"--as-of", day, "apply"});
    INFO(day << ": " << applied.out << applied.err << named);
    REQUIRE(applied.exit == 0);
    const Ids after = blocked(sandbox);
    for (const std::string& id : after) {
      if (before.contains(id)) continue;
      ++locked_out;
      INFO(id);
      CHECK(named.find(id) != std::string::npos);
    }
    CHECK(in_both(after, in_open_classes(sandbox)).empty());
  }
  CHECK(locked_out > 0);  // there was something to name
}
