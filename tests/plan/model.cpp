#include "model.hpp"

#include <algorithm>

namespace clever_sync::test {

namespace {

template <class Object, class IdType>
Object* find(std::vector<Object>& objects, IdType id) {
  const auto at = std::ranges::find(objects, id, &Object::id);
  return at == objects.end() ? nullptr : &*at;
}

template <class Object>
void insert_sorted(std::vector<Object>& objects, Object object) {
  objects.push_back(std::move(object));
  std::ranges::sort(objects, {}, &Object::id);
}

bool has(const std::vector<UserId>& ids, UserId id) {
  return std::ranges::find(ids, id) != ids.end();
}

template <class Object>
void set_fields(Object& object, const Change& change, Texts& texts) {
  for (const FieldChange& field : change.set) {
    for (const auto& [name, member] : fields_of(object)) {
      if (name == field.field) object.*member = texts.keep(field.to);
    }
  }
}

void set_members(SpheroClass& object, const Change& change) {
  for (const UserId id : change.remove_students) std::erase(object.students.edit(), id);
  for (const UserId id : change.remove_teachers) std::erase(object.teachers, id);
  for (const UserId id : change.add_students) object.students.push_back(id);
  std::ranges::sort(object.students);
  for (const UserId id : change.add_teachers) object.teachers.push_back(id);
  if (change.primary_teacher) {
    std::erase(object.teachers, *change.primary_teacher);
    object.teachers.insert(object.teachers.begin(), *change.primary_teacher);
  }
}

void rename(ManagedState& state, Kind kind, UserId was, UserId now) {
  for (SpheroClass& object : state.classes) {
    std::vector<UserId>& members = kind == Kind::teacher ? object.teachers : object.students.edit();
    std::ranges::replace(members, was, now);
    if (kind == Kind::student) std::ranges::sort(members);
  }
}

std::string members_exist(const SpheroClass& object, const ManagedState& state) {
  for (const UserId id : object.students) {
    if (find_by_id(state.students, id) == nullptr) return "a class names a student without an account";
  }
  for (const UserId id : object.teachers) {
    if (find_by_id(state.teachers, id) == nullptr) return "a class names a teacher without an account";
  }
  std::set<UserId> distinct(object.students.begin(), object.students.end());
  if (distinct.size() != object.students.size()) return "a student is in a class twice";
  distinct = {object.teachers.begin(), object.teachers.end()};
  if (distinct.size() != object.teachers.size()) return "a teacher is in a class twice";
  return "";
}

/// An account changes; rosters are the caller's.
template <class Object>
std::string change_account(std::vector<Object>& accounts, LiveState& live, const Change& change) {
  const UserId id = change.clever_id.as<UserTag>();
  Object* account = find(accounts, id);
  if (change.action == Action::create) {
    if (account != nullptr) return "created twice";
    Object made{.id = id};
    made.sphero_id = live.texts->keep("new-" + change.clever_id.text());
    set_fields(made, change, *live.texts);
    insert_sorted(accounts, made);
    return "";
  }
  if (change.action == Action::relink) {
    if (account != nullptr) return "relinked to an id that has an account";
    const auto old = std::ranges::find(accounts, std::string_view(change.sphero_id), &Object::sphero_id);
    if (old != accounts.end()) {
      rename(live.managed, change.kind, old->id, id);
      old->id = id;
      set_fields(*old, change, *live.texts);
      std::ranges::sort(accounts, {}, &Object::id);
      return "";
    }
    if constexpr (std::is_same_v<Object, SpheroTeacher>) {
      const auto by_hand =
          std::ranges::find(live.unmanaged, std::string_view(change.sphero_id), &UnmanagedTeacher::sphero_id);
      if (by_hand == live.unmanaged.end()) return "relinked an account that is not there";
      SpheroTeacher linked{.id = id, .sphero_id = by_hand->sphero_id, .archived = by_hand->archived};
      linked.email = by_hand->email;
      linked.first_name = by_hand->first_name;
      linked.last_name = by_hand->last_name;
      set_fields(linked, change, *live.texts);
      live.unmanaged.erase(by_hand);
      insert_sorted(accounts, linked);
      return "";
    }
    return "relinked an account that is not there";
  }
  if (account == nullptr) return "there is no such account";
  if (account->sphero_id != change.sphero_id) return "another account than the plan says";
  if (change.action == Action::archive) {
    if (account->archived) return "archived twice";
    for (const SpheroClass& object : live.managed.classes) {
      if (!object.archived && (has(object.students, id) || has(object.teachers, id))) {
        return "an account is archived while it is in an open class";
      }
    }
    account->archived = true;
  }
  if (change.action == Action::restore) {
    if (!account->archived) return "restored although it is open";
    account->archived = false;
  }
  set_fields(*account, change, *live.texts);
  return "";
}

std::string change_class(LiveState& live, const Change& change) {
  const SectionId id = change.clever_id.as<SectionTag>();
  SpheroClass* object = find(live.managed.classes.edit(), id);
  if (change.action == Action::create) {
    if (object != nullptr) return "created twice";
    SpheroClass made{.id = id};
    made.sphero_id = live.texts->keep("new-" + change.clever_id.text());
    set_fields(made, change, *live.texts);
    set_members(made, change);
    insert_sorted(live.managed.classes.edit(), made);
    return members_exist(made, live.managed);
  }
  if (object == nullptr) return "there is no such class";
  if (object->sphero_id != change.sphero_id) return "another class than the plan says";
  if (change.action == Action::archive) {
    if (object->archived) return "archived twice";
    object->archived = true;
  }
  if (change.action == Action::restore) {
    if (!object->archived) return "restored although it is open";
    object->archived = false;
  }
  for (const UserId member : change.remove_students) {
    if (!has(object->students, member)) return "a student is removed who is not there";
  }
  for (const UserId member : change.remove_teachers) {
    if (!has(object->teachers, member)) return "a teacher is removed who is not there";
  }
  set_fields(*object, change, *live.texts);
  set_members(*object, change);
  return members_exist(*object, live.managed);
}

/// What is written is what we know to be there: the object as live has it now, but only in what the change wrote.
template <class Object>
void fold_object(std::vector<Object>& applied, const Object& after, const Change& change, Texts& texts) {
  Object* known = find(applied, after.id);
  if (known == nullptr) {
    insert_sorted(applied, after);
    return;
  }
  known->archived = after.archived;
  known->sphero_id = after.sphero_id;
  if (change.action == Action::create) *known = after;
  set_fields(*known, change, texts);
}

}  // namespace

Model::Model(const LiveState& live, const AppliedState& applied) : live_(live), applied_(applied) {}

std::string Model::carry_out(const Change& change) {
  const UserId user = change.clever_id.as<UserTag>();
  UserId was = user;
  if (change.action == Action::relink) {
    for (const auto& account : live_.managed.teachers) {
      if (account.sphero_id == change.sphero_id && change.kind == Kind::teacher) was = account.id;
    }
    for (const auto& account : live_.managed.students) {
      if (account.sphero_id == change.sphero_id && change.kind == Kind::student) was = account.id;
    }
  }
  std::string trouble;
  Texts& texts = *applied_.texts;
  ManagedState& known = applied_.managed;
  switch (change.kind) {
    case Kind::teacher:
      trouble = change_account(live_.managed.teachers.edit(), live_, change);
      if (!trouble.empty()) return trouble;
      if (was != user) std::erase_if(known.teachers.edit(), [&](const auto& account) { return account.id == was; });
      fold_object(known.teachers.edit(), *find(live_.managed.teachers.edit(), user), change, texts);
      break;
    case Kind::student:
      trouble = change_account(live_.managed.students.edit(), live_, change);
      if (!trouble.empty()) return trouble;
      if (was != user) std::erase_if(known.students.edit(), [&](const auto& account) { return account.id == was; });
      fold_object(known.students.edit(), *find(live_.managed.students.edit(), user), change, texts);
      break;
    case Kind::class_: {
      trouble = change_class(live_, change);
      if (!trouble.empty()) return trouble;
      SpheroClass* const before = find(known.classes.edit(), change.clever_id.as<SectionTag>());
      const SpheroClass& after = *find(live_.managed.classes.edit(), change.clever_id.as<SectionTag>());
      if (before != nullptr && change.action != Action::create) set_members(*before, change);
      fold_object(known.classes.edit(), after, change, texts);
      break;
    }
  }
  if (was != user) rename(known, change.kind, was, user);
  return "";
}

std::set<std::string> Model::able_to_sign_in() const {
  std::set<std::string> able;
  for (const SpheroStudent& account : live_.managed.students) {
    if (!account.archived) able.insert(account.id.text());
  }
  for (const ManualMembers& manual : live_.manual) {
    for (const std::string_view account : manual.students) able.insert(std::string(account));
  }
  for (const SpheroClass& object : live_.managed.classes) {
    if (!object.archived) continue;
    for (const UserId id : object.students) able.erase(id.text());
    for (const ManualMembers& manual : live_.manual) {
      if (manual.id != object.id) continue;
      for (const std::string_view account : manual.students) able.erase(std::string(account));
    }
  }
  return able;
}

std::set<UserId> Model::locked_out_of_open_class() const {
  std::set<UserId> out;
  for (const SpheroStudent& account : live_.managed.students) {
    bool in_open = false, in_archived = false;
    for (const SpheroClass& object : live_.managed.classes) {
      if (!has(object.students, account.id)) continue;
      (object.archived ? in_archived : in_open) = true;
    }
    if (in_open && in_archived && !account.archived) out.insert(account.id);
  }
  return out;
}

}  // namespace clever_sync::test
