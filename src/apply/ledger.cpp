#include "apply/ledger.hpp"

#include <algorithm>

#include "apply/operations.hpp"

namespace clever_sync {

namespace {

/// What a name in waits_for names: `create class 58da…`.
struct NamedChange {
  Action action = Action::create;
  Kind kind = Kind::class_;
  CleverId id;
};

std::optional<NamedChange> parse_change_name(std::string_view name) {
  const std::size_t first = name.find(' ');
  const std::size_t second = name.rfind(' ');
  if (first == std::string_view::npos || second <= first) return std::nullopt;
  const auto action = parse_action(name.substr(0, first));
  const auto kind = parse_kind(name.substr(first + 1, second - first - 1));
  const auto id = CleverId::parse(name.substr(second + 1));
  if (!action || !kind || !id) return std::nullopt;
  return NamedChange{.action = *action, .kind = *kind, .id = *id};
}

}  // namespace

Ledger::Ledger(const Observation& observed, Outcomes& outcomes) : observed_(observed), outcomes_(outcomes) {}

void Ledger::admit(Task& task) {
  const Change& change = *task.change;
  const auto skip = [&](std::string_view code) {
    task.state = Task::State::skipped;
    agenda().set_code(task, code);
    close(task);
  };
  if (has_earlier_not_done(task)) return skip("depends");
  const bool waits =
      !std::ranges::all_of(change.waits_for, [&](const std::string& name) { return is_done_whole(name); });
  if (waits) return skip("waits");
  if (change.kind != Kind::class_) {
    const bool in_class = still_in_class_.contains(change.clever_id.as<UserTag>());
    if (change.action == Action::archive && in_class) skip("depends");
    return;
  }
  agenda().leave_out(task, members_without_account(change));
  const bool says_nothing =
      change.action == Action::update && changes_nothing(operations_of(change, agenda().left_out(task)).front());
  if (says_nothing) skip("depends");
}

/// Whether an earlier change of the same object, in the same part, came to its end without being done.
bool Ledger::has_earlier_not_done(const Task& task) const {
  const std::vector<Task>& tasks = outcomes_.agenda().tasks();
  for (const std::uint32_t number : outcomes_.agenda().of_object(task.kind, task.clever_id)) {
    const Task& other = tasks[number];
    if (&other >= &task) return false;
    if (other.part == task.part && other.state != Task::State::done) return true;
  }
  return false;
}

/// Whether the addition of that name was done, with everybody whom it names.
bool Ledger::is_done_whole(std::string_view addition) const {
  const std::optional<NamedChange> named = parse_change_name(addition);
  if (!named) return false;
  const Agenda& agenda = outcomes_.agenda();
  return std::ranges::any_of(agenda.of_object(named->kind, named->id), [&](std::uint32_t number) {
    const Task& task = agenda.tasks()[number];
    return task.part == Part::additions && task.action == named->action && task.state == Task::State::done &&
           agenda.left_out(task).empty();
  });
}

std::vector<UserId> Ledger::members_without_account(const Change& change) const {
  std::vector<UserId> missing;
  const auto look = [&](const UserId& id, Kind kind) {
    if (!outcomes_.live().has(kind, id.as<AnyTag>())) missing.push_back(id);
  };
  for (const UserId& id : change.add_students) look(id, Kind::student);
  for (const UserId& id : change.add_teachers) look(id, Kind::teacher);
  if (change.primary_teacher) look(*change.primary_teacher, Kind::teacher);
  std::ranges::sort(missing);
  missing.erase(std::unique(missing.begin(), missing.end()), missing.end());
  return missing;
}

Operation Ledger::next_operation(const Task& task) const {
  std::vector<Operation> operations = operations_of(*task.change, outcomes_.agenda().left_out(task));
  Operation operation = std::move(operations.at(static_cast<std::size_t>(task.step - 1)));
  operation.if_version = version_of(operation);
  // Who becomes the primary teacher also joins, if not a member yet: the contract does not say that it goes without.
  const bool is_new =
      operation.primary_teacher && !std::ranges::binary_search(operation.add_teachers, *operation.primary_teacher);
  if (is_new) {
    const ManagedState now = outcomes_.live().only(operation.kind, operation.clever_id);
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
  if (operation.action == Operation::Action::relink) {
    // The account goes by its old Clever id until then; a hand-made one has none.
    const std::optional<CleverId> old_id = outcomes_.live().find_sphero_id(operation.kind, operation.sphero_id);
    if (old_id) return version_of(Object{operation.kind, *old_id});
    const auto by_hand = observed_.unmanaged_versions.find(operation.sphero_id);
    return by_hand == observed_.unmanaged_versions.end() ? std::nullopt : std::optional(by_hand->second);
  }
  return version_of(Object{operation.kind, operation.clever_id});
}

/// Without an answer's word a new object has version 1, and each operation raises it by 1. Were that wrong, 412 would
/// tell.
std::optional<std::int64_t> Ledger::version_of(const Object& object) const {
  if (const auto known = versions_.find(object); known != versions_.end()) return known->second;
  const Agenda& agenda = outcomes_.agenda();
  std::int64_t done = 0;
  for (const std::uint32_t number : agenda.of_object(object.first, object.second)) {
    done += agenda.steps_done(agenda.tasks()[number]);
  }
  if (const auto seen = observed_.versions.find(object); seen != observed_.versions.end()) return seen->second + done;
  return done == 0 ? std::nullopt : std::optional(done);
}

void Ledger::add_done(Task& task, const Operation& operation, std::string_view sphero_id,
                      std::optional<std::int64_t> version) {
  agenda().set_sphero_id(task, sphero_id);
  const bool relinks = operation.action == Operation::Action::relink;
  if (relinks || outcomes_.live().holds(operation.kind, operation.clever_id)) {
    outcomes_.live().add(operation, sphero_id);
  }
  const std::int64_t told_by_count = operation.if_version.value_or(0) + 1;
  const std::int64_t now = version.value_or(told_by_count);
  const Object object{operation.kind, operation.clever_id};
  // A create of what was there when it was read: it had vanished meanwhile, and its version with it.
  const bool starts_anew = operation.action == Operation::Action::create && observed_.versions.contains(object);
  if (relinks || starts_anew || now != told_by_count || versions_.contains(object)) versions_[object] = now;
}

void Ledger::add_seen(const Operation& operation, const Observation& seen) {
  outcomes_.live().put(operation.kind, operation.clever_id, seen.live.managed);
  const Object object{operation.kind, operation.clever_id};
  if (const auto found = seen.versions.find(object); found != seen.versions.end()) versions_[object] = found->second;
}

bool Ledger::is_still_right(const Operation& operation, const Observation& seen) const {
  if (operation.action == Operation::Action::create) {
    return with_record(seen.live.managed, operation.kind, operation.clever_id,
                       [](const auto* object) { return object == nullptr; });
  }
  return still_right(operation, seen.live, outcomes_.live().only(operation.kind, operation.clever_id),
                     observed_.live.manual);
}

void Ledger::close(const Task& task) {
  const bool lets_nobody_go =
      task.part == Part::removals && task.kind == Kind::class_ && task.state != Task::State::done;
  if (lets_nobody_go) block_members(*task.change);
}

void Ledger::block_members(const Change& change) {
  still_in_class_.insert(change.remove_students.begin(), change.remove_students.end());
  still_in_class_.insert(change.remove_teachers.begin(), change.remove_teachers.end());
  if (change.action != Action::archive) return;
  for (const SpheroClass& open : outcomes_.live().only(Kind::class_, change.clever_id).classes) {
    still_in_class_.insert(open.students.begin(), open.students.end());
    still_in_class_.insert(open.teachers.begin(), open.teachers.end());
  }
}

}  // namespace clever_sync
