#include "apply/fold.hpp"

#include <algorithm>

#include "apply/record_edit.hpp"
#include "base/error.hpp"

namespace clever_sync {

StateFold::StateFold(const ManagedState& state, const LiveState& base, Texts& texts, const Agenda* agenda)
    : base_(base),
      texts_(texts),
      teachers_(state.teachers, base.managed.teachers, agenda, relinked_),
      students_(state.students, base.managed.students, agenda, relinked_),
      classes_(state.classes, base.managed.classes, agenda, relinked_) {}

StateFold::StateFold(const ManagedState& state, const LiveState& base, Texts& texts)
    : StateFold(state, base, texts, nullptr) {}

StateFold::StateFold(const ManagedState& state, const LiveState& base, Texts& texts, const Agenda& agenda)
    : StateFold(state, base, texts, &agenda) {}

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
  move_members(object, members_of(operation));
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
  teachers_.replace(kept(teacher, &texts_));
}

void StateFold::put(Kind kind, const CleverId& id, const ManagedState& seen) {
  switch (kind) {
    case Kind::teacher:
      if (const auto* found = find_by_id(seen.teachers, id.as<UserTag>())) teachers_.replace(kept(*found, &texts_));
      return;
    case Kind::student:
      if (const auto* found = find_by_id(seen.students, id.as<UserTag>())) students_.replace(kept(*found, &texts_));
      return;
    case Kind::class_:
      if (const auto* found = find_by_id(seen.classes, id.as<SectionTag>())) classes_.replace(kept(*found, &texts_));
      return;
  }
  unreachable("Kind");
}

bool StateFold::holds(Kind kind, const CleverId& id) const {
  switch (kind) {
    case Kind::teacher:
      return teachers_.holds(id.as<UserTag>());
    case Kind::student:
      return students_.holds(id.as<UserTag>());
    case Kind::class_:
      return classes_.holds(id.as<SectionTag>());
  }
  unreachable("Kind");
}

bool StateFold::has(Kind kind, const CleverId& id) const {
  switch (kind) {
    case Kind::teacher:
      return teachers_.has(id.as<UserTag>());
    case Kind::student:
      return students_.has(id.as<UserTag>());
    case Kind::class_:
      return classes_.has(id.as<SectionTag>());
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
      if (auto found = teachers_.find(id.as<UserTag>())) state.teachers.push_back(*found);
      return state;
    case Kind::student:
      if (auto found = students_.find(id.as<UserTag>())) state.students.push_back(*found);
      return state;
    case Kind::class_:
      if (auto found = classes_.find(id.as<SectionTag>())) {
        state.classes.push_back(*std::move(found));
        rename_members(state.classes.back(), relinked_);
      }
      return state;
  }
  unreachable("Kind");
}

ManagedState StateFold::all() const {
  ManagedState state{
      .teachers = teachers_.all(texts_), .students = students_.all(texts_), .classes = classes_.all(texts_)};
  for (SpheroClass& object : state.classes) rename_members(object, relinked_);
  return state;
}

}  // namespace clever_sync
