#include "apply/agenda.hpp"

#include <algorithm>

#include "apply/operations.hpp"
#include "base/error.hpp"

namespace clever_sync {

Agenda::Agenda(const ApprovedPlan& plan) {
  const std::vector<Change>& changes = plan.plan().changes;
  const auto is_covered = [&plan](const Change& change) { return plan.covers(change.part); };
  const auto covered = static_cast<std::size_t>(std::ranges::count_if(changes, is_covered));
  ensure(covered < std::numeric_limits<std::uint32_t>::max(), "more changes than a run can count");
  tasks_.reserve(covered);
  for (const Change& change : changes) {
    if (!is_covered(change)) continue;
    Task& task = tasks_.emplace_back();
    task.change = &change;
    task.clever_id = change.clever_id;
    task.kind = change.kind;
    task.action = change.action;
    task.part = change.part;
  }
  by_object_ = index_by_object(tasks_);
}

std::span<const std::uint32_t> Agenda::of_object(Kind kind, const CleverId& id) const {
  const auto key = [this](std::uint32_t number) { return std::pair(tasks_[number].kind, tasks_[number].clever_id); };
  const auto found = std::ranges::lower_bound(by_object_, std::pair(kind, id), {}, key);
  if (found == by_object_.end() || key(*found) != std::pair(kind, id)) return {};
  return object_at(static_cast<std::size_t>(found - by_object_.begin()));
}

std::span<const std::uint32_t> Agenda::object_at(std::size_t place) const {
  const Task& first = tasks_[by_object_[place]];
  std::size_t end = place + 1;
  while (end < by_object_.size() && tasks_[by_object_[end]].clever_id == first.clever_id &&
         tasks_[by_object_[end]].kind == first.kind) {
    ++end;
  }
  return std::span(by_object_).subspan(place, end - place);
}

void Agenda::set_code(Task& task, std::string_view code) {
  auto found = code_numbers_.find(code);
  if (found == code_numbers_.end()) {
    found = code_numbers_.emplace(code, static_cast<std::uint32_t>(codes_.size())).first;
    codes_.emplace_back(code);
  }
  task.code = found->second;
}

void Agenda::set_sphero_id(Task& task, std::string_view sphero_id) {
  if (!sphero_id.empty() && task.sphero_id != sphero_id) task.sphero_id = texts_.keep(sphero_id);
}

const std::vector<UserId>& Agenda::left_out(const Task& task) const {
  static const std::vector<UserId> nobody;
  const auto found = left_out_.find(number_of(task));
  return found == left_out_.end() ? nobody : found->second;
}

void Agenda::leave_out(const Task& task, std::vector<UserId> members) {
  if (!members.empty()) left_out_.insert_or_assign(number_of(task), std::move(members));
}

std::int64_t Agenda::steps(const Task& task) const {
  return step_count(*task.change, left_out(task));
}

std::int64_t Agenda::steps_done(const Task& task) const {
  return task.state == Task::State::done ? steps(task) : task.step - 1;
}

void Agenda::forget_changes() {
  for (Task& task : tasks_) task.change = nullptr;
}

}  // namespace clever_sync
