#include "roster/roster.hpp"

#include <map>

namespace clever_sync {

namespace {

/// Counts by school. Records of one school often stand together, so the last school's counts are kept at hand.
class SchoolCounts {
 public:
  Counts& of(const SchoolId& school) {
    if (last_ == nullptr || last_->first != school) last_ = &*counts_.try_emplace(school).first;
    return last_->second;
  }
  [[nodiscard]] std::vector<std::pair<SchoolId, Counts>> sorted() const { return {counts_.begin(), counts_.end()}; }

 private:
  std::map<SchoolId, Counts> counts_;
  std::pair<const SchoolId, Counts>* last_ = nullptr;
};

}  // namespace

SnapshotCounts count_records(const Roster& roster) {
  // A shared school without records is counted as zeros: one that empties is seen, not forgotten.
  SchoolCounts schools;
  for (const School& school : roster.schools) schools.of(school.id);
  for (const Section& section : roster.sections) ++schools.of(section.school).sections;
  for (const Student& student : roster.students) {
    if (student.school) ++schools.of(*student.school).students;
  }
  for (const Teacher& teacher : roster.teachers) {
    if (teacher.school) ++schools.of(*teacher.school).teachers;
  }
  return {.district = {.sections = std::ssize(roster.sections),
                       .students = std::ssize(roster.students),
                       .teachers = std::ssize(roster.teachers)},
          .schools = schools.sorted()};
}

}  // namespace clever_sync
