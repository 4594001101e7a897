#include "desired/roster_index.hpp"

#include <numeric>

namespace clever_sync {

RosterIndex::RosterIndex(const Roster& roster, PersonSections person_sections)
    : roster_(roster),
      schools_(roster.schools),
      terms_(roster.terms),
      courses_(roster.courses),
      sections_(roster.sections),
      teachers_(roster.teachers),
      students_(roster.students) {
  if (person_sections == PersonSections::not_needed) return;
  sections_of_teachers_ = lists(roster, roster.teachers.size(), teachers_, &Section::teachers);
  sections_of_students_ = lists(roster, roster.students.size(), students_, &Section::students);
}

RosterIndex::Lists RosterIndex::lists(const Roster& roster, std::size_t people, const IdIndex<UserId>& index,
                                      std::vector<UserId> Section::*members) {
  Lists lists;
  lists.starts.assign(people + 1, 0);
  for (const Section& section : roster.sections)
    for (const UserId& member : section.*members)
      if (const std::uint32_t place = index.find(member); place != index.none) lists.starts[place + 1] += 1;
  std::partial_sum(lists.starts.begin(), lists.starts.end(), lists.starts.begin());
  lists.places.resize(lists.starts.back());
  std::vector<std::uint32_t> next(lists.starts.begin(), lists.starts.end() - 1);
  std::uint32_t at = 0;
  for (const Section& section : roster.sections) {
    for (const UserId& member : section.*members)
      if (const std::uint32_t place = index.find(member); place != index.none) lists.places[next[place]++] = at;
    ++at;
  }
  return lists;
}

}  // namespace clever_sync
