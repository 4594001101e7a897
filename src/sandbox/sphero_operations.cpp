#include "sandbox/sphero_operations.hpp"

#include <fmt/core.h>

#include <algorithm>

#include "base/error.hpp"

namespace clever_sync {
namespace {

BatchOutcome done(int status, const SpheroObject& object) {
  return {.status = status, .sphero_id = object.sphero_id, .version = object.version, .code = {}, .title = {}};
}
BatchOutcome refused(int status, std::string_view code, std::string_view title) {
  return {.status = status, .sphero_id = {}, .version = 0, .code = std::string(code), .title = std::string(title)};
}
BatchOutcome refused(int status, std::string_view code, std::string_view title, const SpheroObject& object) {
  BatchOutcome outcome = refused(status, code, title);
  outcome.sphero_id = object.sphero_id;
  outcome.version = object.version;
  return outcome;
}

// The content of an object that operations can set: compared to tell a change from a repetition.
struct Content {
  std::array<std::string, 5> fields;
  std::vector<UserId> teachers;
  std::vector<UserId> students;
  bool archived = false;
  friend bool operator==(const Content&, const Content&) = default;
};
Content content_of(const SpheroObject& object) {
  return {
      .fields = object.fields, .teachers = object.teachers, .students = object.students, .archived = object.archived};
}

void set_fields(const BatchOperation& operation, Content& content) {
  const auto names = field_names(operation.kind);
  for (const auto& [name, value] : operation.set) {
    const auto at = std::ranges::find(names, name);
    content.fields.at(static_cast<std::size_t>(at - names.begin())) = value;
  }
}

void edit_members(const BatchOperation& operation, Content& content) {
  auto& [fields, teachers, students, archived] = content;
  for (const UserId& id : operation.remove_teachers) std::erase(teachers, id);
  for (const UserId& id : operation.add_teachers) {
    if (std::ranges::find(teachers, id) == teachers.end()) teachers.push_back(id);
  }
  if (operation.primary_teacher) {
    const UserId primary = *operation.primary_teacher;
    if (teachers.empty() || teachers.front() != primary) {
      std::erase(teachers, primary);
      teachers.insert(teachers.begin(), primary);
    }
  }
  for (const UserId& id : operation.remove_students) std::erase(students, id);
  students.insert(students.end(), operation.add_students.begin(), operation.add_students.end());
  std::ranges::sort(students);
  students.erase(std::unique(students.begin(), students.end()), students.end());
}

bool members_exist(const SpheroWorld& world, const BatchOperation& operation) {
  const auto exists = [&](Kind kind) {
    return [&world, kind](const UserId& id) { return world.find(kind, id.as<AnyTag>()) != nullptr; };
  };
  return std::ranges::all_of(operation.add_teachers, exists(Kind::teacher)) &&
         std::ranges::all_of(operation.add_students, exists(Kind::student)) &&
         (!operation.primary_teacher || exists(Kind::teacher)(*operation.primary_teacher));
}

void store(const Content& content, SpheroObject& object) {
  object.fields = content.fields;
  object.teachers = content.teachers;
  object.students = content.students;
  object.archived = content.archived;
}

BatchOutcome create(SpheroWorld& world, const BatchOperation& operation) {
  if (!members_exist(world, operation)) {
    return refused(422, "unknown-member", "A member has no account of that role");
  }
  Content wanted;
  set_fields(operation, wanted);
  edit_members(operation, wanted);
  if (const SpheroObject* const known = world.find(operation.kind, operation.clever_id)) {
    if (content_of(*known) == wanted) return done(200, *known);
    return refused(409, "exists", "That Clever id exists with other content", *known);
  }
  SpheroObject& made = world.add(operation.kind, operation.clever_id);
  store(wanted, made);
  return done(201, made);
}

BatchOutcome relink(SpheroWorld& world, const BatchOperation& operation) {
  SpheroObject* const object = world.find_sphero_id(operation.kind, *operation.sphero_id);
  if (object == nullptr) return refused(404, "not-found", "No such Sphero Edu id");
  if (object->version != *operation.if_version) {
    return refused(412, "version-mismatch", "The object has another version", *object);
  }
  const SpheroObject* const holder = world.find(operation.kind, operation.clever_id);
  if (holder == object) return done(200, *object);
  if (holder != nullptr) return refused(409, "exists", "That Clever id belongs to another object", *holder);
  world.relink(operation.kind, *object, operation.clever_id);
  ++object->version;
  return done(200, *object);
}

BatchOutcome edit(SpheroWorld& world, const BatchOperation& operation) {
  SpheroObject* const object = world.find(operation.kind, operation.clever_id);
  if (object == nullptr) return refused(404, "not-found", "No such Clever id");
  if (object->version != *operation.if_version) {
    return refused(412, "version-mismatch", "The object has another version", *object);
  }
  if (!members_exist(world, operation)) {
    return refused(422, "unknown-member", "A member has no account of that role", *object);
  }
  Content content = content_of(*object);
  if (operation.action == BatchAction::archive) content.archived = true;
  if (operation.action == BatchAction::restore) content.archived = false;
  set_fields(operation, content);
  edit_members(operation, content);
  if (content == content_of(*object)) return done(200, *object);
  store(content, *object);
  ++object->version;
  return done(200, *object);
}

}  // namespace

BatchOutcome carry_out(SpheroWorld& world, const BatchOperation& operation) {
  switch (operation.action) {
    case BatchAction::create:
      return create(world, operation);
    case BatchAction::relink:
      return relink(world, operation);
    case BatchAction::update:
    case BatchAction::restore:
    case BatchAction::archive:
      return edit(world, operation);
  }
  unreachable("action");
}

}  // namespace clever_sync
