// The soak: nights of a district that changes and a Clever that misbehaves at random. Whatever happens, a read that is
// believed is the truth, a night that was refused leaves everything as it was, and nothing is archived, or planned to
// be, unless Clever really lacked it on three complete nights or its term is over.
//   SOAK_NIGHTS (12) and SOAK_SEED (1) in the environment; scripts/soak runs 400.

#include <cstdlib>
#include <iostream>

#include "catch.hpp"
#include "nightly/inputs.hpp"
#include "soak/world.hpp"

using namespace clever_sync;
using namespace clever_sync::soak;

namespace {

constexpr int enough_nights = 3;  // rules/lifecycle.yaml as it is shipped
constexpr int days_after_term = 14;

std::uint64_t setting(const char* name, std::uint64_t otherwise) {
  const char* const value = std::getenv(name);
  return value == nullptr ? otherwise : std::strtoull(value, nullptr, 10);
}

bool is_justified(Kind kind, const std::string& id, const Missing& missing, Date day) {
  if (missing.nights(id) >= enough_nights) return true;
  if (kind != Kind::class_) return false;
  if (const auto end = missing.end_of(id); end && day - *end > std::chrono::days(days_after_term)) return true;
  return day > *parse_date("2027-06-30");  // the school year, for what has no dated term
}

// Everything archived in Sphero Edu, by kind and Clever id.
using Archived = std::set<std::pair<Kind, std::string>>;
Archived archived_in(const RunningSandbox& running) {
  Archived archived;
  const Json state = running.control_get("state?versions=no").json();
  for (const auto& [list, kind] :
       {std::pair("classes", Kind::class_), {"students", Kind::student}, {"teachers", Kind::teacher}}) {
    const Json* const objects = state.find(list);
    REQUIRE(objects != nullptr);
    for (const Json& object : *objects->as_array()) {
      if (object.find("archived") != nullptr && object.find("archived")->as_bool() == true)
        archived.emplace(kind, object.text("clever_id"));
    }
  }
  return archived;
}

// The archives of every plan of that day that was committed since `before`.
Archived planned_since(const Repository& repository, const ObjectId& before, Date day) {
  Archived archives;
  repository.walk(repository.tip(), [&](const CommitInfo& commit) {
    if (commit.id == before) return false;
    const auto bytes = repository.read_file(commit.id, plan_path);
    if (!bytes) return true;
    const Plan plan = parse_plan(*bytes, plan_path).plan;
    if (plan.as_of != day) return true;  // the night before's, which the snapshot's commit still has
    for (const Change& change : plan.changes) {
      if (change.action == Action::archive) archives.emplace(change.kind, change.clever_id.text());
    }
    return true;
  });
  return archives;
}

struct Tally {
  int complete = 0, refused = 0, failed = 0;
  std::size_t archived = 0;
};

void check_archives(const Archived& archives, const Missing& missing, Date day, const char* what) {
  for (const auto& [kind, id] : archives) {
    INFO(what << " " << name_of(kind) << " " << id << ", missing on " << missing.nights(id) << " complete nights");
    CHECK(is_justified(kind, id, missing, day));
  }
}

}  // namespace

TEST_CASE("no archive is planned or made on the word of an incomplete read", "[soak]") {
  const std::uint64_t nights = setting("SOAK_NIGHTS", 12), seed = setting("SOAK_SEED", 1);
  std::cout << "soak: " << nights << " nights, SOAK_SEED=" << seed << std::endl;
  SoakWorld world(seed);
  Missing missing;
  Tally tally;
  Archived before_archived;
  Date day = *parse_date("2026-08-10");
  for (std::uint64_t number = 0; number < nights; ++number, day += std::chrono::days(1)) {
    world.let_a_day_pass(day);
    const Truth truth_before = read_truth(world.running());
    const ObjectId tip = world.repository().tip();
    const std::string misdeeds = number == 0 ? "" : world.misbehave_tonight();
    if (number == 0) world.make_peace();
    const Truth evening = number == 0 ? read_truth(world.running()) : truth_before;
    const Night night = world.run_night(day, SoakWorld::Sharing::may_change);
    (void)world.running().control("clear", "{}");
    const Truth truth_after = read_truth(world.running());
    INFO("night " << number << ", " << format_date(day) << ", SOAK_SEED=" << seed << ": exit " << night.exit << ": "
                  << night.said << "\n"
                  << misdeeds);
    REQUIRE((night.exit == 0 || night.exit == 1 || night.exit == 3 || night.exit == 4 || night.exit == 6 ||
             night.exit == 7));

    const Repository repository = world.repository();
    const bool took = night.complete || repository.object_at(tip, snapshot_folder) !=
                                            repository.object_at(repository.tip(), snapshot_folder);
    if (took) {
      const Truth snapshot = truth_of(read_snapshot(repository, repository.tip()).roster);
      REQUIRE(contains(either(evening, truth_after), snapshot));
      REQUIRE(contains(snapshot, both(evening, truth_after)));
      missing.add_night(day, both(evening, truth_after), snapshot);
      ++tally.complete;
    } else {
      CHECK(repository.object_at(tip, plan_path) == repository.object_at(repository.tip(), plan_path));
      ++(night.exit == 7 ? tally.refused : tally.failed);
    }
    check_archives(planned_since(repository, tip, day), missing, day, "planned");
    Archived archived = archived_in(world.running());
    Archived fresh;
    std::ranges::set_difference(archived, before_archived, std::inserter(fresh, fresh.end()));
    check_archives(fresh, missing, day, "archived");
    tally.archived += fresh.size();
    before_archived = std::move(archived);
  }

  world.make_peace();
  for (int quiet = 0; quiet < 2; ++quiet, day += std::chrono::days(1)) {
    const Night night = world.run_night(day, SoakWorld::Sharing::stays);
    INFO("a night in peace: " << night.said);
    // 3: the rule that not every class of a district goes at once has no switch.
    CHECK((night.exit == 0 || night.exit == 3 || night.exit == 4));
  }
  std::cout << "soak: " << tally.complete << " complete, " << tally.refused << " refused, " << tally.failed
            << " failed, " << tally.archived << " archived" << std::endl;
  const end_to_end::Outcome verified = world.run({"verify"});
  INFO(verified.out << verified.err);
  CHECK(verified.exit == 0);
}
