#include "sandbox/event_picks.hpp"

#include <fmt/core.h>

#include <algorithm>

namespace clever_sync {
namespace {

template <class Record, class IdType>
Record& named(std::vector<Record>& records, std::string_view id_text, std::string_view key) {
  const auto id = IdType::parse(id_text);
  Record* const record = id ? edit_by_id(records, *id) : nullptr;
  if (record == nullptr) throw CannotHappen(fmt::format("{} names no record of the district", key));
  return *record;
}

bool runs_on(const World& world, const Section& section) {
  if (!section.term) return false;
  const Term* const term = find_by_id(world.roster.terms, *section.term);
  return term != nullptr && term->start_date && term->end_date && *term->start_date <= world.day &&
         world.day <= *term->end_date;
}

}  // namespace

Section& pick_section(World& world, const Json& event, std::string_view key) {
  if (event.find(key) != nullptr) return named<Section, SectionId>(world.roster.sections, event.text(key), key);
  std::int64_t skip = integer_of(event, "pick", 0);
  for (Section& section : world.roster.sections) {
    const bool fits = is_shared(world, section) && runs_on(world, section) && !section.teachers.empty() &&
                      section.students.size() > 1 && section.subject != "homeroom/advisory";
    if (fits && skip-- == 0) return section;
  }
  throw CannotHappen("no section runs on that day; name one");
}

Student& pick_student(World& world, const Json& event, const Section* of) {
  if (event.find("student") != nullptr) {
    return named<Student, UserId>(world.roster.students, event.text("student"), "student");
  }
  std::int64_t skip = integer_of(event, "pick", 0);
  if (of != nullptr) {
    for (const UserId& id : of->students) {
      Student* const student = edit_by_id(world.roster.students, id);
      if (student != nullptr && is_shared(world, *student) && skip-- <= 0) return *student;
    }
  }
  throw CannotHappen("the section has no such student; name one");
}

Teacher& pick_teacher(World& world, const Json& event, const Section* not_of) {
  if (event.find("teacher") != nullptr) {
    return named<Teacher, UserId>(world.roster.teachers, event.text("teacher"), "teacher");
  }
  for (Teacher& teacher : world.roster.teachers) {
    if (!is_shared(world, teacher)) continue;
    if (not_of == nullptr) return teacher;
    const bool teaches = std::ranges::find(not_of->teachers, teacher.id) != not_of->teachers.end();
    if (!teaches && teacher.school == not_of->school) return teacher;
  }
  throw CannotHappen("the school has no other teacher; name one");
}

const School& pick_school(World& world, const Json& event) {
  if (event.find("school") != nullptr) {
    return named<School, SchoolId>(world.roster.schools, event.text("school"), "school");
  }
  if (world.roster.schools.empty()) throw CannotHappen("the district has no school");
  return world.roster.schools.front();
}

const Term& pick_term(World& world, const Json& event, std::string_view key) {
  const std::string_view wanted = event.text(key);
  for (const Term& term : world.roster.terms) {
    if (!wanted.empty() && (term.name == wanted || term.id.text() == wanted)) return term;
  }
  throw CannotHappen(fmt::format("{} names no term of the district", key));
}

std::int64_t integer_of(const Json& event, std::string_view key, std::int64_t otherwise) {
  const Json* const value = event.find(key);
  if (value == nullptr) return otherwise;
  const auto integer = value->as_integer();
  if (!integer) throw CannotHappen(fmt::format("{} must be an integer", key));
  return *integer;
}

std::string_view text_of(World& world, const Json& event, std::string_view key, std::string_view otherwise) {
  const Json* const value = event.find(key);
  if (value == nullptr) return otherwise;
  if (!value->is_string()) throw CannotHappen(fmt::format("{} must be a string", key));
  return world.roster.texts->keep(*value->as_string());
}

void add_student_to(Section& section, const UserId& student) {
  std::vector<UserId>& students = section.students.edit();
  const auto at = std::ranges::lower_bound(students, student);
  if (at == students.end() || *at != student) students.insert(at, student);
}

void remove_student_from(Section& section, const UserId& student) {
  std::erase(section.students.edit(), student);
}

std::optional<EventOutcome> play_clever_event(World& world, const Json& event) {
  const std::string_view name = event.text("event");
  try {
    if (name == "churn") return play_churn(world, event);
    if (auto done = play_people_event(world, name, event)) return std::move(*done);
    if (auto done = play_section_event(world, name, event)) return std::move(*done);
    if (auto done = play_district_event(world, name, event)) return std::move(*done);
  } catch (const CannotHappen& why) {
    return EventRefused{.why = why.what()};
  }
  return std::nullopt;
}

}  // namespace clever_sync
