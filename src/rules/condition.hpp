#pragma once
// Condition: a test on the stored fields of a record and of what it belongs to, as filters write it:
//
//     {subject: math}                         the field is exactly this text
//     {subject: [math, science]}              any of these
//     {school.name: {not: Lincoln Middle}}    not this (one, or a list)
//     {name: {matches: "^AP "}}               RE2, found anywhere
//     {name: {contains: Robotics}}            a plain part of the text
//     {period: {empty: true}}                 absent, or not
//     {term.end_date: {before: today - 14d}}  dates: before, after, of YYYY-MM-DD or today ± Nd
//     {grade: {at_least: 3, at_most: 8}}      grades, in Clever's order; Ungraded, Other and absent are in no range
//     {first_seen: {not: {after: today}}}     the opposite of any one test
//
// Several fields, and several tests of one field, must all hold; for "or" there are several rules. A field with several
// values (a section's teachers, a student's sections, `schools`) matches when one of its values does; under `not` when
// none does, so an absent field does too.

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/date.hpp"
#include "roster/grades.hpp"

namespace clever_sync {

/// A compiled regular expression; shared, since RE2 objects are heavy.
class Pattern {
 public:
  /// Nothing if RE2 refuses the text; `error` then says why.
  static std::shared_ptr<const Pattern> compile(std::string_view text, std::string& error);
  virtual ~Pattern() = default;
  [[nodiscard]] virtual bool found_in(std::string_view text) const = 0;
  /// The byte with which every text begins that has a match, where the pattern's own text shows one: `^Test` does.
  [[nodiscard]] virtual std::optional<char> first_byte() const = 0;
};

struct AnyOf {
  std::vector<std::string> values;
};
struct Matches {
  std::string text;
  std::shared_ptr<const Pattern> pattern;
};
struct ContainsText {
  std::string text;
};
struct IsEmpty {
  bool empty = true;
};
/// A date, fixed or relative to the day of the plan.
struct DateBound {
  std::optional<Date> fixed;
  int days_from_today = 0;
  [[nodiscard]] Date on(Date as_of) const;
};
struct Before {
  DateBound bound;
};
struct After {
  DateBound bound;
};
struct GradeAtLeast {
  std::string grade;
};
struct GradeAtMost {
  std::string grade;
};

using Test = std::variant<AnyOf, Matches, ContainsText, IsEmpty, Before, After, GradeAtLeast, GradeAtMost>;

/// Whether the test must hold or, under `not`, must not.
enum class Sense { holds, holds_not };

struct FieldTest {
  std::string field;  // `subject`, `school.name`, `teacher.email`
  Sense sense = Sense::holds;
  Test test;
  int line = 0, column = 0;  // of the field's key, from 1
};

struct Condition {
  std::vector<FieldTest> tests;
};

/// The values of a field of the record at hand: calls the second argument for each (several, one, or none when absent).
using FieldValues = std::function<void(std::string_view field, const std::function<void(std::string_view)>& each)>;

/// Whether every test holds. Pure.
bool matches(const Condition& condition, const FieldValues& values, Date as_of);
bool matches(const FieldTest& test, std::span<const std::string_view> values, Date as_of);
/// The bare test, whatever its sense.
bool matches(const Test& test, std::span<const std::string_view> values, Date as_of);

}  // namespace clever_sync
