#include "rules/fields.hpp"

#include <algorithm>
#include <deque>
#include <string>
#include <vector>

#include "base/error.hpp"

namespace clever_sync {

namespace {

using enum FieldType;

const std::vector<KnownField> school_fields{
    {"id"},      {"name"},    {"sis_id"}, {"school_number"}, {"low_grade", grade}, {"high_grade", grade},
    {"nces_id"}, {"state_id"}};
const std::vector<KnownField> term_fields{{"id"}, {"name"}, {"start_date", date}, {"end_date", date}};
const std::vector<KnownField> course_fields{{"id"}, {"name"}, {"number"}};
const std::vector<KnownField> section_fields{{"id"},
                                             {"name"},
                                             {"sis_id"},
                                             {"school"},
                                             {"course"},
                                             {"term_id"},
                                             {"section_number"},
                                             {"period"},
                                             {"subject"},
                                             {"grade", grade},
                                             {"first_seen", date},
                                             {"reused", date},
                                             {"teachers", text, true},
                                             {"students", text, true}};
const std::vector<KnownField> teacher_fields_of_clever{{"id"},    {"name.first"}, {"name.last"},
                                                       {"email"}, {"sis_id"},     {"teacher_number"},
                                                       {"title"}, {"school"},     {"schools", text, true}};
const std::vector<KnownField> student_fields_of_clever{
    {"id"},     {"name.first"}, {"name.last_initial"},  {"grade", grade}, {"email"},
    {"sis_id"}, {"school"},     {"schools", text, true}};

/// A table put together once; the names with a prefix live here too.
struct Table {
  std::deque<std::string> spelled;
  std::vector<KnownField> fields;
  std::vector<std::string_view> names;

  void add(const std::vector<KnownField>& more, std::string_view prefix, bool several) {
    for (const KnownField& field : more) {
      spelled.push_back(std::string(prefix) + std::string(field.name));
      fields.push_back({.name = spelled.back(), .type = field.type, .several = several || field.several});
      names.push_back(spelled.back());
    }
  }
  void add_section(std::string_view prefix, bool several) {
    const std::string before(prefix);
    add(section_fields, prefix, several);
    add(school_fields, before + "school.", several);
    add(term_fields, before + "term.", several);
    add(course_fields, before + "course.", several);
    add(teacher_fields_of_clever, before + "teacher.", true);
  }
  /// What a template can name: one value each.
  [[nodiscard]] Table singles() const {
    Table result;
    std::vector<KnownField> kept;
    std::copy_if(fields.begin(), fields.end(), std::back_inserter(kept),
                 [](const KnownField& f) { return !f.several; });
    result.add(kept, "", false);
    return result;
  }
};

struct Tables {
  Table schools, sections, teachers, students;
  Table for_class, for_teacher, for_student;

  Tables() {
    schools.add(school_fields, "", false);
    sections.add_section("", false);
    for (auto [table, own] :
         {std::pair{&teachers, &teacher_fields_of_clever}, {&students, &student_fields_of_clever}}) {
      table->add(*own, "", false);
      table->add(school_fields, "school.", false);
    }
    for_teacher = teachers.singles();
    for_student = students.singles();
    teachers.add_section("section.", true);
    students.add_section("section.", true);
    for_class = sections.singles();
    for (const KnownField& field : teacher_fields_of_clever)  // in a template: of the primary teacher
      if (!field.several) for_class.add({field}, "teacher.", false);
  }
};

const Tables& tables() {
  static const Tables made;
  return made;
}

const Table& table_of(FilterSubject subject) {
  switch (subject) {
    case FilterSubject::schools:
      return tables().schools;
    case FilterSubject::sections:
      return tables().sections;
    case FilterSubject::teachers:
      return tables().teachers;
    case FilterSubject::students:
      return tables().students;
  }
  unreachable("filter subject");
}

const Table& table_of(Kind kind) {
  switch (kind) {
    case Kind::class_:
      return tables().for_class;
    case Kind::teacher:
      return tables().for_teacher;
    case Kind::student:
      return tables().for_student;
  }
  unreachable("kind");
}

}  // namespace

std::span<const KnownField> filter_fields(FilterSubject subject) {
  return table_of(subject).fields;
}
std::span<const KnownField> template_fields(Kind kind) {
  return table_of(kind).fields;
}
std::span<const std::string_view> filter_field_names(FilterSubject subject) {
  return table_of(subject).names;
}
std::span<const std::string_view> template_field_names(Kind kind) {
  return table_of(kind).names;
}

std::string_view name_of(FilterSubject subject) {
  switch (subject) {
    case FilterSubject::schools:
      return "schools";
    case FilterSubject::sections:
      return "sections";
    case FilterSubject::teachers:
      return "teachers";
    case FilterSubject::students:
      return "students";
  }
  unreachable("filter subject");
}

}  // namespace clever_sync
