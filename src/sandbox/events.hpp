#pragma once
// Events: what happens to a district and to Sphero Edu, one at a time, by name, as POST /sandbox/event takes them and
// the school year's script lists them. Every parameter that names a record may be left out: then the first suitable
// record is picked (or the one after `pick` of them), so that a script needs no ids and works on any district.
// docs/sandbox.md has the list of names and parameters.

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/json.hpp"
#include "sandbox/sphero_world.hpp"
#include "sandbox/world.hpp"

namespace clever_sync {

/// The event happened; these records it touched, `student 58da…`.
struct EventDone {
  std::vector<std::string> touched;
};
/// It did not, and nothing was changed.
struct EventRefused {
  std::string why;
};
using EventOutcome = std::variant<EventDone, EventRefused>;

/// `event` is an object with a member `event`. Nothing: no event of that side has this name.
std::optional<EventOutcome> play_clever_event(World& world, const Json& event);
std::optional<EventOutcome> play_sphero_event(SpheroWorld& world, const Json& event);

/// An ordinary night of a district of any size: `percent` (1) of the students change class, leave or come, and as
/// many of the sections are renamed, all of it by `seed` (1) and in `schools_percent` (100) of the schools.
EventOutcome play_churn(World& world, const Json& event);

}  // namespace clever_sync
