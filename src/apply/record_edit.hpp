#pragma once
// What an operation, or a whole change, does to the record of its object: the fields it sets and the members it moves.
// One meaning for both, and for every state that it is laid over. Private to apply. Pure but for the arena.

#include <algorithm>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "plan/plan.hpp"
#include "sphero/target.hpp"

namespace clever_sync {

/// The kind's own type of a Clever id.
template <class Object>
auto typed_id(const CleverId& id) {
  if constexpr (std::is_same_v<Object, SpheroClass>) {
    return id.as<SectionTag>();
  } else {
    return id.as<UserTag>();
  }
}

template <class Object>
constexpr Kind kind_of() {
  if constexpr (std::is_same_v<Object, SpheroTeacher>) return Kind::teacher;
  if constexpr (std::is_same_v<Object, SpheroStudent>) return Kind::student;
  return Kind::class_;
}

/// The object with its texts in the arena, or as they are without one: a state's texts die with the state.
template <class Object>
Object kept(const Object& object, Texts* texts) {
  Object copy = object;
  if (texts == nullptr) return copy;
  copy.sphero_id = texts->keep(object.sphero_id);
  for (const auto& field : fields_of(copy)) copy.*field.member = texts->intern(copy.*field.member);
  return copy;
}

/// Who comes and goes. Views: what it is made from must outlive it.
struct MemberEdit {
  std::span<const UserId> add_students, remove_students, add_teachers, remove_teachers;
  std::optional<UserId> primary_teacher;
};
template <class Edit>
MemberEdit members_of(const Edit& edit) {
  return {.add_students = edit.add_students,
          .remove_students = edit.remove_students,
          .add_teachers = edit.add_teachers,
          .remove_teachers = edit.remove_teachers,
          .primary_teacher = edit.primary_teacher};
}
inline void move_members(SpheroTeacher&, const MemberEdit&) {}
inline void move_members(SpheroStudent&, const MemberEdit&) {}
void move_members(SpheroClass& object, const MemberEdit& edit);

/// The accounts that go by another Clever id since a relink, old to new: members of classes are named by the new one.
using Relinked = std::map<UserId, UserId>;
/// Members by their new ids, each once.
void rename_members(SpheroClass& object, const Relinked& relinked);

template <class Object>
void set_fields(Object& object, const Operation& operation, Texts& texts) {
  if (operation.set.empty()) return;
  for (const auto& field : fields_of(object)) {
    const auto set = operation.set.find(std::string(field.name));
    if (set != operation.set.end()) object.*field.member = texts.intern(set->second);
  }
}

/// Without an arena the record views the change's texts.
template <class Object>
void set_fields(Object& object, const Change& change, Texts* texts) {
  for (const FieldChange& set : change.set) {
    for (const auto& field : fields_of(object)) {
      if (field.name == set.field)
        object.*field.member = texts == nullptr ? std::string_view(set.to) : texts->intern(set.to);
    }
  }
}

/// The members without those who are left out (sorted).
std::vector<UserId> without(const std::vector<UserId>& members, const std::vector<UserId>& left_out);

/// Lays `steps_done` of the change's `steps` operations over the record. Not for relinks.
template <class Object>
void lay_over(Object& object, const Change& change, const std::vector<UserId>& left_out, std::int64_t steps_done,
              std::int64_t steps, Texts* texts) {
  if (steps_done == 0) return;
  // A restore or archive that takes one step sets nothing and moves nobody.
  set_fields(object, change, texts);
  if (left_out.empty()) {
    move_members(object, members_of(change));
  } else {
    const std::vector<UserId> students = without(change.add_students, left_out);
    const std::vector<UserId> teachers = without(change.add_teachers, left_out);
    MemberEdit edit = members_of(change);
    edit.add_students = students;
    edit.add_teachers = teachers;
    if (edit.primary_teacher && std::ranges::binary_search(left_out, *edit.primary_teacher))
      edit.primary_teacher.reset();
    move_members(object, edit);
  }
  if (steps_done < steps) return;
  if (change.action == Action::archive) object.archived = true;
  if (change.action == Action::restore) object.archived = false;
}

}  // namespace clever_sync
