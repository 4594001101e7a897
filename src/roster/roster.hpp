#pragma once
// The roster: what Clever shared at one moment, reduced to the fields that rules can use (design: Privacy). Plain
// structs; texts are views into the arena that the Roster shares. "" means that Clever sent nothing: missing, null and
// "" are one absent value. Records are sorted by id, ids are unique within a kind, and a Roster holds no reference to a
// school, term, course or user that is not in it except in a section's `students` and `teachers` (see below).
//
// Field names are Clever's (Data API v3.1), which is also how the rules spell them.

#include <algorithm>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/date.hpp"
#include "base/shared_vector.hpp"
#include "base/texts.hpp"
#include "roster/ids.hpp"

namespace clever_sync {

/// Clever's `district.state`. `pending`: an error that the district can fix; `error`: one that Clever can fix;
/// `paused`: frozen on purpose. In these three the API serves the last good data: stale, not wrong. A snapshot never
/// has `running`. Source: Clever, "Districts".
enum class DistrictState { success, running, pending, error, paused };
std::string_view name_of(DistrictState state);
std::optional<DistrictState> parse_district_state(std::string_view text);  // "" reads as success
/// Whether the data that Clever serves in that state may be old: pending, error, paused.
bool is_stale(DistrictState state);

struct District {
  DistrictId id;
  std::string_view name;
  DistrictState state = DistrictState::success;
  std::optional<Date> launch_date;  // when the district's users may start to sign in
  std::optional<Date> pause_start;
  std::optional<Date> pause_end;
  /// When Clever last read the district's SIS, as Clever wrote it. In canonical files only while `state` says that the
  /// data is stale, since it moves every night otherwise.
  std::string_view last_sync;
  friend bool operator==(const District&, const District&) = default;
};

struct School {
  SchoolId id;
  std::string_view name, sis_id, school_number, low_grade, high_grade, nces_id, state_id;
  friend bool operator==(const School&, const School&) = default;
};

struct Term {
  TermId id;
  std::string_view name;
  std::optional<Date> start_date, end_date;
  friend bool operator==(const Term&, const Term&) = default;
};

struct Course {
  CourseId id;
  std::string_view name, number;
  friend bool operator==(const Course&, const Course&) = default;
};

struct Section {
  SectionId id;
  SchoolId school;
  std::optional<CourseId> course;
  std::optional<TermId> term;  // `term_id` in Clever's and our JSON
  std::string_view name, sis_id, section_number, period, subject, grade;
  /// The primary first, without repetitions; sections name people whom /users may lack (not shared).
  std::vector<UserId> teachers;
  SharedVector<UserId> students;  // sorted, without repetitions
  /// The day of the first complete snapshot that had this section (as this course and term; see `reused`).
  std::optional<Date> first_seen;
  /// The day on which this id came back for another course and term; nothing if it never did.
  std::optional<Date> reused;
  friend bool operator==(const Section&, const Section&) = default;
};

struct Student {
  UserId id;
  std::optional<SchoolId> school;  // the primary one
  SharedVector<SchoolId> schools;  // sorted; the primary among them. Most students of a school have the same list
  std::string_view first_name;     // `name.first`
  std::string_view last_initial;   // `name.last_initial`: the first grapheme of the last name; the rest is never kept
  std::string_view grade, sis_id;
  std::string_view email;  // only when the mapping names it
  friend bool operator==(const Student&, const Student&) = default;
};

struct Teacher {
  UserId id;
  std::optional<SchoolId> school;
  std::vector<SchoolId> schools;
  std::string_view first_name, last_name, email, sis_id, teacher_number, title;
  friend bool operator==(const Teacher&, const Teacher&) = default;
};

struct Roster {
  std::shared_ptr<Texts> texts = std::make_shared<Texts>();
  District district;
  std::vector<School> schools;
  std::vector<Term> terms;
  std::vector<Course> courses;
  std::vector<Section> sections;
  std::vector<Student> students;
  std::vector<Teacher> teachers;
};

/// The record with that id in a vector sorted by id, or nullptr.
template <class Records, class IdType>
const typename Records::value_type* find_by_id(const Records& sorted, const IdType& id) {
  const auto at = std::lower_bound(sorted.begin(), sorted.end(), id,
                                   [](const auto& record, const IdType& wanted) { return record.id < wanted; });
  return at != sorted.end() && at->id == id ? &*at : nullptr;
}

/// What was shared before and is not now: its last content, and the evidence of its absence.
template <class Record>
struct Absent {
  Record record;
  Date last_seen{};
  /// The dates of the complete nights that missed it, ascending, at most `max_missed_nights`, then frozen.
  std::vector<Date> missed;
  friend bool operator==(const Absent&, const Absent&) = default;
};
inline constexpr std::size_t max_missed_nights = 30;

struct Absences {
  std::vector<Absent<Section>> sections;  // each sorted by record.id
  std::vector<Absent<Student>> students;
  std::vector<Absent<Teacher>> teachers;
};

/// A complete snapshot: what is shared, and what was. Texts of both live in `roster.texts`.
struct Snapshot {
  Roster roster;
  Absences absences;
  /// The day it was taken. The commit has it, not the files: a quiet night leaves those as they are.
  std::optional<Date> taken;
};

/// Records per school and in all, for manifests and baselines. Students and teachers count at their primary school.
struct Counts {
  std::int64_t sections = 0, students = 0, teachers = 0;
  friend bool operator==(const Counts&, const Counts&) = default;
};
struct SnapshotCounts {
  Counts district;
  std::vector<std::pair<SchoolId, Counts>> schools;  // sorted by school
  friend bool operator==(const SnapshotCounts&, const SnapshotCounts&) = default;
};
SnapshotCounts count_records(const Roster& roster);

}  // namespace clever_sync
