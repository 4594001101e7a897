#include "apply/task.hpp"

#include <algorithm>
#include <numeric>
#include <tuple>
#include <utility>

namespace clever_sync {

namespace {

bool only_lets_go(const Change& change) {
  return change.action == Action::update && change.set.empty() && !change.primary_teacher &&
         change.add_students.empty() && change.add_teachers.empty();
}

auto phase_key(const Change& change) {
  return std::tuple(change.part, change.kind, change.action == Action::archive, only_lets_go(change));
}

/// Of each task that is not the first of its object: its number, and that of the one before. In order.
std::vector<std::pair<std::uint32_t, std::uint32_t>> later_changes(const std::vector<Task>& tasks,
                                                                   const std::vector<std::uint32_t>& by_object) {
  std::vector<std::pair<std::uint32_t, std::uint32_t>> later;
  for (std::size_t i = 1; i < by_object.size(); ++i) {
    const Task& before = tasks[by_object[i - 1]];
    const Task& task = tasks[by_object[i]];
    if (before.kind == task.kind && before.clever_id == task.clever_id)
      later.emplace_back(by_object[i], by_object[i - 1]);
  }
  std::ranges::sort(later);
  return later;
}

}  // namespace

std::vector<std::uint32_t> index_by_object(const std::vector<Task>& tasks) {
  std::vector<std::uint32_t> numbers(tasks.size());
  std::iota(numbers.begin(), numbers.end(), 0U);
  const auto key = [&](std::uint32_t number) {
    return std::tuple(tasks[number].kind, tasks[number].clever_id, number);
  };
  std::ranges::sort(numbers, {}, key);
  return numbers;
}

std::vector<std::span<Task>> phases_of(std::vector<Task>& tasks, const std::vector<std::uint32_t>& by_object) {
  const auto later = later_changes(tasks, by_object);
  auto again = later.begin();
  std::vector<std::span<Task>> phases;
  std::size_t begin = 0;
  for (std::size_t i = 0; i < tasks.size(); ++i) {
    bool ends = i > begin && phase_key(*tasks[i - 1].change) != phase_key(*tasks[i].change);
    if (again != later.end() && again->first == i) ends = (again++)->second >= begin || ends;
    if (!ends) continue;
    phases.emplace_back(tasks.data() + begin, i - begin);
    begin = i;
  }
  if (begin < tasks.size()) phases.emplace_back(tasks.data() + begin, tasks.size() - begin);
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
