#include <fmt/core.h>

#include <algorithm>
#include <map>
#include <utility>

#include "base/error.hpp"
#include "base/printable.hpp"
#include "clever/harvest.hpp"

namespace clever_sync {

namespace {

// Beyond that a finding per record helps nobody, and a plan would have to carry a million of them.
constexpr std::size_t max_named = 100;
constexpr std::size_t max_grade_characters = 40;

std::string_view code_of(Oddity oddity) {
  switch (oddity) {
    case Oddity::wrong_type:
      return "wrong-type";
    case Oddity::unreadable_date:
      return "unreadable-date";
    case Oddity::unknown_grade:
      return "unknown-grade";
    case Oddity::unknown_state:
      return "unknown-state";
    case Oddity::other_role:
      return "other-role";
    case Oddity::two_roles:
      return "two-roles";
    case Oddity::dangling_school:
      return "dangling-school";
    case Oddity::dangling_term:
      return "dangling-term";
    case Oddity::dangling_course:
      return "dangling-course";
    case Oddity::unshared_members:
      return "unshared-members";
    case Oddity::nothing_shared:
      return "nothing-shared";
  }
  unreachable("Oddity");
}

std::string message_of(const Note& note) {
  switch (note.oddity) {
    case Oddity::wrong_type:
      return fmt::format("Clever's `{}` has another type than Clever documents; it counts as absent", note.detail);
    case Oddity::unreadable_date:
      return fmt::format("`{}` is no date in any form that Clever uses; it counts as absent: correct it in the SIS",
                         note.detail);
    case Oddity::unknown_grade:
      return fmt::format(
          "the grade `{}` is none that Clever documents ({} records); it is kept as it is: name it in the "
          "rules if they choose by grade",
          printable(note.detail, max_grade_characters), note.count);
    case Oddity::unknown_state:
      return "the district's state in Clever is none that Clever documents; it counts as `error`: see Clever's "
             "dashboard";
    case Oddity::other_role:
      return "Clever listed this user under a role that the user does not have; left out of that role";
    case Oddity::two_roles:
      return "this user is both teacher and student in Clever, which Clever rules out; taken as a teacher: have the "
             "district correct it";
    case Oddity::dangling_school:
      return fmt::format("{} of this user's schools are not shared; the user is kept without them", note.count);
    case Oddity::dangling_term:
      return "this section's term is not shared; the section counts as undated: have the district share its terms";
    case Oddity::dangling_course:
      return "this section's course is not shared; the section is kept without it";
    case Oddity::unshared_members:
      return fmt::format(
          "this section lists {} people who are not shared; they are not newly added to its class: have the "
          "district share them",
          note.count);
    case Oddity::nothing_shared:
      return "the district is connected and shares no school, section or person: have it set the app's sharing "
             "permissions in Clever";
  }
  unreachable("Oddity");
}

Finding finding_of(const Note& note) {
  const bool of_record = note.oddity != Oddity::unknown_grade && note.oddity != Oddity::nothing_shared;
  return {.code = std::string(code_of(note.oddity)),
          .kind = std::string(record_kind(note.collection)),
          .id = of_record ? note.id.text() : std::string{},
          .message = message_of(note)};
}

// One note per grade and kind of record, counting them.
void fold_grades(std::vector<Note>& notes) {
  std::map<std::pair<CleverCollection, std::string_view>, std::int64_t> counts;
  std::erase_if(notes, [&counts](const Note& note) {
    if (note.oddity != Oddity::unknown_grade) return false;
    ++counts[{note.collection, note.detail}];
    return true;
  });
  for (const auto& [grade, count] : counts) {
    notes.push_back(
        {.oddity = Oddity::unknown_grade, .collection = grade.first, .id = {}, .detail = grade.second, .count = count});
  }
}

}  // namespace

std::vector<Finding> findings_of(std::vector<Note> notes) {
  fold_grades(notes);
  std::ranges::sort(notes);
  notes.erase(std::unique(notes.begin(), notes.end()), notes.end());

  std::vector<Finding> findings;
  for (std::size_t start = 0, end = 0; start < notes.size(); start = end) {
    const Note& first = notes[start];
    while (end < notes.size() && notes[end].oddity == first.oddity && notes[end].collection == first.collection) ++end;
    const std::size_t named = std::min(end, start + max_named);
    for (std::size_t i = start; i < named; ++i) findings.push_back(finding_of(notes[i]));
    if (named == end) continue;
    findings.push_back({.code = std::string(code_of(first.oddity)),
                        .kind = std::string(record_kind(first.collection)),
                        .id = {},
                        .message = fmt::format("and {} more of these, {} in all", end - named, end - start)});
  }
  std::ranges::sort(findings);
  return findings;
}

}  // namespace clever_sync
