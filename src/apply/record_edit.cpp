#include "apply/record_edit.hpp"

#include <algorithm>

namespace clever_sync {

namespace {
void sort_unique(std::vector<UserId>& ids) {
  std::ranges::sort(ids);
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
}
}  // namespace

void move_members(SpheroClass& object, const MemberEdit& edit) {
  for (const UserId& id : edit.remove_students) std::erase(object.students.edit(), id);
  if (!edit.add_students.empty()) {
    std::vector<UserId>& students = object.students.edit();
    students.insert(students.end(), edit.add_students.begin(), edit.add_students.end());
    sort_unique(students);
  }
  for (const UserId& id : edit.remove_teachers) std::erase(object.teachers, id);
  for (const UserId& id : edit.add_teachers) {
    if (std::ranges::find(object.teachers, id) == object.teachers.end()) object.teachers.push_back(id);
  }
  if (edit.primary_teacher) {
    std::erase(object.teachers, *edit.primary_teacher);
    object.teachers.insert(object.teachers.begin(), *edit.primary_teacher);
  }
}

std::vector<UserId> without(const std::vector<UserId>& members, const std::vector<UserId>& left_out) {
  std::vector<UserId> kept;
  kept.reserve(members.size());
  for (const UserId& id : members) {
    if (!std::ranges::binary_search(left_out, id)) kept.push_back(id);
  }
  return kept;
}

void rename_members(SpheroClass& object, const Relinked& relinked) {
  if (relinked.empty()) return;
  const auto rename = [&](std::vector<UserId>& members) {
    for (UserId& id : members) {
      if (const auto found = relinked.find(id); found != relinked.end()) id = found->second;
    }
  };
  rename(object.students.edit());
  sort_unique(object.students.edit());
  rename(object.teachers);
  std::vector<UserId> once;
  for (const UserId& id : object.teachers) {
    if (std::ranges::find(once, id) == once.end()) once.push_back(id);
  }
  object.teachers = std::move(once);
}

}  // namespace clever_sync
