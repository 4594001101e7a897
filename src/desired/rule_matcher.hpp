#pragma once
// RuleMatcher: the filter rules of one list and one subject, made ready for many records: fields resolved, and regular
// expressions asked once per distinct text.

#include <string>
#include <unordered_map>
#include <vector>

#include "desired/record_fields.hpp"
#include "rules/rule_set.hpp"

namespace clever_sync {

/// A pattern that remembers its answers. Bounded, since ids and numbers hardly ever repeat.
class RememberedPattern {
 public:
  bool found_in(const Pattern& pattern, std::string_view text);

 private:
  struct TextHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
  };
  std::unordered_map<std::string, bool, TextHash, std::equal_to<>> answers_;
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
      Ready ready{.rule = &rule, .tests = {}};
      for (const FieldTest& test : rule.condition.tests)
        ready.tests.push_back({.field = detail::field_of(static_cast<const Record*>(nullptr), test.field),
                               .test = &test.test,
                               .remembered = {}});
      rules_.push_back(std::move(ready));
    }
  }

  [[nodiscard]] bool empty() const { return rules_.empty(); }

  /// The first rule that matches the record, or nullptr.
  const FilterRule* first_match(const Record& record) {
    for (Ready& ready : rules_)
      if (matches_all(ready, record)) return ready.rule;
    return nullptr;
  }

 private:
  struct ReadyTest {
    decltype(detail::field_of(static_cast<const Record*>(nullptr), "")) field;
    const Test* test;
    RememberedPattern remembered;
  };
  struct Ready {
    const FilterRule* rule;
    std::vector<ReadyTest> tests;
  };

  bool matches_all(Ready& ready, const Record& record) {
    for (ReadyTest& test : ready.tests) {
      texts_.clear();
      read_field(test.field, record, index_, texts_);
      if (!holds(test)) return false;
    }
    return true;
  }
  bool holds(ReadyTest& test) {
    const auto found = [&](const Pattern& pattern) {
      for (const std::string_view text : texts_.views())
        if (test.remembered.found_in(pattern, text)) return true;
      return false;
    };
    if (const auto* matching = std::get_if<Matches>(test.test)) return found(*matching->pattern);
    if (const auto* not_matching = std::get_if<NotMatches>(test.test)) return !found(*not_matching->pattern);
    return matches(*test.test, texts_.views(), as_of_);
  }

  const RosterIndex& index_;
  Date as_of_;
  std::vector<Ready> rules_;
  FieldTexts texts_;
};

/// Whether a rule looks at the sections of a person.
PersonSections person_sections_for(const Filters& filters);
PersonSections person_sections_for(const FilterRule& rule);

}  // namespace clever_sync
