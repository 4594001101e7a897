#include "apply/operations.hpp"

#include <algorithm>

#include "apply/record_edit.hpp"

namespace clever_sync {

namespace {

bool contains(const std::vector<UserId>& members, const UserId& id) {
  return std::ranges::find(members, id) != members.end();
}

Operation bare(const Change& change, Operation::Action action) {
  Operation operation;
  operation.action = action;
  operation.kind = change.kind;
  operation.clever_id = change.clever_id;
  return operation;
}

/// The operation with everything that the change says of fields and members.
Operation full(const Change& change, Operation::Action action, const std::vector<UserId>& left_out) {
  Operation operation = bare(change, action);
  for (const FieldChange& field : change.set) {
    // A create says nothing of a field that stays empty; elsewhere "" clears it.
    if (action != Operation::Action::create || !field.to.empty()) operation.set.emplace(field.field, field.to);
  }
  operation.add_students = without(change.add_students, left_out);
  operation.remove_students = change.remove_students;
  operation.add_teachers = without(change.add_teachers, left_out);
  operation.remove_teachers = change.remove_teachers;
  if (change.primary_teacher && !std::ranges::binary_search(left_out, *change.primary_teacher)) {
    operation.primary_teacher = change.primary_teacher;
  }
  return operation;
}

template <class Object>
bool fields_show(const Operation& operation, const Object& object) {
  return std::ranges::all_of(fields_of(object), [&](const auto& field) {
    const auto set = operation.set.find(std::string(field.name));
    return set == operation.set.end() || object.*field.member == set->second;
  });
}

template <class Object>
bool members_show(const Operation&, const Object&) {
  return true;
}

template <>
bool members_show(const Operation& operation, const SpheroClass& object) {
  const auto all_in = [](const std::vector<UserId>& ids, const std::vector<UserId>& members) {
    return std::ranges::all_of(ids, [&](const UserId& id) { return contains(members, id); });
  };
  const auto none_in = [](const std::vector<UserId>& ids, const std::vector<UserId>& members) {
    return std::ranges::none_of(ids, [&](const UserId& id) { return contains(members, id); });
  };
  return all_in(operation.add_students, object.students) && none_in(operation.remove_students, object.students) &&
         all_in(operation.add_teachers, object.teachers) && none_in(operation.remove_teachers, object.teachers) &&
         (!operation.primary_teacher ||
          (!object.teachers.empty() && object.teachers.front() == *operation.primary_teacher));
}

template <class Object>
bool no_more_members(const Object&, const Object&) {
  return true;
}

template <>
bool no_more_members(const SpheroClass& seen, const SpheroClass& expected) {
  return std::ranges::includes(expected.students, seen.students);
}

/// Nobody else moved a field that the operation sets, unless to where it belongs.
template <class Object>
bool fields_unmoved(const Operation& operation, const Object& seen, const Object& expected) {
  return std::ranges::all_of(fields_of(seen), [&](const auto& field) {
    const auto set = operation.set.find(std::string(field.name));
    return set == operation.set.end() || seen.*field.member == expected.*field.member ||
           seen.*field.member == set->second;
  });
}

bool primary_unmoved(const Operation& operation, const SpheroClass& seen, const SpheroClass& expected) {
  if (!operation.primary_teacher) return true;
  const auto first = [](const SpheroClass& object) {
    return object.teachers.empty() ? std::nullopt : std::optional(object.teachers.front());
  };
  return first(seen) == first(expected) || first(seen) == operation.primary_teacher;
}

template <class Object>
bool primary_unmoved(const Operation&, const Object&, const Object&) {
  return true;
}

const ManualMembers* manual_of(const std::vector<ManualMembers>& manual, const Operation& operation) {
  return operation.kind == Kind::class_ ? find_by_id(manual, operation.clever_id.as<SectionTag>()) : nullptr;
}

bool no_more_manual(const Operation& operation, const std::vector<ManualMembers>& seen,
                    const std::vector<ManualMembers>& expected) {
  const ManualMembers* const now = manual_of(seen, operation);
  const ManualMembers* const before = manual_of(expected, operation);
  if (now == nullptr) return true;
  return std::ranges::all_of(now->students, [&](std::string_view student) {
    return before != nullptr && std::ranges::find(before->students, student) != before->students.end();
  });
}

}  // namespace

std::vector<Operation> operations_of(const Change& change, const std::vector<UserId>& left_out) {
  using OperationAction = Operation::Action;
  if (change.action == Action::create) return {full(change, OperationAction::create, left_out)};
  std::vector<Operation> operations;
  Operation update = full(change, OperationAction::update, left_out);
  const bool updates = !changes_nothing(update);
  if (updates || change.action == Action::update) operations.push_back(std::move(update));
  switch (change.action) {
    case Action::create:
    case Action::update:
      break;
    case Action::relink:  // first: only then the object goes by the id that the update names
      operations.insert(operations.begin(), bare(change, OperationAction::relink));
      operations.front().sphero_id = change.sphero_id;
      break;
    case Action::restore:
      operations.push_back(bare(change, OperationAction::restore));
      break;
    case Action::archive:
      operations.push_back(bare(change, OperationAction::archive));
      break;
  }
  return operations;
}

std::int64_t step_count(const Change& change, const std::vector<UserId>& left_out) {
  if (change.action == Action::create || change.action == Action::update) return 1;  // nearly all of them
  return static_cast<std::int64_t>(operations_of(change, left_out).size());
}

bool changes_nothing(const Operation& operation) {
  return operation.action == Operation::Action::update && operation.set.empty() && operation.add_students.empty() &&
         operation.remove_students.empty() && operation.add_teachers.empty() && operation.remove_teachers.empty() &&
         !operation.primary_teacher;
}

bool shows_effect(const Operation& operation, const ManagedState& live) {
  return with_record(live, operation.kind, operation.clever_id, [&](const auto* object) {
    if (object == nullptr) return false;
    switch (operation.action) {
      case Operation::Action::create:
        return true;
      case Operation::Action::update:
        return fields_show(operation, *object) && members_show(operation, *object);
      case Operation::Action::relink:
        return object->sphero_id == operation.sphero_id;
      case Operation::Action::restore:
        return !object->archived;
      case Operation::Action::archive:
        return object->archived;
    }
    unreachable("Operation::Action");
  });
}

bool shows_content(const Operation& create, const ManagedState& live) {
  return with_record(live, create.kind, create.clever_id, [&](const auto* object) {
    if (object == nullptr || object->archived || !fields_show(create, *object)) return false;
    if (!members_show(create, *object)) return false;
    return std::ranges::all_of(fields_of(*object), [&](const auto& field) {
      return (*object.*field.member).empty() || create.set.contains(std::string(field.name));
    });
  });
}

bool still_right(const Operation& operation, const LiveState& seen, const ManagedState& expected,
                 const std::vector<ManualMembers>& expected_manual) {
  return with_record(seen.managed, operation.kind, operation.clever_id, [&](const auto* now) {
    using Object = std::remove_cvref_t<decltype(*now)>;
    return with_record(expected, operation.kind, operation.clever_id, [&](const auto* before) {
      if constexpr (std::is_same_v<std::remove_cvref_t<decltype(*before)>, Object>) {
        if (now == nullptr || before == nullptr || now->archived != before->archived) return false;
        if (!fields_unmoved(operation, *now, *before) || !primary_unmoved(operation, *now, *before)) return false;
        const bool opens_or_closes =
            operation.action == Operation::Action::archive || operation.action == Operation::Action::restore;
        return !opens_or_closes ||
               (no_more_members(*now, *before) && no_more_manual(operation, seen.manual, expected_manual));
      } else {
        return false;  // not reached: both are records of operation.kind
      }
    });
  });
}

std::optional<Operation> with_live_values(Operation operation, const ManagedState& live) {
  const bool found = with_record(live, operation.kind, operation.clever_id, [&](const auto* object) {
    if (object == nullptr) return false;
    for (const auto& field : fields_of(*object)) {
      const auto set = operation.set.find(std::string(field.name));
      if (set != operation.set.end()) set->second = (*object).*(field.member);
    }
    return true;
  });
  if (!found) return std::nullopt;
  return operation;
}

}  // namespace clever_sync
