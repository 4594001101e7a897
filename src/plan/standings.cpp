#include "plan/standings.hpp"

#include "plan/outlook_members.hpp"

namespace clever_sync {

namespace {

/// Only these can lose or lack a sign-in; everybody else is skipped by one look into a small table.
UserIndex students_concerned(const ClassChanges& classes, const AccountChanges& students) {
  std::vector<UserId> ids;
  for (const ClassOutlook& outlook : classes.outlooks) {
    if (outlook.fate == Fate::open) continue;
    each_member(outlook, classes, student_role, students.relinked, [&](UserId id, Came, Later) { ids.push_back(id); });
  }
  for (const Change& archive : students.archives) ids.push_back(archive.clever_id.as<UserTag>());
  return UserIndex(std::move(ids));
}

void note_open_class(const ClassOutlook& outlook, Came came, Later later, Standing& standing) {
  standing.open_after_additions = true;
  if (later == Later::leaves || outlook.fate == Fate::closing) return;
  standing.open_at_end = true;
  if (came == Came::from_live && !outlook.live->archived) {
    standing.secure = true;
  } else {
    standing.giver = std::min(standing.giver, outlook.addition);
  }
}

}  // namespace

Standings survey(const ClassChanges& classes, const AccountChanges& students) {
  Standings standings{.index = students_concerned(classes, students), .of = {}};
  standings.of.resize(standings.index.ids().size());
  if (standings.of.empty()) return standings;
  for (std::size_t place = 0; place < standings.of.size(); ++place) {
    standings.of[place].account_open = students.book.has_open(standings.index.ids()[place]);
  }
  for (const ClassOutlook& outlook : classes.outlooks) {
    if (outlook.fate == Fate::archived) continue;
    each_member(outlook, classes, student_role, students.relinked, [&](UserId id, Came came, Later later) {
      if (Standing* const standing = standings.find(id)) note_open_class(outlook, came, later, *standing);
    });
  }
  return standings;
}

std::vector<UserId> teachers_in_open_classes(const std::vector<Change>& candidates, const ClassChanges& classes,
                                             const Relinked& relinked) {
  std::vector<UserId> found;
  if (candidates.empty()) return found;
  std::vector<UserId> ids;
  for (const Change& candidate : candidates) ids.push_back(candidate.clever_id.as<UserTag>());
  const UserIndex index(std::move(ids));
  for (const ClassOutlook& outlook : classes.outlooks) {
    if (outlook.fate != Fate::open) continue;
    each_member(outlook, classes, teacher_role, relinked, [&](UserId id, Came, Later later) {
      if (later == Later::stays && index.find(id) != UserIndex::none) found.push_back(id);
    });
  }
  std::ranges::sort(found);
  return found;
}

}  // namespace clever_sync
