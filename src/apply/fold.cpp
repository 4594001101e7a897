#include "apply/fold.hpp"

#include <algorithm>

#include "base/error.hpp"

namespace clever_sync {

namespace {

/// The object with its texts in the arena of the result: a state's texts die with the state.
template <class Object>
Object kept(const Object& object, Texts& texts) {
  Object copy = object;
  copy.sphero_id = texts.keep(object.sphero_id);
  for (const auto& field : fields_of(copy)) copy.*field.member = texts.intern(copy.*field.member);
  return copy;
}

template <class Object>
void set_fields(Object& object, const Operation& operation, Texts& texts) {
  if (operation.set.empty()) return;
  for (const auto& field : fields_of(object)) {
    const auto set = operation.set.find(std::string(field.name));
    if (set != operation.set.end()) object.*field.member = texts.intern(set->second);
  }
}

void move_members(SpheroTeacher&, const Operation&) {}
void move_members(SpheroStudent&, const Operation&) {}

void move_members(SpheroClass& object, const Operation& operation) {
  for (const UserId& id : operation.remove_students) std::erase(object.students, id);
  if (!operation.add_students.empty()) {
    object.students.insert(object.students.end(), operation.add_students.begin(), operation.add_students.end());
    std::ranges::sort(object.students);
    object.students.erase(std::unique(object.students.begin(), object.students.end()), object.students.end());
  }
  for (const UserId& id : operation.remove_teachers) std::erase(object.teachers, id);
  for (const UserId& id : operation.add_teachers) {
    if (std::ranges::find(object.teachers, id) == object.teachers.end()) object.teachers.push_back(id);
  }
  if (operation.primary_teacher) {
    std::erase(object.teachers, *operation.primary_teacher);
    object.teachers.insert(object.teachers.begin(), *operation.primary_teacher);
  }
}

/// Members by their new ids, each once.
void rename_members(SpheroClass& object, const std::map<UserId, UserId>& relinked) {
  if (relinked.empty()) return;
  const auto rename = [&](std::vector<UserId>& members) {
    for (UserId& id : members) {
      if (const auto found = relinked.find(id); found != relinked.end()) id = found->second;
    }
  };
  rename(object.students);
  std::ranges::sort(object.students);
  object.students.erase(std::unique(object.students.begin(), object.students.end()), object.students.end());
  rename(object.teachers);
  std::vector<UserId> once;
  for (const UserId& id : object.teachers) {
    if (std::ranges::find(once, id) == once.end()) once.push_back(id);
  }
  object.teachers = std::move(once);
}

}  // namespace

template <class Object>
const Object* Overlay<Object>::find(const ObjectId& id) const {
  if (const auto found = changed_.find(id); found != changed_.end()) return &found->second;
  return removed_.contains(id) ? nullptr : find_by_id(state_, id);
}

template <class Object>
Object& Overlay<Object>::change(const ObjectId& id, Texts& texts) {
  if (const auto found = changed_.find(id); found != changed_.end()) return found->second;
  Object object;
  object.id = id;
  if (!removed_.contains(id)) {
    if (const Object* const there = find_by_id(state_, id)) {
      object = *there;
    } else if (const Object* const observed = find_by_id(base_, id)) {
      object = kept(*observed, texts);
    }
  }
  return replace(std::move(object));
}

template <class Object>
void Overlay<Object>::remove(const ObjectId& id) {
  changed_.erase(id);
  removed_.insert(id);
}

template <class Object>
auto Overlay<Object>::find_sphero_id(std::string_view sphero_id) const -> std::optional<ObjectId> {
  // A walk over all records, since relinks are a handful in a night.
  for (const auto& [id, object] : changed_) {
    if (object.sphero_id == sphero_id) return id;
  }
  for (const std::vector<Object>* const records : {&state_, &base_}) {
    const auto found = std::ranges::find(*records, sphero_id, &Object::sphero_id);
    if (found != records->end() && !removed_.contains(found->id)) return found->id;
  }
  return std::nullopt;
}

template <class Object>
std::vector<Object> Overlay<Object>::take() {
  std::vector<Object*> changed;
  changed.reserve(changed_.size());
  for (auto& [id, object] : changed_) changed.push_back(&object);
  std::ranges::sort(changed, {}, [](const Object* object) { return object->id; });
  std::vector<Object> records;
  records.reserve(state_.size() + changed.size());
  auto next = changed.begin();
  for (const Object& object : state_) {
    for (; next != changed.end() && (*next)->id < object.id; ++next) records.push_back(std::move(**next));
    const bool replaced = next != changed.end() && (*next)->id == object.id;
    if (!replaced && !removed_.contains(object.id)) records.push_back(object);
  }
  for (; next != changed.end(); ++next) records.push_back(std::move(**next));
  changed_ = {};
  return records;
}

template class Overlay<SpheroTeacher>;
template class Overlay<SpheroStudent>;
template class Overlay<SpheroClass>;

StateFold::StateFold(const ManagedState& state, const LiveState& base, Texts& texts)
    : base_(base),
      texts_(texts),
      teachers_(state.teachers, base.managed.teachers),
      students_(state.students, base.managed.students),
      classes_(state.classes, base.managed.classes) {}

void StateFold::add(const Operation& operation, std::string_view sphero_id) {
  switch (operation.kind) {
    case Kind::teacher:
      return fold(teachers_, operation, sphero_id);
    case Kind::student:
      return fold(students_, operation, sphero_id);
    case Kind::class_:
      return fold(classes_, operation, sphero_id);
  }
  unreachable("Kind");
}

namespace {

template <class Object>
auto typed_id(const CleverId& id) {
  if constexpr (std::is_same_v<Object, SpheroClass>) {
    return id.as<SectionTag>();
  } else {
    return id.as<UserTag>();
  }
}

}  // namespace

template <class Object>
void StateFold::fold(Overlay<Object>& objects, const Operation& operation, std::string_view sphero_id) {
  const auto id = typed_id<Object>(operation.clever_id);
  if (operation.action == Operation::Action::relink) relink(objects, operation);
  if (operation.action == Operation::Action::create) {
    Object fresh;
    fresh.id = id;
    // Nothing of an earlier object under this id is left: it was not there any more.
    objects.replace(std::move(fresh));
  }
  Object& object = objects.change(id, texts_);
  if constexpr (std::is_same_v<Object, SpheroClass>) rename_members(object, relinked_);
  if (!sphero_id.empty()) object.sphero_id = texts_.keep(sphero_id);
  set_fields(object, operation, texts_);
  move_members(object, operation);
  if (operation.action == Operation::Action::archive) object.archived = true;
  if (operation.action == Operation::Action::restore) object.archived = false;
}

template <class Object>
void StateFold::relink(Overlay<Object>& objects, const Operation& operation) {
  const auto id = typed_id<Object>(operation.clever_id);
  const auto old_id = objects.find_sphero_id(operation.sphero_id);
  if (!old_id) return adopt_unmanaged(operation);
  if (*old_id == id) return;
  Object object = objects.change(*old_id, texts_);
  object.id = id;
  objects.remove(*old_id);
  objects.replace(std::move(object));
  if constexpr (!std::is_same_v<Object, SpheroClass>) relinked_.insert_or_assign(*old_id, id);
}

/// A hand-made teacher account that becomes managed begins as the account is.
void StateFold::adopt_unmanaged(const Operation& operation) {
  const auto account = std::ranges::find(base_.unmanaged, operation.sphero_id, &UnmanagedTeacher::sphero_id);
  if (operation.kind != Kind::teacher || account == base_.unmanaged.end()) return;
  SpheroTeacher teacher;
  teacher.id = operation.clever_id.as<UserTag>();
  teacher.sphero_id = account->sphero_id;
  teacher.archived = account->archived;
  teacher.email = account->email;
  teacher.first_name = account->first_name;
  teacher.last_name = account->last_name;
  teachers_.replace(kept(teacher, texts_));
}

void StateFold::put(Kind kind, const CleverId& id, const ManagedState& seen) {
  switch (kind) {
    case Kind::teacher:
      if (const auto* found = find_by_id(seen.teachers, id.as<UserTag>())) teachers_.replace(kept(*found, texts_));
      return;
    case Kind::student:
      if (const auto* found = find_by_id(seen.students, id.as<UserTag>())) students_.replace(kept(*found, texts_));
      return;
    case Kind::class_:
      if (const auto* found = find_by_id(seen.classes, id.as<SectionTag>())) classes_.replace(kept(*found, texts_));
      return;
  }
  unreachable("Kind");
}

bool StateFold::has(Kind kind, const CleverId& id) const {
  switch (kind) {
    case Kind::teacher:
      return teachers_.find(id.as<UserTag>()) != nullptr;
    case Kind::student:
      return students_.find(id.as<UserTag>()) != nullptr;
    case Kind::class_:
      return classes_.find(id.as<SectionTag>()) != nullptr;
  }
  unreachable("Kind");
}

std::optional<CleverId> StateFold::find_sphero_id(Kind kind, std::string_view sphero_id) const {
  const auto find = [&](const auto& objects) -> std::optional<CleverId> {
    const auto id = objects.find_sphero_id(sphero_id);
    return id ? std::optional(id->template as<AnyTag>()) : std::nullopt;
  };
  switch (kind) {
    case Kind::teacher:
      return find(teachers_);
    case Kind::student:
      return find(students_);
    case Kind::class_:
      return find(classes_);
  }
  unreachable("Kind");
}

ManagedState StateFold::only(Kind kind, const CleverId& id) const {
  ManagedState state;
  switch (kind) {
    case Kind::teacher:
      if (const auto* found = teachers_.find(id.as<UserTag>())) state.teachers.push_back(*found);
      return state;
    case Kind::student:
      if (const auto* found = students_.find(id.as<UserTag>())) state.students.push_back(*found);
      return state;
    case Kind::class_:
      if (const auto* found = classes_.find(id.as<SectionTag>())) {
        state.classes.push_back(*found);
        rename_members(state.classes.back(), relinked_);
      }
      return state;
  }
  unreachable("Kind");
}

ManagedState StateFold::take() {
  ManagedState state{.teachers = teachers_.take(), .students = students_.take(), .classes = classes_.take()};
  for (SpheroClass& object : state.classes) rename_members(object, relinked_);
  return state;
}

}  // namespace clever_sync
