#include <fmt/core.h>

#include "snapshot/snapshot.hpp"

namespace clever_sync {

namespace {

void append_part(std::string& out, std::int64_t count, std::string_view noun, std::string_view verb) {
  if (count == 0) return;
  out += fmt::format("{}{} {}{} {}", out.empty() ? "" : ", ", count, noun, count == 1 ? "" : "s", verb);
}

}  // namespace

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
