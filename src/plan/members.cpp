#include "plan/members.hpp"

#include <algorithm>

namespace clever_sync {

namespace {

bool contains(const std::vector<UserId>& sorted, UserId id) {
  return std::ranges::binary_search(sorted, id);
}

std::vector<UserId> sorted(std::vector<UserId> ids) {
  std::ranges::sort(ids);
  return ids;
}

}  // namespace

MemberChanges compare_members(const Rosters& rosters, HandAdded hand_added, const AccountBook& accounts) {
  MemberChanges out;
  if (rosters.desired == rosters.live) return out;  // by far the most classes of a night
  std::vector<UserId> missing, surplus;
  std::ranges::set_difference(rosters.desired, rosters.live, std::back_inserter(missing));
  std::ranges::set_difference(rosters.live, rosters.desired, std::back_inserter(surplus));
  for (const UserId id : missing) {
    if (!accounts.has(id)) continue;  // a class never names an account that is not there
    out.add.push_back(id);
    if (rosters.applied == nullptr || !contains(*rosters.applied, id)) out.joined = true;
  }
  for (const UserId id : surplus) {
    if (contains(rosters.unshared, id)) continue;
    const bool by_hand = rosters.applied != nullptr && !contains(*rosters.applied, id);
    if (by_hand && hand_added == HandAdded::keep) continue;
    out.remove.push_back(id);
  }
  return out;
}

TeacherChanges compare_class_teachers(const Rosters& rosters, HandAdded hand_added, const AccountBook& accounts) {
  TeacherChanges out;
  if (rosters.desired == rosters.live) {
    out.none_left = rosters.live.empty();
    return out;
  }
  const std::vector<UserId> desired = sorted(rosters.desired);
  const std::vector<UserId> live = sorted(rosters.live);
  std::optional<std::vector<UserId>> applied;
  if (rosters.applied != nullptr) applied = sorted(*rosters.applied);
  out.others = compare_members(
      {.desired = desired, .unshared = rosters.unshared, .applied = applied ? &*applied : nullptr, .live = live},
      hand_added, accounts);
  // The next teacher takes the place of a primary who has no account yet.
  const auto primary =
      std::ranges::find_if(rosters.desired, [&](UserId id) { return accounts.has(id) || contains(live, id); });
  const bool listed_primary_stays = !rosters.live.empty() && contains(rosters.unshared, rosters.live.front());
  if (primary != rosters.desired.end() && !listed_primary_stays &&
      (rosters.live.empty() || rosters.live.front() != *primary)) {
    out.primary = *primary;
    out.primary_moved = rosters.applied == nullptr || rosters.applied->empty() || rosters.applied->front() != *primary;
    std::erase(out.others.add, *primary);
  }
  const bool all_leave = out.others.remove.size() == live.size();
  const bool some_come = !out.others.add.empty() || (out.primary && !contains(live, *out.primary));
  out.none_left_without_additions = all_leave && !live.empty();
  out.none_left = all_leave && !some_come;
  return out;
}

}  // namespace clever_sync
