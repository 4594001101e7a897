#pragma once
// Template: how a mapped field is made out of a record's fields.
//
//     "{{ name }}"                          a field
//     "{{ term.name | default: No term }}"  with filters: default, trim, lower, upper, title, truncate: N, initial
//     "{{ a | or: b }}"                     the first of several fields that is not empty
//     "{{ name }}[ ({{ period }})]"         a part in [ ] vanishes when a field inside it is empty; \[ is a bracket
//
// A template is checked when it is parsed; rendering can't fail. Pure.

#include <functional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace clever_sync {

struct TextFilter {
  enum class What { default_, trim, lower, upper, title, truncate, initial };
  What what = What::trim;
  std::string argument;
};

struct FieldUse {
  std::vector<std::string> fields;  // the first that is not empty
  std::vector<TextFilter> filters;
};

struct TemplatePart;
struct OptionalPart {
  std::vector<TemplatePart> parts;
};
struct TemplatePart {
  std::variant<std::string, FieldUse, OptionalPart> what;  // a constant, a field, a part that may vanish
};

struct Template {
  std::string text;  // as written
  std::vector<TemplatePart> parts;
  /// Whether the whole is one use of fields with no filter but a `default`: what it gives needs no copy. Then `parts`
  /// is that use.
  bool is_plain = false;
};

/// The template, or why it is none: what and at which byte.
struct TemplateError {
  std::string what;
  std::size_t offset = 0;
};
std::variant<Template, TemplateError> parse_template(std::string_view text);

/// Every field that the template names, for checking them against what is stored.
std::vector<std::string> fields_named(const Template& source);

/// The text of the record, "" when all of it vanished. `field` gives a field's text, "" when absent.
std::string render(const Template& source, const std::function<std::string_view(std::string_view)>& field);

/// At most `max_bytes`… and `max_code_points`, cut between grapheme clusters, trailing white space removed.
std::string cut_at_grapheme(std::string_view text, std::size_t max_code_points);

}  // namespace clever_sync
