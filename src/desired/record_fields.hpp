#pragma once
// Record fields: from the name of a field, as rules spell it, to its texts in a record. A name is resolved once per
// plan; reading a field of a record then follows one pointer. rules/fields.hpp lists the names; a test resolves each of
// them.

#include <deque>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "desired/roster_index.hpp"
#include "rules/rule_set.hpp"

namespace clever_sync {

/// The texts of one field: views into the roster's arena, or made here (ids, dates) and good until the next clear.
class FieldTexts {
 public:
  void clear() {
    views_.clear();
    made_used_ = 0;
  }
  void add(std::string_view text) {
    if (!text.empty()) views_.push_back(text);
  }
  void add_made(std::string text) {
    if (made_used_ == made_.size()) made_.emplace_back();
    std::string& kept = made_[made_used_++];
    kept = std::move(text);
    views_.push_back(kept);
  }
  [[nodiscard]] const std::vector<std::string_view>& views() const { return views_; }
  [[nodiscard]] std::string_view first() const { return views_.empty() ? std::string_view{} : views_.front(); }
  /// Whether some text was made here, so that it must be copied to outlive the next clear.
  [[nodiscard]] bool has_made() const { return made_used_ > 0; }

 private:
  std::vector<std::string_view> views_;
  std::deque<std::string> made_;
  std::size_t made_used_ = 0;
};

template <class Record>
using AppendField = void (*)(const Record&, FieldTexts&);

/// A field of a section, or of what it belongs to.
using SectionField = std::variant<AppendField<Section>, AppendField<School>, AppendField<Term>, AppendField<Course>,
                                  AppendField<Teacher>>;
/// A field of a person, of the person's primary school, or of the sections that list the person.
using TeacherField = std::variant<AppendField<Teacher>, AppendField<School>, SectionField>;
using StudentField = std::variant<AppendField<Student>, AppendField<School>, SectionField>;
using SchoolField = AppendField<School>;

/// The field of that name; names that are not known there are a bug, since the rules were checked.
SchoolField school_field(std::string_view name);
SectionField section_field(std::string_view name);
TeacherField teacher_field(std::string_view name);
StudentField student_field(std::string_view name);

/// The field type of a record, and the field by name for code that is written once for all of them.
inline SchoolField field_of(const School*, std::string_view name) {
  return school_field(name);
}
inline SectionField field_of(const Section*, std::string_view name) {
  return section_field(name);
}
inline TeacherField field_of(const Teacher*, std::string_view name) {
  return teacher_field(name);
}
inline StudentField field_of(const Student*, std::string_view name) {
  return student_field(name);
}
template <class Record>
using FieldOf = decltype(field_of(static_cast<const Record*>(nullptr), ""));

/// Of a section's `teacher.*`: every teacher, as conditions see it, or the primary one, as templates do.
enum class WhichTeachers { all, primary };

/// Appends the field's texts; an absent field appends nothing. Not for a student's `section.*`: see RuleMatcher.
void read_field(const SchoolField& field, const School& school, const RosterIndex& index, FieldTexts& texts);
void read_field(const SectionField& field, const Section& section, const RosterIndex& index, FieldTexts& texts,
                WhichTeachers which = WhichTeachers::all);
void read_field(const TeacherField& field, const Teacher& teacher, const RosterIndex& index, FieldTexts& texts);
void read_field(const StudentField& field, const Student& student, const RosterIndex& index, FieldTexts& texts);

}  // namespace clever_sync
