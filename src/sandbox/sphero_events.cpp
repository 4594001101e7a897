// What a teacher, or Sphero, does by hand on the side of Sphero Edu.
#include <fmt/core.h>

#include <algorithm>

#include "sandbox/event_picks.hpp"

namespace clever_sync {
namespace {

constexpr std::size_t class_name_field = 1;                         // grade, name, school, subject, term
constexpr std::array<std::size_t, 3> teacher_name_fields{0, 1, 2};  // email, first_name, last_name

// The class named by `class` (a Clever id or Sphero Edu's own), else the first open one with students.
SpheroObject& pick_class(SpheroWorld& world, const Json& event) {
  if (event.find("class") != nullptr) {
    const std::string_view text = event.text("class");
    const auto clever_id = CleverId::parse(text);
    SpheroObject* const named =
        clever_id ? world.find(Kind::class_, *clever_id) : world.find_sphero_id(Kind::class_, text);
    if (named == nullptr) throw CannotHappen("class names no class of Sphero Edu");
    return *named;
  }
  for (const auto& [sphero_id, object] : world.objects(Kind::class_)) {
    if (!object.archived && !object.students.empty()) return *world.find_sphero_id(Kind::class_, sphero_id);
  }
  throw CannotHappen("Sphero Edu has no open class with students");
}

SpheroObject& pick_account(SpheroWorld& world, const Json& event) {
  for (const Kind kind : {Kind::student, Kind::teacher}) {
    const std::string_view text = event.text(name_of(kind));
    if (text.empty()) continue;
    const auto clever_id = CleverId::parse(text);
    SpheroObject* const named = clever_id ? world.find(kind, *clever_id) : world.find_sphero_id(kind, text);
    if (named != nullptr) return *named;
  }
  throw CannotHappen("student or teacher must name an account of Sphero Edu");
}

EventDone changed(SpheroObject& object) {
  ++object.version;
  return {.touched = {object.sphero_id}};
}

EventDone class_renamed(SpheroWorld& world, const Json& event) {
  SpheroObject& object = pick_class(world, event);
  std::string& name = object.fields.at(class_name_field);
  name = event.text("name").empty() ? name + " (my name)" : std::string(event.text("name"));
  return changed(object);
}

EventDone member_removed(SpheroWorld& world, const Json& event) {
  SpheroObject& object = pick_class(world, event);
  if (object.students.empty()) throw CannotHappen("the class has no students");
  const auto named = UserId::parse(event.text("student"));
  const UserId student = named.value_or(object.students.front());
  if (std::erase(object.students, student) == 0) throw CannotHappen("student is no member of the class");
  return changed(object);
}

EventDone member_added(SpheroWorld& world, const Json& event) {
  SpheroObject& object = pick_class(world, event);
  const auto is_member = [&object](const UserId& id) { return std::ranges::binary_search(object.students, id); };
  auto student = UserId::parse(event.text("student"));
  if (!student) {
    for (const auto& [sphero_id, account] : world.objects(Kind::student)) {
      if (account.clever_id && !is_member(account.clever_id->as<UserTag>())) student = account.clever_id->as<UserTag>();
      if (student) break;
    }
  }
  if (!student || world.find(Kind::student, student->as<AnyTag>()) == nullptr || is_member(*student)) {
    throw CannotHappen("student must be an account that is no member of the class");
  }
  object.students.insert(std::ranges::lower_bound(object.students, *student), *student);
  return changed(object);
}

// An account that a teacher makes for a child that Clever does not know, in the class at once.
EventDone manual_student_added(SpheroWorld& world, const Json& event) {
  SpheroObject& object = pick_class(world, event);
  const std::string student = world.add(Kind::student, std::nullopt).sphero_id;
  object.manual_students.push_back(student);
  std::ranges::sort(object.manual_students);
  EventDone done = changed(object);
  done.touched.push_back(student);
  return done;
}

EventDone teacher_made_by_hand(SpheroWorld& world, const Json& event) {
  SpheroObject& object = world.add(Kind::teacher, std::nullopt);
  object.fields.at(teacher_name_fields[0]) = event.text("email");
  object.fields.at(teacher_name_fields[1]) = event.text("first_name");
  object.fields.at(teacher_name_fields[2]) = event.text("last_name");
  return {.touched = {object.sphero_id}};
}

enum class Shelf { open, archived };

EventDone shelve(SpheroObject& object, Shelf shelf) {
  const bool archived = shelf == Shelf::archived;
  if (object.archived == archived) throw CannotHappen("it is so already");
  object.archived = archived;
  return changed(object);
}

EventDone connection_changes(SpheroWorld& world, const Json& event) {
  for (const auto state : {ConnectionState::requested, ConnectionState::approved, ConnectionState::suspended}) {
    if (event.text("status") != name_of(state)) continue;
    world.connection = state;
    return {};
  }
  throw CannotHappen("status must be requested, approved or suspended");
}

std::optional<EventDone> play(SpheroWorld& world, std::string_view name, const Json& event) {
  if (name == "class-renamed") return class_renamed(world, event);
  if (name == "class-archived") return shelve(pick_class(world, event), Shelf::archived);
  if (name == "class-restored") return shelve(pick_class(world, event), Shelf::open);
  if (name == "member-removed") return member_removed(world, event);
  if (name == "member-added") return member_added(world, event);
  if (name == "manual-student-added") return manual_student_added(world, event);
  if (name == "teacher-made-by-hand") return teacher_made_by_hand(world, event);
  if (name == "account-archived") return shelve(pick_account(world, event), Shelf::archived);
  if (name == "account-restored") return shelve(pick_account(world, event), Shelf::open);
  if (name == "connection") return connection_changes(world, event);
  return std::nullopt;
}

}  // namespace

std::optional<EventOutcome> play_sphero_event(SpheroWorld& world, const Json& event) {
  try {
    if (auto done = play(world, event.text("event"), event)) return std::move(*done);
  } catch (const CannotHappen& why) {
    return EventRefused{.why = why.what()};
  }
  return std::nullopt;
}

}  // namespace clever_sync
