#include <fmt/core.h>

#include <algorithm>
#include <charconv>

#include "rules/fields.hpp"
#include "rules/known_keys.hpp"
#include "rules/letters.hpp"
#include "rules/nearest.hpp"
#include "rules/readers.hpp"

namespace clever_sync {

namespace {

/// `today`, `today - 14d`, `today + 3d`.
std::optional<DateBound> parse_relative_date(std::string_view text) {
  constexpr std::string_view today = "today";
  constexpr int furthest = 36'500;
  if (!text.starts_with(today)) return std::nullopt;
  text = trimmed(text.substr(today.size()));
  if (text.empty()) return DateBound{};
  const int sign = text.front() == '-' ? -1 : 1;
  if ((text.front() != '-' && text.front() != '+') || text.back() != 'd') return std::nullopt;
  text = trimmed(text.substr(1, text.size() - 2));
  int days = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), days);
  if (error != std::errc{} || end != text.data() + text.size() || days < 0 || days > furthest) return std::nullopt;
  return DateBound{.fixed = std::nullopt, .days_from_today = sign * days};
}

class ConditionReader {
 public:
  ConditionReader(FilterSubject subject, Mistakes& mistakes) : subject_(subject), mistakes_(mistakes) {}

  Condition read(const YamlNode& node) {
    if (!expect_map(node, name_of(subject_), mistakes_)) return {};
    if (node.entries.empty())
      mistakes_.add(node, fmt::format("{} has no condition: it would match every record; name a field, such as {}",
                                      name_of(subject_), "{name: …}"));
    for (const YamlEntry& entry : node.entries) read_field(entry);
    return std::move(condition_);
  }

 private:
  void read_field(const YamlEntry& entry) {
    const auto fields = filter_fields(subject_);
    const auto field =
        std::find_if(fields.begin(), fields.end(), [&](const KnownField& f) { return f.name == entry.key; });
    if (field == fields.end())
      return mistakes_.add(entry, fmt::format("unknown field \"{}\" in a condition on {}{}", entry.key,
                                              name_of(subject_), hint_for(entry.key, filter_field_names(subject_))));
    field_ = *field;
    line_ = entry.line;
    column_ = entry.column;
    sense_ = Sense::holds;
    if (entry.value.type != YamlNode::Type::map) return read_values(entry.value, entry.key);
    check_keys(entry.value, keys_of("filters", "#test"), mistakes_);
    if (entry.value.entries.empty()) mistakes_.add(entry, fmt::format("{} has no test", entry.key));
    for (const YamlEntry& test : entry.value.entries) {
      sense_ = Sense::holds;
      if (test.key == "not") {
        read_not(test);
      } else {
        read_test(test);
      }
    }
  }

  void read_test(const YamlEntry& test) {
    if (test.key == "matches") read_pattern(test.value);
    if (test.key == "contains") {
      auto text = read_text(test.value, "contains", mistakes_);
      if (text && check_not_empty(test.value, *text)) add(ContainsText{*std::move(text)});
    }
    if (test.key == "empty") {
      const auto empty = read_bool(test.value, "empty", mistakes_);
      if (empty) add(IsEmpty{*empty});
    }
    if (test.key == "before") read_bound<Before>(test);
    if (test.key == "after") read_bound<After>(test);
    if (test.key == "at_least") read_grade<GradeAtLeast>(test);
    if (test.key == "at_most") read_grade<GradeAtMost>(test);
  }

  /// `not` takes what may stand without it: values, or one test.
  void read_not(const YamlEntry& entry) {
    sense_ = Sense::holds_not;
    if (entry.value.type != YamlNode::Type::map) return read_values(entry.value, "not");
    if (!check_keys(entry.value, keys_of("filters", "#negated_test"), mistakes_)) return;
    if (entry.value.entries.size() != 1)  // of two, it could mean neither or not both
      return mistakes_.add(entry,
                           "not takes a value, a list, or exactly one test, such as {not: {contains: Robotics}}");
    read_test(entry.value.entries.front());
  }

  void read_values(const YamlNode& node, std::string_view name) {
    auto values = read_texts(node, name, mistakes_);
    if (!values) return;
    const bool good = std::all_of(values->begin(), values->end(), [&](const std::string& value) {
      return check_not_empty(node, value) && check_can_be(node, value);
    });
    if (good) add(AnyOf{*std::move(values)});
  }

  bool check_not_empty(const YamlNode& node, std::string_view text) {
    if (text.empty())
      mistakes_.add(node, fmt::format("an empty text is never stored; say {}: {}", field_.name, "{empty: true}"));
    return !text.empty();
  }

  /// A date that is none would never be equal to one, and nobody would see it.
  bool check_can_be(const YamlNode& node, std::string_view text) {
    const bool can_be = field_.type != FieldType::date || parse_date(text);
    if (!can_be)
      mistakes_.add(node, fmt::format("{} is a date that exists, as YYYY-MM-DD, and never \"{}\"", field_.name, text));
    return can_be;
  }

  void read_pattern(const YamlNode& node) {
    const auto text = read_text(node, "matches", mistakes_);
    if (!text) return;
    if (text->empty())
      return mistakes_.add(
          node, fmt::format("an empty pattern is found in every text; say {}: {}", field_.name, "{empty: false}"));
    std::string error;
    auto pattern = Pattern::compile(*text, error);
    if (pattern == nullptr) return mistakes_.add(node, fmt::format("not a regular expression (RE2): {}", error));
    add(Matches{.text = *text, .pattern = std::move(pattern)});
  }

  template <class BoundTest>
  void read_bound(const YamlEntry& test) {
    if (field_.type != FieldType::date)
      return mistakes_.add(test, fmt::format("{} needs a date, and {} is none; dates are first_seen, reused, "
                                             "term.start_date and term.end_date",
                                             test.key, field_.name));
    const YamlNode& node = test.value;
    if (node.type == YamlNode::Type::scalar) {
      if (const auto date = parse_date(node.text)) return add(BoundTest{{.fixed = *date}});
      if (const auto relative = parse_relative_date(node.text)) return add(BoundTest{*relative});
    }
    mistakes_.add(node, fmt::format("{} must be a date as YYYY-MM-DD, or today, today - 14d, today + 3d", test.key));
  }

  template <class GradeTest>
  void read_grade(const YamlEntry& test) {
    if (field_.type != FieldType::grade)
      return mistakes_.add(test, fmt::format("{} needs a grade, and {} is none", test.key, field_.name));
    auto grade = read_text(test.value, test.key, mistakes_);
    if (!grade) return;
    if (!grade_rank(*grade))
      return mistakes_.add(test.value,
                           fmt::format("{} must be one of Clever's grades in order: InfantToddler, Preschool, "
                                       "PreKindergarten, TransitionalKindergarten, Kindergarten, 1 to 13, "
                                       "PostGraduate",
                                       test.key));
    add(GradeTest{*std::move(grade)});
  }

  void add(Test test) {
    condition_.tests.push_back({.field = std::string(field_.name),
                                .sense = sense_,
                                .test = std::move(test),
                                .line = line_,
                                .column = column_});
  }

  FilterSubject subject_;
  Mistakes& mistakes_;
  Condition condition_;
  KnownField field_;
  int line_ = 0, column_ = 0;
  Sense sense_ = Sense::holds;
};

}  // namespace

Condition read_condition(const YamlNode& node, FilterSubject subject, Mistakes& mistakes) {
  return ConditionReader(subject, mistakes).read(node);
}

}  // namespace clever_sync
