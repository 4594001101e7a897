#include "sandbox/school_year.hpp"

#include <fmt/core.h>

#include <array>

#include "base/error.hpp"

namespace clever_sync {
namespace {

constexpr auto year = std::to_array<SchoolDay>({
    // An ordinary day early in the year.
    {"2026-09-02", R"({"event":"student-joins"})"},
    {"2026-09-02", R"({"event":"student-moves","pick":1})"},
    {"2026-09-02", R"({"event":"teacher-changes","pick":2})"},
    {"2026-09-02", R"({"event":"section-renamed","pick":3,"name":"Rockets and robots"})"},
    // 2026-09-03 is quiet: Clever syncs, and nothing has changed.
    // The spring classes appear before the fall term ends; the fall classes stay listed after it, as in many districts.
    {"2026-12-14", R"({"event":"term-rolls","from":"Fall 2026","to":"Spring 2027"})"},
    // The summer pause, with last year's data frozen.
    {"2027-05-25",
     R"({"event":"district-edited","state":"paused","pause_start":"2027-05-25","pause_end":"2027-07-19"})"},
    {"2027-07-19", R"({"event":"district-edited","state":"success","pause_start":"","pause_end":""})"},
});

}  // namespace

std::span<const SchoolDay> school_year() {
  return year;
}

std::vector<std::string> move_to_day(World& world, Date day) {
  std::vector<std::string> touched;
  const Date from = world.day;
  for (const SchoolDay& scripted : year) {
    const Date date = parse_date(scripted.date).value();
    if (date <= from || date > day) continue;
    begin_day(world, date);
    const auto outcome = play_clever_event(world, parse_own_json(scripted.event, "the school year"));
    ensure(outcome.has_value(), "the school year's script names an event");
    // A district that a test has emptied may have nobody to whom it could happen.
    if (const auto* const done = std::get_if<EventDone>(&*outcome)) {
      for (const std::string& what : done->touched) touched.push_back(fmt::format("{} {}", scripted.date, what));
    }
  }
  begin_day(world, day);
  return touched;
}

}  // namespace clever_sync
