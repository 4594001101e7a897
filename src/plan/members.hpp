#pragma once
// Members: the three-way comparison of one class's roster. A member belongs if the source lists them; one whom a
// teacher added in Sphero Edu stays; one whom a teacher took out comes back; nobody without an account is named.

#include <optional>
#include <vector>

#include "plan/accounts.hpp"
#include "plan/plan.hpp"

namespace clever_sync {

enum class HandAdded { keep, drop };

/// One roster, as the three states have it; all sorted.
struct Rosters {
  const std::vector<UserId>& desired;
  const std::vector<UserId>& unshared;  // listed by the source, without an account of ours: stay, are never added
  const std::vector<UserId>* applied;   // null when nothing was ever written
  const std::vector<UserId>& live;
};

struct MemberChanges {
  std::vector<UserId> add, remove;  // sorted
  bool joined = false;              // one of `add` was not there when we last wrote: the source's doing
};

MemberChanges compare_members(const Rosters& rosters, HandAdded hand_added, const AccountBook& accounts);

/// The same for teachers, where order counts: the primary is the first.
struct TeacherChanges {
  std::optional<UserId> primary;             // to be made the primary; nothing when live's is right
  MemberChanges others;                      // `add` without the new primary
  bool primary_moved = false;                // the source has another primary than we last wrote
  bool none_left_without_additions = false;  // the removals alone would leave the class without a teacher
  bool none_left = false;                    // so would both together
};

/// `desired` and `applied` and `live`: the primary first; `unshared` sorted.
TeacherChanges compare_class_teachers(const Rosters& rosters, HandAdded hand_added, const AccountBook& accounts);

}  // namespace clever_sync
