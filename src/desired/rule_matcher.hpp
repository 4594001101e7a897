#pragma once
// RuleMatcher: the filter rules of one list and one subject, made ready for many records: fields resolved, each field
// read once per record, and each test asked once per distinct text of its field.

#include <cstdint>
#include <deque>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "desired/record_fields.hpp"
#include "rules/rule_set.hpp"

namespace clever_sync {

/// The distinct texts of one field, numbered from 1 as they come up; 0 is the absent field. Bounded: ids and numbers,
/// of which each record has its own, are not worth keeping.
class DistinctTexts {
 public:
  static constexpr std::uint32_t absent = 0, not_kept = UINT32_MAX;
  std::uint32_t number_of(std::string_view text);

 private:
  Texts texts_;
  std::unordered_map<std::string_view, std::uint32_t> numbers_;
};

/// The answers of one test, by the number of the text that was asked about.
class KnownAnswers {
 public:
  /// The answer for that number, asked for once.
  template <class Ask>
  bool answer(std::uint32_t number, const Ask& ask) {
    if (number == DistinctTexts::not_kept) return ask();
    if (number >= answers_.size()) answers_.resize(number + 1, Answer::unknown);
    if (answers_[number] == Answer::unknown) answers_[number] = ask() ? Answer::yes : Answer::no;
    return answers_[number] == Answer::yes;
  }

 private:
  enum class Answer : unsigned char { unknown, yes, no };
  std::vector<Answer> answers_;
};

namespace detail {
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
inline FilterSubject subject_of(const School*) {
  return FilterSubject::schools;
}
inline FilterSubject subject_of(const Section*) {
  return FilterSubject::sections;
}
inline FilterSubject subject_of(const Teacher*) {
  return FilterSubject::teachers;
}
inline FilterSubject subject_of(const Student*) {
  return FilterSubject::students;
}
}  // namespace detail

/// Record: School, Section, Teacher or Student. Refers to the rules and the index.
template <class Record>
class RuleMatcher {
 public:
  /// Takes the rules of the list that look at such records.
  RuleMatcher(const std::vector<FilterRule>& rules, const RosterIndex& index, Date as_of)
      : index_(index), as_of_(as_of) {
    for (const FilterRule& rule : rules) {
      if (rule.subject != detail::subject_of(static_cast<const Record*>(nullptr))) continue;
      ReadyRule ready{.rule = &rule, .tests = {}};
      for (const FieldTest& test : rule.condition.tests)
        ready.tests.push_back({.field = field_number(test.field), .test = &test, .answers = {}});
      rules_.push_back(std::move(ready));
    }
  }

  [[nodiscard]] bool empty() const { return rules_.empty(); }

  /// The first rule that matches the record, or nullptr.
  const FilterRule* first_match(const Record& record) {
    for (ReadyField& field : fields_) field.is_read = false;
    for (ReadyRule& ready : rules_)
      if (matches_all(ready, record)) return ready.rule;
    return nullptr;
  }

 private:
  /// A field that rules name: read at most once per record, however many rules look at it.
  struct ReadyField {
    std::string_view name;
    decltype(detail::field_of(static_cast<const Record*>(nullptr), "")) field;
    bool is_read = false;
    FieldTexts texts;
    DistinctTexts distinct;
    std::uint32_t number = DistinctTexts::absent;  // of the one text, if there is one
  };
  struct ReadyTest {
    std::size_t field;
    const FieldTest* test;
    KnownAnswers answers;
  };
  struct ReadyRule {
    const FilterRule* rule;
    std::vector<ReadyTest> tests;
  };

  std::size_t field_number(std::string_view name) {
    for (std::size_t number = 0; number < fields_.size(); ++number)
      if (fields_[number].name == name) return number;
    fields_.emplace_back();
    fields_.back().name = name;
    fields_.back().field = detail::field_of(static_cast<const Record*>(nullptr), name);
    return fields_.size() - 1;
  }

  void read(ReadyField& field, const Record& record) {
    field.is_read = true;
    field.texts.clear();
    read_field(field.field, record, index_, field.texts);
    field.number = field.texts.views().empty() ? DistinctTexts::absent : DistinctTexts::not_kept;
    if (field.texts.views().size() == 1) field.number = field.distinct.number_of(field.texts.first());
  }

  bool matches_all(ReadyRule& ready, const Record& record) {
    for (ReadyTest& test : ready.tests) {
      ReadyField& field = fields_[test.field];
      if (!field.is_read) read(field, record);
      if (!holds(test, field)) return false;
    }
    return true;
  }

  bool holds(ReadyTest& test, ReadyField& field) {
    const auto& texts = field.texts.views();
    if (texts.size() < 2) return test.answers.answer(field.number, [&] { return matches(*test.test, texts, as_of_); });
    const auto found = [&](const Pattern& pattern) {  // several texts: the pattern's answer is known for each
      for (const std::string_view text : texts)
        if (test.answers.answer(field.distinct.number_of(text), [&] { return pattern.found_in(text); })) return true;
      return false;
    };
    if (const auto* matching = std::get_if<Matches>(&test.test->test))
      return found(*matching->pattern) == (test.test->sense == Sense::holds);
    return matches(*test.test, texts, as_of_);
  }

  const RosterIndex& index_;
  Date as_of_;
  std::deque<ReadyField> fields_;
  std::vector<ReadyRule> rules_;
};

/// Whether a rule looks at the sections of a person.
PersonSections person_sections_for(const Filters& filters);
PersonSections person_sections_for(const FilterRule& rule);

}  // namespace clever_sync
