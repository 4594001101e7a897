#include "apply/task.hpp"

#include <algorithm>
#include <tuple>
#include <unordered_set>

namespace clever_sync {

namespace {

bool only_lets_go(const Change& change) {
  return change.action == Action::update && change.set.empty() && !change.primary_teacher &&
         change.add_students.empty() && change.add_teachers.empty();
}

auto phase_key(const Change& change) {
  return std::tuple(change.part, change.kind, change.action == Action::archive, only_lets_go(change));
}

}  // namespace

std::vector<std::vector<Task*>> phases_of(std::vector<Task>& tasks) {
  std::vector<std::vector<Task*>> phases;
  std::unordered_set<CleverId> objects;  // of the phase; one kind, so the id alone will do
  for (Task& task : tasks) {
    const bool follows = !phases.empty() && phase_key(*phases.back().back()->change) == phase_key(*task.change);
    if (!follows || !objects.insert(task.change->clever_id).second) {
      phases.emplace_back();
      objects = {task.change->clever_id};
    }
    phases.back().push_back(&task);
  }
  return phases;
}

std::vector<std::vector<Task*>> cut_into_groups(const std::vector<Task*>& tasks, std::size_t size) {
  std::vector<std::vector<Task*>> groups;
  for (std::size_t at = 0; at < tasks.size(); at += size) {
    const auto begin = tasks.begin() + static_cast<std::ptrdiff_t>(at);
    groups.emplace_back(begin, begin + static_cast<std::ptrdiff_t>(std::min(size, tasks.size() - at)));
  }
  return groups;
}

}  // namespace clever_sync
