#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <optional>

#include "rules/letters.hpp"
#include "rules/nearest.hpp"
#include "rules/template.hpp"

namespace clever_sync {

namespace {

constexpr int max_nesting = 8;

struct FilterName {
  std::string_view name;
  TextFilter::What what;
  enum class Argument { none, text, number } argument;
};
constexpr std::array<FilterName, 7> filter_names{
    {{"default", TextFilter::What::default_, FilterName::Argument::text},
     {"trim", TextFilter::What::trim, FilterName::Argument::none},
     {"lower", TextFilter::What::lower, FilterName::Argument::none},
     {"upper", TextFilter::What::upper, FilterName::Argument::none},
     {"title", TextFilter::What::title, FilterName::Argument::none},
     {"truncate", TextFilter::What::truncate, FilterName::Argument::number},
     {"initial", TextFilter::What::initial, FilterName::Argument::none}}};

bool is_field_name(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '.';
  });
}

/// Recursive descent over the text; the first mistake ends it.
class Parser {
 public:
  explicit Parser(std::string_view text) : text_(text) {}

  std::variant<Template, TemplateError> parse() {
    Template result;
    result.text = std::string(text_);
    result.parts = parts(0);
    if (error_) return *std::move(error_);
    if (result.parts.size() == 1)
      if (const auto* use = std::get_if<FieldUse>(&result.parts.front().what); use != nullptr)
        result.is_plain = use->filters.empty() ||
                          (use->filters.size() == 1 && use->filters.front().what == TextFilter::What::default_);
    return result;
  }

 private:
  std::vector<TemplatePart> parts(int depth) {
    std::vector<TemplatePart> made;
    std::string constant;
    const auto flush = [&made, &constant] {
      if (!constant.empty()) made.emplace_back().what = constant;
      constant.clear();
    };
    while (at_ < text_.size() && !error_) {
      const char c = text_[at_];
      if (c == '\\') {
        constant += escaped();
      } else if (text_.substr(at_).starts_with("{{")) {
        flush();
        made.emplace_back().what.emplace<FieldUse>(field_use());
      } else if (c == '[') {
        flush();
        made.emplace_back().what.emplace<OptionalPart>(optional_part(depth));
      } else if (c == ']') {
        if (depth > 0) break;
        fail("a ] without its [; a bracket that is text is written \\]", at_);
      } else {
        constant += c;
        ++at_;
      }
    }
    flush();
    return made;
  }

  std::string escaped() {
    const char next = at_ + 1 < text_.size() ? text_[at_ + 1] : '\0';
    if (next != '[' && next != ']' && next != '{' && next != '\\') {
      fail("a \\ stands before [ ] { or another \\ only", at_);
      return "";
    }
    at_ += 2;
    return {next};
  }

  OptionalPart optional_part(int depth) {
    const std::size_t start = at_++;
    OptionalPart made;
    if (depth + 1 > max_nesting) {
      fail("parts in brackets are nested too deep", start);
      return made;
    }
    made.parts = parts(depth + 1);
    if (error_) return made;
    if (at_ >= text_.size()) {
      fail("this [ has no ]; a bracket that is text is written \\[", start);
      return made;
    }
    ++at_;
    Template inner;
    inner.parts = made.parts;
    if (fields_named(inner).empty())
      fail("this part in [ ] names no field, so it can't vanish; text brackets are written \\[ \\]", start);
    return made;
  }

  FieldUse field_use() {
    FieldUse use;
    const std::size_t start = at_;
    const std::size_t end = text_.find("}}", start);
    if (end == std::string_view::npos) {
      fail("this {{ has no }}", start);
      return use;
    }
    std::size_t from = start + 2;
    bool first = true;
    while (!error_ && from <= end) {
      const std::size_t bar = std::min(text_.find('|', from), end);
      const std::string_view piece = text_.substr(from, bar - from);
      if (first) {
        add_field(use, trimmed(piece), from);
      } else {
        add_filter(use, piece, from);
      }
      first = false;
      from = bar + 1;
    }
    at_ = end + 2;
    return use;
  }

  void add_field(FieldUse& use, std::string_view name, std::size_t where) {
    if (!is_field_name(name)) return fail("a field is named here, such as name or school.name", where);
    use.fields.emplace_back(name);
  }

  void add_filter(FieldUse& use, std::string_view piece, std::size_t where) {
    const std::size_t colon = piece.find(':');
    const std::string_view name = trimmed(piece.substr(0, colon));
    std::optional<std::string_view> argument;
    if (colon != std::string_view::npos) argument = trimmed(piece.substr(colon + 1));
    if (name == "or") {
      if (!argument) return fail("or needs a field: or: course.name", where);
      if (!use.filters.empty()) return fail("or comes before the other filters", where);
      return add_field(use, *argument, where);
    }
    const auto known =
        std::find_if(filter_names.begin(), filter_names.end(), [name](const auto& f) { return f.name == name; });
    if (known == filter_names.end()) {
      constexpr std::array<std::string_view, 8> names{"default", "trim",     "lower",   "upper",
                                                      "title",   "truncate", "initial", "or"};
      return fail(fmt::format("unknown filter \"{}\"{}", name, hint_for(name, names)), where);
    }
    if (auto wrong = wrong_argument(*known, argument)) return fail(*std::move(wrong), where);
    use.filters.push_back({.what = known->what, .argument = std::string(argument.value_or(""))});
  }

  static std::optional<std::string> wrong_argument(const FilterName& filter, std::optional<std::string_view> argument) {
    switch (filter.argument) {
      case FilterName::Argument::none:
        if (argument) return fmt::format("{} takes no argument", filter.name);
        return std::nullopt;
      case FilterName::Argument::text:
        if (!argument || argument->empty())
          return fmt::format("{} needs a text: {}: No term", filter.name, filter.name);
        return std::nullopt;
      case FilterName::Argument::number:
        break;
    }
    const bool number = argument && !argument->empty() && argument->size() <= 4 && argument->front() != '0' &&
                        std::all_of(argument->begin(), argument->end(), [](char c) { return c >= '0' && c <= '9'; });
    if (number) return std::nullopt;
    return fmt::format("{} needs a number from 1 to 9999: {}: 40", filter.name, filter.name);
  }

  void fail(std::string what, std::size_t offset) {
    if (!error_) error_ = TemplateError{.what = std::move(what), .offset = offset};
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::optional<TemplateError> error_;
};

}  // namespace

std::variant<Template, TemplateError> parse_template(std::string_view text) {
  return Parser(text).parse();
}

}  // namespace clever_sync
