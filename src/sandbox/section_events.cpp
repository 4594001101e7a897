// Events of sections and terms.
#include <fmt/core.h>

#include <algorithm>
#include <set>
#include <tuple>

#include "sandbox/event_picks.hpp"
#include "sandbox/invented.hpp"

namespace clever_sync {
namespace {

std::vector<UserId> ids_of(const Json& event, std::string_view key) {
  std::vector<UserId> ids;
  const Json* const list = event.find(key);
  if (list == nullptr) return ids;
  if (list->as_array() == nullptr) throw CannotHappen(fmt::format("{} must be an array of ids", key));
  for (const Json& item : *list->as_array()) {
    const auto id = UserId::parse(item.is_string() ? *item.as_string() : std::string_view{});
    if (!id) throw CannotHappen(fmt::format("{} must be an array of ids", key));
    ids.push_back(*id);
  }
  return ids;
}

void edit_section(World& world, const Json& event, Section& section) {
  section.name = text_of(world, event, "name", section.name);
  section.subject = text_of(world, event, "subject", section.subject);
  section.grade = text_of(world, event, "grade", section.grade);
  section.period = text_of(world, event, "period", section.period);
  section.section_number = text_of(world, event, "section_number", section.section_number);
  if (event.find("school") != nullptr) section.school = pick_school(world, event).id;
  if (event.find("term") != nullptr) {
    section.term.reset();
    if (!event.text("term").empty()) section.term = pick_term(world, event, "term").id;
  }
  if (event.find("teachers") != nullptr) section.teachers = ids_of(event, "teachers");
  for (const UserId& id : ids_of(event, "add_students")) add_student_to(section, id);
  for (const UserId& id : ids_of(event, "remove_students")) remove_student_from(section, id);
  touch(world, section.id.as<AnyTag>());
}

EventDone section_edited(World& world, const Json& event) {
  Section& section = pick_section(world, event, "section");
  edit_section(world, event, section);
  return {.touched = {touched("section", section.id)}};
}

EventDone section_renamed(World& world, const Json& event) {
  Section& section = pick_section(world, event, "section");
  section.name = text_of(world, event, "name", world.roster.texts->keep(fmt::format("{} (renamed)", section.name)));
  touch(world, section.id.as<AnyTag>());
  return {.touched = {touched("section", section.id)}};
}

EventDone teacher_changes(World& world, const Json& event) {
  Section& section = pick_section(world, event, "section");
  const UserId teacher = pick_teacher(world, event, &section).id;
  std::erase(section.teachers, teacher);
  if (!section.teachers.empty()) section.teachers.erase(section.teachers.begin());
  section.teachers.insert(section.teachers.begin(), teacher);
  touch(world, section.id.as<AnyTag>());
  return {.touched = {touched("section", section.id), touched("teacher", teacher)}};
}

EventDone section_added(World& world, const Json& event) {
  Section section = pick_section(world, event, "like");
  section.id = new_id(world).as<SectionTag>();
  section.sis_id = world.roster.texts->keep(fmt::format("NX{:06}", world.ids_made));
  edit_section(world, event, section);
  if (event.find("students") != nullptr) {
    section.students = ids_of(event, "students");
    std::ranges::sort(section.students);
  }
  insert_by_id(world.roster.sections, section);
  return {.touched = {touched("section", section.id)}};
}

EventDone section_removed(World& world, const Json& event) {
  const SectionId id = pick_section(world, event, "section").id;
  std::erase_if(world.roster.sections, [id](const Section& section) { return section.id == id; });
  return {.touched = {touched("section", id)}};
}

// A SIS that uses a section number again: the same Clever id means another class, of another course and term.
EventDone section_reused(World& world, const Json& event) {
  Section& section = pick_section(world, event, "section");
  Course course{.id = new_id(world).as<CourseTag>()};
  course.name = text_of(world, event, "course", "Reused course");
  const std::string name = fmt::format("{} - {}", course.name, section.period);
  insert_by_id(world.roster.courses, course);
  section.course = course.id;
  section.name = world.roster.texts->keep(name);
  if (event.find("term") != nullptr) {
    section.term = pick_term(world, event, "term").id;
  } else {
    const auto other =
        std::ranges::find_if(world.roster.terms, [&](const Term& term) { return term.id != section.term; });
    if (other == world.roster.terms.end()) throw CannotHappen("the district has no other term");
    section.term = other->id;
  }
  edit_section(world, event, section);
  return {.touched = {touched("section", section.id), touched("course", course.id)}};
}

// The next term's classes: each section of `from` continues as a new one in `to`, with the same people, unless `to` has
// a class of that course, period and primary teacher already.
EventDone term_rolls(World& world, const Json& event) {
  const TermId from = pick_term(world, event, "from").id;
  const TermId to = pick_term(world, event, "to").id;
  const auto slot = [](const Section& section) {
    return std::tuple(section.school, section.course, section.period, section.teachers);
  };
  std::set<decltype(slot(world.roster.sections.front()))> taken;
  for (const Section& section : world.roster.sections) {
    if (section.term == to) taken.insert(slot(section));
  }
  std::vector<Section> rolled;
  for (const Section& section : world.roster.sections) {
    if (section.term != from || taken.contains(slot(section))) continue;
    Section next = section;
    next.id = new_id(world).as<SectionTag>();
    next.term = to;
    next.sis_id = world.roster.texts->keep(fmt::format("{}-S", section.sis_id));
    rolled.push_back(std::move(next));
  }
  EventDone done;
  for (const Section& section : rolled) done.touched.push_back(touched("section", section.id));
  world.roster.sections.insert(world.roster.sections.end(), rolled.begin(), rolled.end());
  std::ranges::sort(world.roster.sections, {}, &Section::id);
  return done;
}

EventDone term_edited(World& world, const Json& event) {
  const TermId id = pick_term(world, event, "term").id;
  Term& term = *edit_by_id(world.roster.terms, id);
  const auto date_of = [&](std::string_view key, std::optional<Date> otherwise) {
    if (event.find(key) == nullptr) return otherwise;
    const auto date = parse_date(event.text(key));
    if (!date && !event.text(key).empty()) throw CannotHappen(fmt::format("{} must be YYYY-MM-DD", key));
    return date;
  };
  const auto start = date_of("start_date", term.start_date);
  const auto end = date_of("end_date", term.end_date);
  term.name = text_of(world, event, "name", term.name);
  term.start_date = start;
  term.end_date = end;
  return {.touched = {touched("term", id)}};
}

}  // namespace

std::optional<EventDone> play_section_event(World& world, std::string_view name, const Json& event) {
  std::optional<EventDone> done;
  if (name == "section-edited") done = section_edited(world, event);
  if (name == "section-renamed") done = section_renamed(world, event);
  if (name == "section-added") done = section_added(world, event);
  if (name == "section-removed") done = section_removed(world, event);
  if (name == "section-reused") done = section_reused(world, event);
  if (name == "teacher-changes") done = teacher_changes(world, event);
  if (name == "term-rolls") done = term_rolls(world, event);
  if (name == "term-edited") done = term_edited(world, event);
  if (done) sync_again(world);
  return done;
}

}  // namespace clever_sync
