#pragma once
// The members of a class as the plan changes them: who is on the roster in live, who comes with the additions, who
// leaves with the removals. One walk for students and teachers, so that both follow the same rules.

#include <algorithm>
#include <vector>

#include "plan/classes.hpp"

namespace clever_sync {

/// Which of the two rosters, and where each side keeps it.
struct Role {
  const std::vector<UserId>& (*members)(const SpheroClass&);
  std::vector<UserId> Change::*add;
  std::vector<UserId> Change::*remove;
};
inline const std::vector<UserId>& students_of(const SpheroClass& seen) {
  return seen.students;
}
inline const std::vector<UserId>& teachers_of(const SpheroClass& seen) {
  return seen.teachers;
}
inline constexpr Role student_role{students_of, &Change::add_students, &Change::remove_students};
inline constexpr Role teacher_role{teachers_of, &Change::add_teachers, &Change::remove_teachers};

enum class Came { from_live, by_addition };
enum class Later { stays, leaves };  // by a removal of this plan

/// Calls `each(id, Came, Later)` for every member that the class has after the additions. A new primary teacher who
/// was a member before is called twice.
template <class Each>
void each_member(const ClassOutlook& outlook, const ClassChanges& classes, const Role& role, const Relinked& relinked,
                 const Each& each) {
  static const std::vector<UserId> nobody;
  const Change* const addition =
      outlook.addition == ClassOutlook::none ? nullptr : &classes.additions[outlook.addition];
  const std::vector<UserId>& gone = addition == nullptr ? nobody : addition->*role.remove;
  const std::vector<UserId>& leaving =
      outlook.update == ClassOutlook::none ? nobody : classes.updates[outlook.update].*role.remove;
  if (outlook.live != nullptr) {
    std::vector<UserId> scratch;
    for (const UserId id : relinked.current(role.members(*outlook.live), scratch)) {
      if (!gone.empty() && std::ranges::binary_search(gone, id)) continue;
      const bool leaves = !leaving.empty() && std::ranges::binary_search(leaving, id);
      each(id, Came::from_live, leaves ? Later::leaves : Later::stays);
    }
  }
  if (addition == nullptr) return;
  for (const UserId id : addition->*role.add) each(id, Came::by_addition, Later::stays);
  if (role.members == teachers_of && addition->primary_teacher) {
    each(*addition->primary_teacher, Came::by_addition, Later::stays);
  }
}

}  // namespace clever_sync
