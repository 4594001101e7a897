#pragma once
// The school year of the demo: which events happen on which day. The events name no ids, so the same year passes over
// the sample district and over a generated one of any size. docs/sandbox.md tells it to users.

#include <span>
#include <string_view>

#include "base/date.hpp"
#include "sandbox/events.hpp"

namespace clever_sync {

struct SchoolDay {
  std::string_view date;
  std::string_view event;  // as POST /sandbox/event takes it
};
/// In order of date.
std::span<const SchoolDay> school_year();

/// The day on which the sandbox begins unless it is told another.
inline constexpr std::string_view first_school_day = "2026-08-10";

/// Moves the world to the day: everything that the script has after the world's day and up to that one happens, each on
/// its own day. `day` must not be before the world's. Answers what was touched, `2026-09-02 student 58da…`.
std::vector<std::string> move_to_day(World& world, Date day);

}  // namespace clever_sync
