#pragma once
// What the events on Clever's side share: reading parameters, and picking a record when none is named.

#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

#include "base/json.hpp"
#include "sandbox/events.hpp"
#include "sandbox/world.hpp"

namespace clever_sync {

/// Ends an event that can't happen; caught in play_clever_event and play_sphero_event, which answer EventRefused. A
/// picked record is wanted deep inside an event, and an optional at each step would hide what the event does.
class CannotHappen : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// The section named by `key`; else the first that fits the day: shared, in a term that has begun and not ended, no
/// homeroom, with students and a teacher. Throws CannotHappen.
Section& pick_section(World& world, const Json& event, std::string_view key);
/// The student named by `student`; else the first of the section's who is there. Throws CannotHappen.
Student& pick_student(World& world, const Json& event, const Section* of);
/// The teacher named by `teacher`; else the first of the section's school who does not teach it. Throws CannotHappen.
Teacher& pick_teacher(World& world, const Json& event, const Section* not_of);
/// The school named by `school`, else the first. Throws CannotHappen.
const School& pick_school(World& world, const Json& event);
/// The term named by `key`: an id, or a name. Throws CannotHappen.
const Term& pick_term(World& world, const Json& event, std::string_view key);

/// The integer under `key`. Throws CannotHappen if there is something else.
std::int64_t integer_of(const Json& event, std::string_view key, std::int64_t otherwise);
/// The text under `key`, kept in the world, or `otherwise`. An explicit "" clears.
std::string_view text_of(World& world, const Json& event, std::string_view key, std::string_view otherwise);

void add_student_to(Section& section, const UserId& student);
void remove_student_from(Section& section, const UserId& student);

/// `section 58da…`
template <class IdType>
std::string touched(std::string_view kind, const IdType& id) {
  return std::string(kind) + " " + id.text();
}

// The events by what they touch; each answers nothing when the name is not one of its own. Throw CannotHappen.
std::optional<EventDone> play_people_event(World& world, std::string_view name, const Json& event);
std::optional<EventDone> play_section_event(World& world, std::string_view name, const Json& event);
std::optional<EventDone> play_district_event(World& world, std::string_view name, const Json& event);

}  // namespace clever_sync
