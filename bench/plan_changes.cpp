#include "plan_changes.hpp"

#include <fmt/core.h>

#include <set>

namespace clever_sync::bench {

namespace {

/// An update of members alone is no `update`: the members' own lines say it.
bool changes_object(const Change& change) {
  return change.action != Action::update || !change.set.empty() || change.primary_teacher ||
         !change.add_teachers.empty() || !change.remove_teachers.empty();
}

}  // namespace

std::string plan_changes(const Plan& plan) {
  std::set<std::string> lines;
  for (const Change& change : plan.changes) {
    const std::string object = fmt::format("{}\t{}", name_of(change.kind), change.clever_id.text());
    if (changes_object(change)) lines.insert(fmt::format("{}\t{}\n", object, name_of(change.action)));
    for (const UserId& student : change.add_students)
      lines.insert(fmt::format("{}\tjoined\t{}\n", object, student.text()));
    for (const UserId& student : change.remove_students)
      lines.insert(fmt::format("{}\tleft\t{}\n", object, student.text()));
  }
  std::string text;
  for (const std::string& line : lines) text += line;
  return text;
}

}  // namespace clever_sync::bench
