#include "desired/evidence.hpp"

#include <fmt/core.h>

#include <algorithm>

#include "desired/record_fields.hpp"

namespace clever_sync {

namespace {

/// The values of a field as one text: `math`, or several with commas.
std::string joined(const std::vector<std::string_view>& views) {
  std::string text;
  for (const std::string_view view : views) text.append(text.empty() ? "" : ",").append(view);
  return text;
}

template <class Field, class Record>
std::string value_of(const Field& field, const Record& record, const RosterIndex& index) {
  FieldTexts texts;
  read_field(field, record, index, texts);
  return joined(texts.views());
}

/// As value_of, for a field that may be of the person's sections: each value once, whatever the order of the sections.
std::string value_in_sections(const TeacherField& field, const Teacher& teacher, const RosterIndex& index) {
  FieldTexts texts;
  read_field(field, teacher, index, texts);
  std::vector<std::string_view> views = texts.views();
  if (std::holds_alternative<SectionField>(field)) {
    std::sort(views.begin(), views.end());
    views.erase(std::unique(views.begin(), views.end()), views.end());
  }
  return joined(views);
}

std::string_view behind_dot(std::string_view field) {
  return field.substr(field.find('.') + 1);
}

Evidence school_evidence(const School& school, std::string_view field, const RosterIndex& index) {
  return {.path = "snapshots/schools.json",
          .id = school.id.text(),
          .field = std::string(field),
          .value = value_of(school_field(field), school, index)};
}

Evidence section_evidence(const Section& section, const std::string& field, const RosterIndex& index) {
  const std::string value = value_of(section_field(field), section, index);
  const auto of = [&](std::string path, std::string id) {
    return Evidence{
        .path = std::move(path), .id = std::move(id), .field = std::string(behind_dot(field)), .value = value};
  };
  if (field.starts_with("school.")) return of("snapshots/schools.json", section.school.text());
  if (field.starts_with("term.") && section.term) return of("snapshots/terms.json", section.term->text());
  if (field.starts_with("course.") && section.course) return of("snapshots/courses.json", section.course->text());
  // teachers stand in several files: the section's line names them
  return {.path = snapshot_path("sections", section.school), .id = section.id.text(), .field = field, .value = value};
}

template <class Person>
std::optional<Evidence> school_of_person(const Person& person, const std::string& field, const RosterIndex& index) {
  const School* school = field.starts_with("school.") && person.school ? index.school(*person.school) : nullptr;
  if (school == nullptr) return std::nullopt;
  return school_evidence(*school, behind_dot(field), index);
}

}  // namespace

std::string snapshot_path(std::string_view folder, const std::optional<SchoolId>& school) {
  return fmt::format("snapshots/{}/{}.json", folder, shard_of(school));
}

std::string dates_text(const std::vector<Date>& dates) {
  std::string text;
  for (const Date date : dates) text.append(text.empty() ? "" : ",").append(format_date(date));
  return text;
}

std::vector<Evidence> evidence_for(const FilterRule& rule, const School& school, const RosterIndex& index) {
  std::vector<Evidence> evidence;
  for (const FieldTest& test : rule.condition.tests) evidence.push_back(school_evidence(school, test.field, index));
  return evidence;
}

std::vector<Evidence> evidence_for(const FilterRule& rule, const Section& section, const RosterIndex& index) {
  std::vector<Evidence> evidence;
  for (const FieldTest& test : rule.condition.tests) evidence.push_back(section_evidence(section, test.field, index));
  return evidence;
}

std::vector<Evidence> evidence_for(const FilterRule& rule, const Teacher& teacher, const RosterIndex& index) {
  std::vector<Evidence> evidence;
  for (const FieldTest& test : rule.condition.tests) {
    if (auto of_school = school_of_person(teacher, test.field, index)) {
      evidence.push_back(*std::move(of_school));
      continue;
    }
    evidence.push_back({.path = snapshot_path("teachers", teacher.school),
                        .id = teacher.id.text(),
                        .field = test.field,
                        .value = value_in_sections(teacher_field(test.field), teacher, index)});
  }
  return evidence;
}

std::vector<Evidence> evidence_for(const FilterRule& rule, const Student& student, const RosterIndex& index) {
  std::vector<Evidence> evidence;
  for (const FieldTest& test : rule.condition.tests) {
    if (auto of_school = school_of_person(student, test.field, index)) {
      evidence.push_back(*std::move(of_school));
      continue;
    }
    evidence.push_back(
        {.path = snapshot_path("students", student.school), .id = student.id.text(), .field = test.field, .value = ""});
  }
  return evidence;
}

}  // namespace clever_sync
