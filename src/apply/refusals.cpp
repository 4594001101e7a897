#include "apply/refusals.hpp"

#include <algorithm>
#include <map>
#include <tuple>

namespace clever_sync {

namespace {

constexpr int longest_distance = 8;  // nights

using Key = std::tuple<Kind, CleverId, std::string>;  // kind, id, action: what refused.json is sorted by

Key key_of(const Change& change) {
  return {change.kind, change.clever_id, std::string(name_of(change.action))};
}
Key key_of(const RefusedChange& refused) {
  return {refused.kind, refused.id, refused.action};
}

/// 1, 2, 4, 8, then 8 nights.
Date next_try_after(Date as_of, int nights) {
  int distance = 1;
  for (int i = 1; i < nights && distance < longest_distance; ++i) distance *= 2;
  return as_of + std::chrono::days{distance};
}

/// Content digests of the planned changes that have an old entry: others need none, and hashing a district costs.
std::map<Key, std::vector<std::string>> planned_digests(const std::vector<RefusedChange>& before, const Plan& plan) {
  std::map<Key, std::vector<std::string>> planned;
  for (const RefusedChange& refused : before) planned[key_of(refused)];
  if (planned.empty()) return planned;
  for (const Change& change : plan.changes) {
    if (const auto found = planned.find(key_of(change)); found != planned.end()) {
      found->second.push_back(change_digest(change));
    }
  }
  return planned;
}

}  // namespace

std::vector<RefusedChange> next_refused(const std::vector<RefusedChange>& before, const Plan& plan,
                                        const Agenda& agenda) {
  std::map<std::pair<Key, std::string>, RefusedChange> entries;  // by content too: a class may have an update per part
  const auto planned = planned_digests(before, plan);
  for (const RefusedChange& refused : before) {
    const std::vector<std::string>& digests = planned.at(key_of(refused));
    const bool still_planned = std::ranges::find(digests, refused.digest) != digests.end();
    const bool waits = digests.empty() && refused.next_try > plan.as_of;
    if (still_planned || waits) entries.emplace(std::pair(key_of(refused), refused.digest), refused);
  }
  for (const Task& task : agenda.tasks()) {
    const Key key = key_of(*task.change);
    if (task.state == Task::State::done) {
      if (planned.contains(key)) entries.erase({key, change_digest(*task.change)});
    } else if (task.state == Task::State::refused) {
      const std::string digest = change_digest(*task.change);
      RefusedChange& entry = entries[{key, digest}];
      entry = RefusedChange{.kind = task.change->kind,
                            .id = task.change->clever_id,
                            .action = std::string(name_of(task.change->action)),
                            .code = std::string(agenda.code(task)),
                            .nights = entry.digest.empty() ? 1 : entry.nights + 1,
                            .next_try = {},
                            .digest = digest};
      entry.next_try = next_try_after(plan.as_of, entry.nights);
    }
  }
  std::vector<RefusedChange> sorted;
  for (auto& [key, entry] : entries) sorted.push_back(std::move(entry));
  return sorted;
}

}  // namespace clever_sync
