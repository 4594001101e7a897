#pragma once
// Mapped fields: a record of the roster as Sphero Edu should hold it, by the templates of mapping.yaml and within the
// limits of the contract. A field that is copied as it is stays a view into the roster's arena.

#include <string_view>
#include <vector>

#include "desired/record_fields.hpp"
#include "roster/states.hpp"
#include "rules/rule_set.hpp"

namespace clever_sync {

/// The most code points that the contract takes. Source: docs/sphero-edu-api.yaml, ClassFields.name,
/// StudentFields.last_initial.
inline constexpr std::size_t max_class_name = 255;
inline constexpr std::size_t max_last_initial = 8;

/// The school's id as text, "" for none; one copy per school.
class SchoolTexts {
 public:
  SchoolTexts(const RosterIndex& index, Texts& texts);
  std::string_view of(const SchoolId& school) {
    if (school != last_) {
      last_ = school;
      last_text_ = find(school);
    }
    return last_text_;
  }
  std::string_view of(const std::optional<SchoolId>& school) { return school ? of(*school) : std::string_view{}; }

 private:
  const RosterIndex& index_;
  Texts& texts_;
  std::vector<std::string_view> known_;
  SchoolId last_;  // records come school by school
  std::string_view last_text_;
  std::string_view find(const SchoolId& school);
};

/// Fills the mapped fields of an object from a record. Refers to the mapping and the index; made texts go to the arena.
template <class Object, class Record, class Field>
class FieldMapper {
 public:
  using Resolve = Field (*)(std::string_view name);
  FieldMapper(const std::vector<FieldMapping>& mappings, Resolve resolve, const RosterIndex& index, Texts& texts);

  void fill(const Record& record, Object& object);

 private:
  struct NamedField {
    std::string name;
    Field field;
  };
  struct Ready {
    const FieldMapping* mapping;
    std::string_view Object::*member;
    std::vector<NamedField> fields;
    std::string_view otherwise;  // of a plain template: what it gives when no field has a text
    std::size_t max_code_points;
  };
  std::string_view text_of(const Ready& ready, const Record& record);
  std::string_view plain_text(const Ready& ready, const Record& record);

  const RosterIndex& index_;
  Texts& texts_;
  std::vector<Ready> ready_;
  FieldTexts found_;
};

using ClassMapper = FieldMapper<SpheroClass, Section, SectionField>;
using TeacherMapper = FieldMapper<SpheroTeacher, Teacher, TeacherField>;
using StudentMapper = FieldMapper<SpheroStudent, Student, StudentField>;

}  // namespace clever_sync
