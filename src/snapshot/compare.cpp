#include <fmt/core.h>

#include "snapshot/snapshot.hpp"

namespace clever_sync {

namespace {

struct Difference {
  std::int64_t added = 0, gone = 0, changed = 0;
};

template <class Record>
Difference compare(const std::vector<Record>& before, const std::vector<Record>& after) {
  Difference difference;
  auto old_record = before.begin();
  for (const Record& record : after) {
    for (; old_record != before.end() && old_record->id < record.id; ++old_record) ++difference.gone;
    if (old_record == before.end() || old_record->id != record.id) {
      ++difference.added;
      continue;
    }
    if (!(*old_record == record)) ++difference.changed;
    ++old_record;
  }
  difference.gone += before.end() - old_record;
  return difference;
}

std::int64_t total(const Difference& difference) {
  return difference.added + difference.gone + difference.changed;
}

void append_part(std::string& out, std::int64_t count, std::string_view noun, std::string_view verb) {
  if (count == 0) return;
  out += fmt::format("{}{} {}{} {}", out.empty() ? "" : ", ", count, noun, count == 1 ? "" : "s", verb);
}

}  // namespace

SnapshotChange compare_snapshots(const Snapshot& before, const Snapshot& after) {
  const Difference sections = compare(before.roster.sections, after.roster.sections);
  const Difference students = compare(before.roster.students, after.roster.students);
  const Difference teachers = compare(before.roster.teachers, after.roster.teachers);
  return {.sections_new = sections.added,
          .sections_gone = sections.gone,
          .sections_changed = sections.changed,
          .students_new = students.added,
          .students_gone = students.gone,
          .students_changed = students.changed,
          .teachers_new = teachers.added,
          .teachers_gone = teachers.gone,
          .teachers_changed = teachers.changed,
          .others_changed = total(compare(before.roster.schools, after.roster.schools)) +
                            total(compare(before.roster.terms, after.roster.terms)) +
                            total(compare(before.roster.courses, after.roster.courses)) +
                            (before.roster.district == after.roster.district ? 0 : 1)};
}

std::string snapshot_subject(const SnapshotChange& change, Date date) {
  std::string parts;
  append_part(parts, change.sections_new, "section", "added");
  append_part(parts, change.sections_gone, "section", "gone");
  append_part(parts, change.sections_changed, "section", "changed");
  append_part(parts, change.students_new, "student", "joined");
  append_part(parts, change.students_gone, "student", "gone");
  append_part(parts, change.students_changed, "student", "changed");
  append_part(parts, change.teachers_new, "teacher", "joined");
  append_part(parts, change.teachers_gone, "teacher", "gone");
  append_part(parts, change.teachers_changed, "teacher", "changed");
  append_part(parts, change.others_changed, "other record", "changed");
  return fmt::format("snapshot {}: {}", format_date(date), parts.empty() ? "no change" : parts);
}

}  // namespace clever_sync
