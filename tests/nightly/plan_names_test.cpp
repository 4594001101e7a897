// The names of schools that a plan speaks of, when the district shares them no longer.
#include "nightly/plan_names.hpp"

#include "catch.hpp"
#include "workspace/scratch.hpp"

using namespace clever_sync;

namespace {

const std::string lincoln = "58da8c58155b940248000001", franklin = "58da8c58155b940248000002",
                  unheard_of = "58da8c58155b940248000009";

std::string school_line(const std::string& id, const std::string& name) {
  return "{\"id\":\"" + id + "\",\"name\":\"" + name + "\"}";
}

/// Two schools, one of them renamed, then gone; then a night in which nothing of the schools changed.
ObjectId nights_of(Repository& repository) {
  const std::string path = "snapshots/schools.json", kept = school_line(lincoln, "Lincoln Middle");
  commit_files(repository, {{path, "[\n" + kept + ",\n" + school_line(franklin, "Franklin") + "\n]\n"}});
  commit_files(repository, {{path, "[\n" + kept + ",\n" + school_line(franklin, "Franklin High") + "\n]\n"}});
  commit_files(repository, {{path, "[\n" + kept + "\n]\n"}});
  return commit_files(repository, {{"snapshots/district.json", "{}\n"}});
}

Plan plan_of(const std::string& school) {
  Plan plan;
  plan.guardrails = {{.name = "school-gone",
                      .scope = "district",
                      .actual = 1,
                      .total = 2,
                      .limit = 1,
                      .verdict = GuardrailVerdict::hold,
                      .detail = school}};
  return plan;
}

}  // namespace

TEST_CASE("a school that the district shares no longer is called what it was called last", "[nightly]") {
  const Scratch folder;
  Repository repository = Repository::init(folder / "mesa", Repository::Layout::bare);
  const ObjectId tip = nights_of(repository);
  NameBook names;
  names.schools[lincoln] = "Lincoln Middle";

  SECTION("one that a guardrail names") {
    add_earlier_schools(repository, tip, plan_of(franklin), names);
    CHECK(names.schools[franklin] == "Franklin High");
  }
  SECTION("one whose classes are archived") {
    Plan plan = plan_of("");
    plan.changes.push_back({.school = franklin});
    add_earlier_schools(repository, tip, plan, names);
    CHECK(names.schools[franklin] == "Franklin High");
  }
  SECTION("one that no night of this history has") {
    add_earlier_schools(repository, tip, plan_of(unheard_of), names);
    CHECK_FALSE(names.schools.contains(unheard_of));
  }
  CHECK(names.schools[lincoln] == "Lincoln Middle");
}
