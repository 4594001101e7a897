#include "desired/roster_index.hpp"

#include <numeric>

namespace clever_sync {

namespace {
const std::vector<UserId>& teachers_of_section(const Section& section) {
  return section.teachers;
}
const std::vector<UserId>& students_of_section(const Section& section) {
  return section.students;
}
}  // namespace

RosterIndex::RosterIndex(const Roster& roster, TeacherSections teacher_sections)
    : roster_(roster),
      schools_(roster.schools),
      terms_(roster.terms),
      courses_(roster.courses),
      teachers_(roster.teachers),
      students_(roster.students),
      teachers_of_sections_(people_of_sections(roster, teachers_, teachers_of_section)),
      students_of_sections_(people_of_sections(roster, students_, students_of_section)) {
  if (teacher_sections == TeacherSections::not_needed) return;
  sections_of_teachers_ = sections_of_people(roster.teachers.size(), teachers_of_sections_);
}

RosterIndex::Lists RosterIndex::people_of_sections(const Roster& roster, const IdIndex<UserId>& index,
                                                   Members members_of) {
  Lists lists;
  lists.starts.reserve(roster.sections.size() + 1);
  lists.starts.push_back(0);
  for (const Section& section : roster.sections)
    lists.starts.push_back(lists.starts.back() + static_cast<std::uint32_t>(members_of(section).size()));
  lists.places.reserve(lists.starts.back());
  for (const Section& section : roster.sections)
    for (const UserId& member : members_of(section)) lists.places.push_back(index.find(member));
  return lists;
}

RosterIndex::Lists RosterIndex::sections_of_people(std::size_t people, const Lists& of_sections) {
  Lists lists;
  lists.starts.assign(people + 1, 0);
  for (const std::uint32_t person : of_sections.places)
    if (person != IdIndex<UserId>::none) lists.starts[person + 1] += 1;
  std::partial_sum(lists.starts.begin(), lists.starts.end(), lists.starts.begin());
  lists.places.resize(lists.starts.back());
  std::vector<std::uint32_t> next(lists.starts.begin(), lists.starts.end() - 1);
  for (std::uint32_t section = 0; section + 1 < of_sections.starts.size(); ++section)
    for (const std::uint32_t person : of_sections.of(section))
      if (person != IdIndex<UserId>::none) lists.places[next[person]++] = section;
  return lists;
}

}  // namespace clever_sync
