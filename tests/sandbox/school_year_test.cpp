#include "sandbox/school_year.hpp"
#include "catch.hpp"
#include "running_sandbox.hpp"
#include "sandbox/generator.hpp"
#include "sandbox/sample_district.hpp"

using namespace clever_sync;

namespace {

World sample_world() {
  return make_world(sample_district(), parse_date(first_school_day).value());
}

std::int64_t count_in_term(const World& world, std::string_view name) {
  return std::ranges::count_if(world.roster.sections, [&](const Section& section) {
    if (!section.term) return false;
    return find_by_id(world.roster.terms, *section.term)->name == name;
  });
}

Date day(std::string_view text) {
  return parse_date(text).value();
}

}  // namespace

TEST_CASE("the script's days are in order, and its events happen to the sample and to a generated district", "[year]") {
  CHECK(std::ranges::is_sorted(school_year(), {}, &SchoolDay::date));
  for (World world :
       {sample_world(), make_world(generate_district({.students = 700, .seed = 5}), day(first_school_day))}) {
    for (const SchoolDay& scripted : school_year()) {
      INFO(scripted.date << " " << scripted.event);
      begin_day(world, day(scripted.date));
      const auto outcome = play_clever_event(world, parse_own_json(scripted.event, "the test"));
      REQUIRE(outcome.has_value());
      CHECK(std::holds_alternative<EventDone>(*outcome));
    }
  }
}

TEST_CASE("on the ordinary day a student joins, one moves, a teacher changes, a section is renamed", "[year]") {
  const World before = sample_world();
  World world = sample_world();
  move_to_day(world, day("2026-09-02"));
  CHECK(world.roster.students.size() == before.roster.students.size() + 1);
  std::size_t changed = 0;
  std::size_t renamed = 0;
  std::size_t other_teachers = 0;
  for (const Section& section : world.roster.sections) {
    const Section& was = *find_by_id(before.roster.sections, section.id);
    changed += section.students != was.students ? 1 : 0;
    renamed += section.name != was.name ? 1 : 0;
    other_teachers += section.teachers != was.teachers ? 1 : 0;
  }
  CHECK(changed == 3);  // the new student's, and the two of the move
  CHECK(renamed == 1);
  CHECK(other_teachers == 1);
}

TEST_CASE("the quiet day differs in last_sync alone", "[year]") {
  World world = sample_world();
  move_to_day(world, day("2026-09-02"));
  const std::vector<Section> sections = world.roster.sections;
  const UtcTime synced = world.last_sync;
  CHECK(move_to_day(world, day("2026-09-03")).empty());
  CHECK(world.roster.sections == sections);
  CHECK(world.last_sync > synced);
}

TEST_CASE("after the fall term its sections are still listed, and every one has gone on into spring", "[year]") {
  World world = sample_world();
  const std::int64_t fall = count_in_term(world, "Fall 2026");
  const std::int64_t early_spring = count_in_term(world, "Spring 2027");
  move_to_day(world, day("2027-01-04"));
  CHECK(count_in_term(world, "Fall 2026") == fall);
  CHECK(count_in_term(world, "Spring 2027") == early_spring + fall);
  CHECK(day("2027-01-04") - day("2026-12-18") > std::chrono::days(14));
}

TEST_CASE("one jump over many days ends where the days one by one end", "[year]") {
  World jumped = sample_world();
  World walked = sample_world();
  move_to_day(jumped, day("2027-06-10"));
  for (Date date = day("2026-08-11"); date <= day("2027-06-10"); date += std::chrono::days(1))
    move_to_day(walked, date);
  CHECK(jumped.roster.sections == walked.roster.sections);
  CHECK(jumped.roster.students == walked.roster.students);
  CHECK(jumped.roster.district.state == DistrictState::paused);
  CHECK(jumped.last_sync == walked.last_sync);
}

TEST_CASE("the school year goes only forward", "[year]") {
  const RunningSandbox running(sample_world());
  const Json moved = running.control("day", R"({"day":"2026-09-02"})").json();
  CHECK(moved.text("day") == "2026-09-02");
  CHECK_FALSE(moved.find("touched")->as_array()->empty());
  CHECK(running.control("day", R"({"day":"2026-09-01"})").status == 409);
  CHECK(running.control("day", R"({"day":"2026-9-3"})").status == 422);
  CHECK(running.control("day", R"({"day":"2026-09-02"})").json().find("touched")->as_array()->empty());
}
