#pragma once
// What the pages of one collection gave: the records, reduced to the allow-list, and notes about what was odd in them.
// References are as Clever sent them; assemble.hpp resolves them once everything has been read.

#include <compare>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "clever/collection.hpp"
#include "roster/finding.hpp"
#include "roster/roster.hpp"

namespace clever_sync {

/// Each becomes a finding whose code is the enumerator with hyphens (`dangling-term`).
enum class Oddity {
  wrong_type,        ///< an optional field is no text; taken as absent. detail: the field
  unreadable_date,   ///< taken as absent. detail: the field
  unknown_grade,     ///< kept as it is. detail: the grade
  unknown_state,     ///< of a district; taken as `error`, in which removals wait
  other_role,        ///< the read by role gave somebody without that role; left out
  two_roles,         ///< both teacher and student; taken as a teacher
  dangling_school,   ///< a user's school that is not shared; dropped
  dangling_term,     ///< a section's term that is not shared; dropped
  dangling_course,   ///< a section's course that is not shared; dropped
  unshared_members,  ///< a section lists people whom no /users read gave; kept. count: how many
  nothing_shared,    ///< the district is connected and shares no school, section or person
};

/// A finding before it has words: 1,000,000 of them fit in memory. Texts live in the roster's arena or are literals.
struct Note {
  Oddity oddity{};
  CleverCollection collection{};
  CleverId id;
  std::string_view detail;
  std::int64_t count = 0;
  // NOLINTNEXTLINE(modernize-use-nullptr): clang-tidy 14 takes the comparison with 0 in a defaulted <=> for a pointer
  friend auto operator<=>(const Note&, const Note&) = default;
};

/// Where a school stands, of its `location`.
struct Place {
  std::string_view state, zip;
};

/// Only the vector of the collection that was read is filled, in ascending order of id.
struct Harvest {
  std::vector<District> districts;
  std::vector<School> schools;
  std::vector<Term> terms;
  std::vector<Course> courses;
  std::vector<Section> sections;
  std::vector<Teacher> teachers;
  std::vector<Student> students;
  std::vector<Note> notes;
  std::int64_t rows = 0;                 // of all pages, those that became no record included
  std::optional<std::int64_t> promised;  // how many there are, as Clever said on the first page
  std::vector<Place> places;             // of the schools, where PageQuery asks for them
};

/// The notes in words, sorted, without repetitions. Of one code and kind at most 100 name a record; one more finding
/// counts the rest. Grades are one finding per value.
std::vector<Finding> findings_of(std::vector<Note> notes);

}  // namespace clever_sync
