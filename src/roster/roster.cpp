#include "roster/roster.hpp"

#include <map>

namespace clever_sync {

SnapshotCounts count_records(const Roster& roster) {
  SnapshotCounts counts;
  counts.district = {.sections = std::ssize(roster.sections),
                     .students = std::ssize(roster.students),
                     .teachers = std::ssize(roster.teachers)};
  // A shared school without records is counted as zeros: one that empties is seen, not forgotten.
  std::map<SchoolId, Counts> schools;
  for (const School& school : roster.schools) schools[school.id];
  for (const Section& section : roster.sections) ++schools[section.school].sections;
  for (const Student& student : roster.students) {
    if (student.school) ++schools[*student.school].students;
  }
  for (const Teacher& teacher : roster.teachers) {
    if (teacher.school) ++schools[*teacher.school].teachers;
  }
  counts.schools.assign(schools.begin(), schools.end());
  return counts;
}

}  // namespace clever_sync
