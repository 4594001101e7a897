#include "desired/record_fields.hpp"

#include <algorithm>
#include <span>

#include "base/error.hpp"

namespace clever_sync {

namespace {

template <class Record>
struct NamedField {
  std::string_view name;
  AppendField<Record> append;
};

void add_date(const std::optional<Date>& date, FieldTexts& out) {
  if (date) out.add_made(format_date(*date));
}
template <class IdType>
void add_id(const std::optional<IdType>& id, FieldTexts& out) {
  if (id) out.add_made(id->text());
}
template <class IdType>
void add_ids(const std::vector<IdType>& ids, FieldTexts& out) {
  for (const IdType& id : ids) out.add_made(id.text());
}

constexpr NamedField<School> school_fields[] = {
    {"id", [](const School& s, FieldTexts& out) { out.add_made(s.id.text()); }},
    {"name", [](const School& s, FieldTexts& out) { out.add(s.name); }},
    {"sis_id", [](const School& s, FieldTexts& out) { out.add(s.sis_id); }},
    {"school_number", [](const School& s, FieldTexts& out) { out.add(s.school_number); }},
    {"low_grade", [](const School& s, FieldTexts& out) { out.add(s.low_grade); }},
    {"high_grade", [](const School& s, FieldTexts& out) { out.add(s.high_grade); }},
    {"nces_id", [](const School& s, FieldTexts& out) { out.add(s.nces_id); }},
    {"state_id", [](const School& s, FieldTexts& out) { out.add(s.state_id); }},
};
constexpr NamedField<Term> term_fields[] = {
    {"id", [](const Term& t, FieldTexts& out) { out.add_made(t.id.text()); }},
    {"name", [](const Term& t, FieldTexts& out) { out.add(t.name); }},
    {"start_date", [](const Term& t, FieldTexts& out) { add_date(t.start_date, out); }},
    {"end_date", [](const Term& t, FieldTexts& out) { add_date(t.end_date, out); }},
};
constexpr NamedField<Course> course_fields[] = {
    {"id", [](const Course& c, FieldTexts& out) { out.add_made(c.id.text()); }},
    {"name", [](const Course& c, FieldTexts& out) { out.add(c.name); }},
    {"number", [](const Course& c, FieldTexts& out) { out.add(c.number); }},
};
constexpr NamedField<Section> section_fields[] = {
    {"id", [](const Section& s, FieldTexts& out) { out.add_made(s.id.text()); }},
    {"name", [](const Section& s, FieldTexts& out) { out.add(s.name); }},
    {"sis_id", [](const Section& s, FieldTexts& out) { out.add(s.sis_id); }},
    {"school", [](const Section& s, FieldTexts& out) { out.add_made(s.school.text()); }},
    {"course", [](const Section& s, FieldTexts& out) { add_id(s.course, out); }},
    {"term_id", [](const Section& s, FieldTexts& out) { add_id(s.term, out); }},
    {"section_number", [](const Section& s, FieldTexts& out) { out.add(s.section_number); }},
    {"period", [](const Section& s, FieldTexts& out) { out.add(s.period); }},
    {"subject", [](const Section& s, FieldTexts& out) { out.add(s.subject); }},
    {"grade", [](const Section& s, FieldTexts& out) { out.add(s.grade); }},
    {"first_seen", [](const Section& s, FieldTexts& out) { add_date(s.first_seen, out); }},
    {"reused", [](const Section& s, FieldTexts& out) { add_date(s.reused, out); }},
    {"teachers", [](const Section& s, FieldTexts& out) { add_ids(s.teachers, out); }},
    {"students", [](const Section& s, FieldTexts& out) { add_ids(s.students.get(), out); }},
};
constexpr NamedField<Teacher> teacher_own_fields[] = {
    {"id", [](const Teacher& t, FieldTexts& out) { out.add_made(t.id.text()); }},
    {"name.first", [](const Teacher& t, FieldTexts& out) { out.add(t.first_name); }},
    {"name.last", [](const Teacher& t, FieldTexts& out) { out.add(t.last_name); }},
    {"email", [](const Teacher& t, FieldTexts& out) { out.add(t.email); }},
    {"sis_id", [](const Teacher& t, FieldTexts& out) { out.add(t.sis_id); }},
    {"teacher_number", [](const Teacher& t, FieldTexts& out) { out.add(t.teacher_number); }},
    {"title", [](const Teacher& t, FieldTexts& out) { out.add(t.title); }},
    {"school", [](const Teacher& t, FieldTexts& out) { add_id(t.school, out); }},
    {"schools", [](const Teacher& t, FieldTexts& out) { add_ids(t.schools, out); }},
};
constexpr NamedField<Student> student_own_fields[] = {
    {"id", [](const Student& s, FieldTexts& out) { out.add_made(s.id.text()); }},
    {"name.first", [](const Student& s, FieldTexts& out) { out.add(s.first_name); }},
    {"name.last_initial", [](const Student& s, FieldTexts& out) { out.add(s.last_initial); }},
    {"grade", [](const Student& s, FieldTexts& out) { out.add(s.grade); }},
    {"email", [](const Student& s, FieldTexts& out) { out.add(s.email); }},
    {"sis_id", [](const Student& s, FieldTexts& out) { out.add(s.sis_id); }},
    {"school", [](const Student& s, FieldTexts& out) { add_id(s.school, out); }},
    {"schools", [](const Student& s, FieldTexts& out) { add_ids(s.schools.get(), out); }},
};

template <class Record>
AppendField<Record> field_in(std::span<const NamedField<Record>> fields, std::string_view name) {
  const auto at = std::find_if(fields.begin(), fields.end(), [name](const auto& field) { return field.name == name; });
  ensure(at != fields.end(), "a checked rule names known fields only");
  return at->append;
}

/// The rest of the name behind the prefix, if it has it.
std::optional<std::string_view> behind(std::string_view prefix, std::string_view name) {
  if (!name.starts_with(prefix)) return std::nullopt;
  return name.substr(prefix.size());
}

void read_of_sections(const SectionField& field, const Teacher& teacher, const RosterIndex& index, FieldTexts& texts) {
  for (const std::uint32_t place : index.sections_of(teacher))
    read_field(field, index.roster().sections[place], index, texts);
}
void read_of_sections(const SectionField&, const Student&, const RosterIndex&, FieldTexts&) {
  unreachable("a student's sections are asked from the sections' side (RuleMatcher)");
}

template <class Person, class Field>
void read_person_field(const Field& field, const Person& person, const RosterIndex& index, FieldTexts& texts) {
  std::visit(overloaded{[&](AppendField<Person> append) { append(person, texts); },
                        [&](AppendField<School> append) {
                          const School* school = person.school ? index.school(*person.school) : nullptr;
                          if (school != nullptr) append(*school, texts);
                        },
                        [&](const SectionField& of_section) { read_of_sections(of_section, person, index, texts); }},
             field);
}

}  // namespace

SchoolField school_field(std::string_view name) {
  return field_in<School>(school_fields, name);
}

SectionField section_field(std::string_view name) {
  if (const auto rest = behind("school.", name)) return school_field(*rest);
  if (const auto rest = behind("term.", name)) return field_in<Term>(term_fields, *rest);
  if (const auto rest = behind("course.", name)) return field_in<Course>(course_fields, *rest);
  if (const auto rest = behind("teacher.", name)) return field_in<Teacher>(teacher_own_fields, *rest);
  return field_in<Section>(section_fields, name);
}

TeacherField teacher_field(std::string_view name) {
  if (const auto rest = behind("school.", name)) return school_field(*rest);
  if (const auto rest = behind("section.", name)) return section_field(*rest);
  return field_in<Teacher>(teacher_own_fields, name);
}

StudentField student_field(std::string_view name) {
  if (const auto rest = behind("school.", name)) return school_field(*rest);
  if (const auto rest = behind("section.", name)) return section_field(*rest);
  return field_in<Student>(student_own_fields, name);
}

void read_field(const SchoolField& field, const School& school, const RosterIndex&, FieldTexts& texts) {
  field(school, texts);
}

void read_field(const SectionField& field, const Section& section, const RosterIndex& index, FieldTexts& texts,
                WhichTeachers which) {
  const auto read_one = [&texts](const auto* record, auto append) {
    if (record != nullptr) append(*record, texts);
  };
  std::visit(overloaded{[&](AppendField<Section> append) { append(section, texts); },
                        [&](AppendField<School> append) { read_one(index.school(section.school), append); },
                        [&](AppendField<Term> append) { read_one(index.term(section), append); },
                        [&](AppendField<Course> append) { read_one(index.course(section), append); },
                        [&](AppendField<Teacher> append) {
                          for (const UserId& id : section.teachers) {
                            read_one(index.teacher(id), append);
                            if (which == WhichTeachers::primary) break;
                          }
                        }},
             field);
}

void read_field(const TeacherField& field, const Teacher& teacher, const RosterIndex& index, FieldTexts& texts) {
  read_person_field(field, teacher, index, texts);
}

void read_field(const StudentField& field, const Student& student, const RosterIndex& index, FieldTexts& texts) {
  read_person_field(field, student, index, texts);
}

}  // namespace clever_sync
