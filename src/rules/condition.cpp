#include "rules/condition.hpp"

#include <algorithm>

#include "base/error.hpp"

namespace clever_sync {

namespace {

bool is_one_of(std::string_view value, const std::vector<std::string>& values) {
  return std::find(values.begin(), values.end(), value) != values.end();
}

template <class Holds>
bool some(std::span<const std::string_view> values, const Holds& holds) {
  return std::any_of(values.begin(), values.end(), holds);
}

template <class Compare>
bool some_date(std::span<const std::string_view> values, Date bound, const Compare& compare) {
  return some(values, [&](std::string_view value) {
    const auto date = parse_date(value);
    return date && compare(*date, bound);
  });
}

template <class Compare>
bool some_grade(std::span<const std::string_view> values, std::string_view bound, const Compare& compare) {
  const auto limit = grade_rank(bound);
  return limit && some(values, [&](std::string_view value) {
           const auto rank = grade_rank(value);
           return rank && compare(*rank, *limit);
         });
}

}  // namespace

Date DateBound::on(Date as_of) const {
  return fixed ? *fixed : as_of + std::chrono::days{days_from_today};
}

bool matches(const Test& test, std::span<const std::string_view> values, Date as_of) {
  return std::visit(
      overloaded{
          [&](const AnyOf& any) { return some(values, [&](std::string_view v) { return is_one_of(v, any.values); }); },
          [&](const Matches& m) { return some(values, [&](std::string_view v) { return m.pattern->found_in(v); }); },
          [&](const ContainsText& c) {
            return some(values, [&](std::string_view v) { return v.find(c.text) != std::string_view::npos; });
          },
          [&](const IsEmpty& e) { return e.empty == !some(values, [](std::string_view v) { return !v.empty(); }); },
          [&](const Before& b) { return some_date(values, b.bound.on(as_of), std::less<>{}); },
          [&](const After& a) { return some_date(values, a.bound.on(as_of), std::greater<>{}); },
          [&](const GradeAtLeast& g) { return some_grade(values, g.grade, std::greater_equal<>{}); },
          [&](const GradeAtMost& g) { return some_grade(values, g.grade, std::less_equal<>{}); }},
      test);
}

bool matches(const FieldTest& test, std::span<const std::string_view> values, Date as_of) {
  return matches(test.test, values, as_of) == (test.sense == Sense::holds);
}

bool matches(const Condition& condition, const FieldValues& values, Date as_of) {
  std::vector<std::string_view> found;
  return std::all_of(condition.tests.begin(), condition.tests.end(), [&](const FieldTest& test) {
    found.clear();
    values(test.field, [&found](std::string_view value) { found.push_back(value); });
    return matches(test, found, as_of);
  });
}

}  // namespace clever_sync
