#include "apply/ledger.hpp"

#include <algorithm>

#include "apply/operations.hpp"

namespace clever_sync {

Ledger::Ledger(const Observation& observed, const AppliedState& applied, const std::vector<Task>& tasks)
    : observed_(observed),
      live_(observed.live.managed, observed.live, *observed.live.texts),
      applied_(applied.managed, observed.live, *applied.texts) {
  for (const Task& task : tasks) awaited_.insert(task.change->waits_for.begin(), task.change->waits_for.end());
}

void Ledger::admit(Task& task) {
  const Change& change = *task.change;
  const auto skip = [&](std::string_view code) {
    task.state = Task::State::skipped;
    task.code = code;
    close(task);
  };
  const Objects& not_done = change.part == Part::additions ? not_done_additions_ : not_done_removals_;
  if (not_done.contains({change.kind, change.clever_id})) return skip("depends");
  const bool waits =
      !std::ranges::all_of(change.waits_for, [&](const std::string& name) { return done_additions_.contains(name); });
  if (waits) return skip("waits");
  if (change.kind != Kind::class_) {
    const bool in_class = still_in_class_.contains(change.clever_id.as<UserTag>());
    if (change.action == Action::archive && in_class) skip("depends");
    return;
  }
  task.left_out = members_without_account(change);
  if (change.action == Action::update && changes_nothing(operations_of(change, task.left_out).front())) skip("depends");
}

std::vector<UserId> Ledger::members_without_account(const Change& change) const {
  std::vector<UserId> missing;
  const auto look = [&](const UserId& id, Kind kind) {
    if (!live_.has(kind, id.as<AnyTag>())) missing.push_back(id);
  };
  for (const UserId& id : change.add_students) look(id, Kind::student);
  for (const UserId& id : change.add_teachers) look(id, Kind::teacher);
  if (change.primary_teacher) look(*change.primary_teacher, Kind::teacher);
  std::ranges::sort(missing);
  missing.erase(std::unique(missing.begin(), missing.end()), missing.end());
  return missing;
}

Operation Ledger::next_operation(const Task& task) const {
  std::vector<Operation> operations = operations_of(*task.change, task.left_out);
  Operation operation = std::move(operations.at(static_cast<std::size_t>(task.step - 1)));
  operation.if_version = version_of(operation);
  // Who becomes the primary teacher also joins, if not a member yet: the contract does not say that it goes without.
  const bool is_new =
      operation.primary_teacher && !std::ranges::binary_search(operation.add_teachers, *operation.primary_teacher);
  if (is_new) {
    const ManagedState now = live_.only(operation.kind, operation.clever_id);
    const bool member =
        !now.classes.empty() && std::ranges::find(now.classes.front().teachers, *operation.primary_teacher) !=
                                    now.classes.front().teachers.end();
    if (!member) {
      operation.add_teachers.push_back(*operation.primary_teacher);
      std::ranges::sort(operation.add_teachers);
    }
  }
  return operation;
}

std::optional<std::int64_t> Ledger::version_of(const Operation& operation) const {
  if (operation.action == Operation::Action::create) return std::nullopt;
  const auto lookup = [&](const Object& object) -> std::optional<std::int64_t> {
    if (const auto newer = versions_.find(object); newer != versions_.end()) return newer->second;
    if (const auto seen = observed_.versions.find(object); seen != observed_.versions.end()) return seen->second;
    return live_.has(object.first, object.second) ? std::optional<std::int64_t>(1) : std::nullopt;  // made by this run
  };
  if (operation.action == Operation::Action::relink) {
    // The account goes by its old Clever id until then; a hand-made one has none.
    const std::optional<CleverId> old_id = live_.find_sphero_id(operation.kind, operation.sphero_id);
    if (old_id) return lookup({operation.kind, *old_id});
    const auto by_hand = observed_.unmanaged_versions.find(operation.sphero_id);
    return by_hand == observed_.unmanaged_versions.end() ? std::nullopt : std::optional(by_hand->second);
  }
  return lookup({operation.kind, operation.clever_id});
}

void Ledger::add_done(const Operation& operation, std::string_view sphero_id, std::optional<std::int64_t> version) {
  if (operation.action == Operation::Action::relink) relinked_accounts_.insert(operation.sphero_id);
  live_.add(operation, sphero_id);
  applied_.add(operation, sphero_id);
  // Without an answer's word: a new object has version 1, a change raises it by 1. Were that wrong, 412 would tell.
  const Object object{operation.kind, operation.clever_id};
  const std::int64_t now = version.value_or(operation.if_version.value_or(0) + 1);
  if (now == 1 && !observed_.versions.contains(object)) {
    versions_.erase(object);  // of a million creates none is kept
  } else {
    versions_[object] = now;
  }
}

void Ledger::add_seen(const Operation& operation, const Observation& seen) {
  live_.put(operation.kind, operation.clever_id, seen.live.managed);
  const Object object{operation.kind, operation.clever_id};
  if (const auto found = seen.versions.find(object); found != seen.versions.end()) versions_[object] = found->second;
}

bool Ledger::is_still_right(const Operation& operation, const Observation& seen) const {
  if (operation.action == Operation::Action::create) {
    return with_record(seen.live.managed, operation.kind, operation.clever_id,
                       [](const auto* object) { return object == nullptr; });
  }
  return still_right(operation, seen.live, live_.only(operation.kind, operation.clever_id), observed_.live.manual);
}

void Ledger::close(const Task& task) {
  const Change& change = *task.change;
  const bool whole = task.state == Task::State::done && task.left_out.empty();
  if (change.part == Part::additions) {
    if (whole) {
      if (!awaited_.empty() && awaited_.contains(change_name(change))) done_additions_.insert(change_name(change));
    } else if (task.state != Task::State::done) {
      not_done_additions_.insert({change.kind, change.clever_id});
    }
  } else if (task.state != Task::State::done) {
    not_done_removals_.insert({change.kind, change.clever_id});
    if (change.kind == Kind::class_) block_members(change);
  }
}

void Ledger::forget_adopted(std::vector<UnmanagedTeacher>& unmanaged) const {
  std::erase_if(unmanaged, [&](const UnmanagedTeacher& account) {
    return relinked_accounts_.contains(std::string(account.sphero_id));
  });
}

void Ledger::block_members(const Change& change) {
  still_in_class_.insert(change.remove_students.begin(), change.remove_students.end());
  still_in_class_.insert(change.remove_teachers.begin(), change.remove_teachers.end());
  if (change.action != Action::archive) return;
  for (const SpheroClass& open : live_.only(Kind::class_, change.clever_id).classes) {
    still_in_class_.insert(open.students.begin(), open.students.end());
    still_in_class_.insert(open.teachers.begin(), open.teachers.end());
  }
}

}  // namespace clever_sync
