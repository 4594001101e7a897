// Events of students and teachers.
#include <fmt/core.h>

#include <algorithm>

#include "sandbox/event_picks.hpp"
#include "sandbox/invented.hpp"

namespace clever_sync {
namespace {

EventDone student_joins(World& world, const Json& event) {
  Section& section = pick_section(world, event, "section");
  const UserId id = new_id(world).as<UserTag>();
  const std::uint64_t number = number_of(id);
  Student student{.id = id, .school = section.school, .schools = {section.school}};
  student.first_name = text_of(world, event, "first_name", invented_given_name(number));
  student.last_initial = text_of(world, event, "last_initial", invented_surname(number).substr(0, 1));
  student.grade = text_of(world, event, "grade", section.grade);
  student.sis_id = text_of(world, event, "sis_id", world.roster.texts->keep(fmt::format("N{:07}", world.ids_made)));
  insert_by_id(world.roster.students, student);
  add_student_to(section, id);
  touch(world, section.id.as<AnyTag>());
  return {.touched = {touched("student", id), touched("section", section.id)}};
}

// Another class of the same school, with the same subject when there is one.
Section& pick_other_section(World& world, const Json& event, const Section& from, const UserId& student) {
  if (event.find("to") != nullptr) return pick_section(world, event, "to");
  Section* found = nullptr;
  for (Section& other : world.roster.sections) {
    const bool fits = other.school == from.school && other.term == from.term && other.id != from.id &&
                      is_shared(world, other) && !std::ranges::binary_search(other.students, student);
    if (!fits) continue;
    if (other.subject == from.subject && other.grade == from.grade) return other;
    if (found == nullptr || (found->subject != from.subject && other.subject == from.subject)) found = &other;
  }
  if (found == nullptr) throw CannotHappen("there is no other section to move to; name one as `to`");
  return *found;
}

EventDone student_moves(World& world, const Json& event) {
  Section& from = pick_section(world, event, "from");
  const UserId student = pick_student(world, event, &from).id;
  Section& to = pick_other_section(world, event, from, student);
  remove_student_from(from, student);
  add_student_to(to, student);
  touch(world, from.id.as<AnyTag>());
  touch(world, to.id.as<AnyTag>());
  return {.touched = {touched("student", student), touched("section", from.id), touched("section", to.id)}};
}

EventDone student_leaves(World& world, const Json& event) {
  const Section* const of = event.find("student") != nullptr ? nullptr : &pick_section(world, event, "section");
  const UserId id = pick_student(world, event, of).id;
  std::erase_if(world.roster.students, [id](const Student& student) { return student.id == id; });
  for (Section& section : world.roster.sections) remove_student_from(section, id);
  return {.touched = {touched("student", id)}};
}

EventDone teacher_joins(World& world, const Json& event) {
  const UserId id = new_id(world).as<UserTag>();
  const std::uint64_t number = number_of(id);
  const SchoolId school = pick_school(world, event).id;
  Texts& texts = *world.roster.texts;
  Teacher teacher{.id = id, .school = school, .schools = {school}};
  teacher.first_name = text_of(world, event, "first_name", invented_given_name(number));
  teacher.last_name = text_of(world, event, "last_name", invented_surname(number));
  teacher.email =
      text_of(world, event, "email", texts.keep(fmt::format("new.teacher.{}@mesa-unified.example", world.ids_made)));
  teacher.sis_id = text_of(world, event, "sis_id", texts.keep(fmt::format("NT{:05}", world.ids_made)));
  insert_by_id(world.roster.teachers, teacher);
  return {.touched = {touched("teacher", id)}};
}

EventDone teacher_leaves(World& world, const Json& event) {
  const UserId id = pick_teacher(world, event, nullptr).id;
  std::erase_if(world.roster.teachers, [id](const Teacher& teacher) { return teacher.id == id; });
  for (Section& section : world.roster.sections) std::erase(section.teachers, id);
  return {.touched = {touched("teacher", id)}};
}

template <class Record>
void edit_texts(World& world, const Json& event, Record& record) {
  record.first_name = text_of(world, event, "first_name", record.first_name);
  record.email = text_of(world, event, "email", record.email);
  record.sis_id = text_of(world, event, "sis_id", record.sis_id);
  if (event.find("school") != nullptr) {
    record.school = pick_school(world, event).id;
    record.schools = {*record.school};
  }
  touch(world, record.id.template as<AnyTag>());
}

EventDone student_edited(World& world, const Json& event) {
  const Section* const of = event.find("student") != nullptr ? nullptr : &pick_section(world, event, "section");
  Student& student = pick_student(world, event, of);
  edit_texts(world, event, student);
  student.last_initial = text_of(world, event, "last_initial", student.last_initial);
  student.grade = text_of(world, event, "grade", student.grade);
  return {.touched = {touched("student", student.id)}};
}

EventDone teacher_edited(World& world, const Json& event) {
  Teacher& teacher = pick_teacher(world, event, nullptr);
  edit_texts(world, event, teacher);
  teacher.last_name = text_of(world, event, "last_name", teacher.last_name);
  return {.touched = {touched("teacher", teacher.id)}};
}

// The same person under a new Clever id, as after 300 days away or a merged account; the SIS number stays.
template <class Record>
EventDone rekey(World& world, std::vector<Record>& records, Record record, std::string_view kind) {
  const UserId was = record.id;
  const UserId now = new_id(world).as<UserTag>();
  std::erase_if(records, [was](const Record& other) { return other.id == was; });
  record.id = now;
  insert_by_id(records, record);
  for (Section& section : world.roster.sections) {
    std::ranges::replace(section.teachers, was, now);
    if (std::ranges::binary_search(section.students, was)) {
      remove_student_from(section, was);
      add_student_to(section, now);
    }
  }
  return {.touched = {touched(kind, was), touched(kind, now)}};
}

EventDone person_rekeyed(World& world, const Json& event) {
  if (event.find("teacher") != nullptr) {
    return rekey(world, world.roster.teachers, pick_teacher(world, event, nullptr), "teacher");
  }
  const Section* const of = event.find("student") != nullptr ? nullptr : &pick_section(world, event, "section");
  return rekey(world, world.roster.students, pick_student(world, event, of), "student");
}

}  // namespace

std::optional<EventDone> play_people_event(World& world, std::string_view name, const Json& event) {
  std::optional<EventDone> done;
  if (name == "student-joins") done = student_joins(world, event);
  if (name == "student-moves") done = student_moves(world, event);
  if (name == "student-leaves") done = student_leaves(world, event);
  if (name == "student-edited") done = student_edited(world, event);
  if (name == "teacher-joins") done = teacher_joins(world, event);
  if (name == "teacher-leaves") done = teacher_leaves(world, event);
  if (name == "teacher-edited") done = teacher_edited(world, event);
  if (name == "person-rekeyed") done = person_rekeyed(world, event);
  if (done) sync_again(world);
  return done;
}

}  // namespace clever_sync
