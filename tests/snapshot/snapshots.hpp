#pragma once
// What the tests of this folder share: small invented districts, and snapshots as maps of files.

#include <fmt/core.h>

#include <map>
#include <string>
#include <string_view>

#include "base/date.hpp"
#include "catch.hpp"
#include "snapshot/snapshot.hpp"

namespace clever_sync {

template <class IdType>
IdType id(std::uint64_t number) {
  return *IdType::parse(fmt::format("58da8a43cc70ab00{:08x}", number));
}

inline Date day(std::string_view text) {
  return *parse_date(text);
}

/// 2026-11-01 and `number` days.
inline Date night(int number) {
  return day("2026-11-01") + std::chrono::days{number};
}

using Files = std::map<std::string, std::string, std::less<>>;

inline Files files_of(const Snapshot& snapshot) {
  Files files;
  std::string last_path;
  encode_snapshot(snapshot, [&](std::string_view path, std::string_view bytes) {
    REQUIRE(last_path < path);
    last_path = path;
    files.emplace(std::string(path), std::string(bytes));
  });
  return files;
}

inline Snapshot snapshot_of(const Files& files) {
  SnapshotReader reader;
  for (auto file = files.rbegin(); file != files.rend(); ++file) reader.add_file(file->first, file->second);
  return reader.finish();
}

inline const SchoolId lincoln = id<SchoolId>(0xa1);
inline const SchoolId roosevelt = id<SchoolId>(0xb2);

/// Two schools, a term, a course, a section, two students, a teacher.
inline Roster small_roster() {
  Roster roster;
  roster.district = {.id = id<DistrictId>(0xd),
                     .name = "Mesa Unified",
                     .launch_date = day("2026-08-01"),
                     .last_sync = "2026-11-24T02:00:00Z"};
  roster.schools = {{.id = lincoln, .name = "Lincoln Middle", .sis_id = "7", .school_number = "007", .low_grade = "6"},
                    {.id = roosevelt, .name = "Roosevelt K-8"}};
  roster.terms = {
      {.id = id<TermId>(1), .name = "Fall", .start_date = day("2026-08-03"), .end_date = day("2026-12-18")}};
  roster.courses = {{.id = id<CourseId>(1), .name = "Algebra", .number = "A1"}};
  roster.sections = {{.id = id<SectionId>(1),
                      .school = lincoln,
                      .course = id<CourseId>(1),
                      .term = id<TermId>(1),
                      .name = "Algebra I",
                      .sis_id = "s-1",
                      .section_number = "01",
                      .period = "3",
                      .subject = "math",
                      .grade = "6",
                      .teachers = {id<UserId>(9), id<UserId>(8)},
                      .students = {id<UserId>(1), id<UserId>(2)}}};
  roster.students = {{.id = id<UserId>(1),
                      .school = lincoln,
                      .schools = {lincoln, roosevelt},
                      .first_name = "Ada",
                      .last_initial = "L",
                      .grade = "6",
                      .sis_id = "100"},
                     {.id = id<UserId>(2), .first_name = "Bo", .last_initial = "K"}};
  roster.teachers = {{.id = id<UserId>(9),
                      .school = lincoln,
                      .schools = {lincoln},
                      .first_name = "Grace",
                      .last_name = "Hopper",
                      .email = "grace@example.org",
                      .sis_id = "t-9",
                      .teacher_number = "9",
                      .title = "Ms"}};
  return roster;
}

inline Snapshot first_night() {
  return merge_snapshot({.roster = small_roster()}, Snapshot(), night(0)).snapshot;
}

/// Tonight's snapshot after `last`.
inline MergedSnapshot next_night(Roster tonight, const Snapshot& last, Date date) {
  return merge_snapshot({.roster = std::move(tonight)}, last, date);
}

}  // namespace clever_sync
