#include "rules/template.hpp"

#include "base/error.hpp"
#include "rules/letters.hpp"

namespace clever_sync {

namespace {

std::size_t number_in(std::string_view digits) {
  std::size_t number = 0;
  for (const char digit : digits) number = number * 10 + static_cast<std::size_t>(digit - '0');
  return number;
}

std::string filtered(const std::string& text, const TextFilter& filter) {
  switch (filter.what) {
    case TextFilter::What::default_:
      return text.empty() ? filter.argument : text;
    case TextFilter::What::trim:
      return std::string(trimmed(text));
    case TextFilter::What::lower:
      return to_lower(text);
    case TextFilter::What::upper:
      return to_upper(text);
    case TextFilter::What::title:
      return to_title(text);
    case TextFilter::What::truncate:
      return cut_at_grapheme(text, number_in(filter.argument));
    case TextFilter::What::initial:
      return text.empty() ? text : text.substr(0, grapheme_end(text, 0));
  }
  unreachable("text filter");
}

using FieldText = std::function<std::string_view(std::string_view)>;

std::string text_of(const FieldUse& use, const FieldText& field) {
  std::string_view first;
  for (const std::string& name : use.fields) {
    first = field(name);
    if (!first.empty()) break;
  }
  std::string text(first);
  for (const TextFilter& filter : use.filters) text = filtered(text, filter);
  return text;
}

/// What the parts give, and whether one of their own fields came out empty.
struct Rendered {
  std::string text;
  bool some_field_is_empty = false;
};

Rendered render_parts(const std::vector<TemplatePart>& parts, const FieldText& field) {
  Rendered result;
  for (const TemplatePart& part : parts) {
    std::visit(overloaded{[&](const std::string& constant) { result.text += constant; },
                          [&](const FieldUse& use) {
                            const std::string text = text_of(use, field);
                            result.some_field_is_empty = result.some_field_is_empty || text.empty();
                            result.text += text;
                          },
                          [&](const OptionalPart& optional) {
                            Rendered inner = render_parts(optional.parts, field);
                            if (!inner.some_field_is_empty) result.text += inner.text;
                          }},
               part.what);
  }
  return result;
}

void collect_fields(const std::vector<TemplatePart>& parts, std::vector<std::string>& names) {
  for (const TemplatePart& part : parts) {
    if (const auto* use = std::get_if<FieldUse>(&part.what))
      names.insert(names.end(), use->fields.begin(), use->fields.end());
    if (const auto* optional = std::get_if<OptionalPart>(&part.what)) collect_fields(optional->parts, names);
  }
}

}  // namespace

std::vector<std::string> fields_named(const Template& source) {
  std::vector<std::string> names;
  collect_fields(source.parts, names);
  return names;
}

std::string render(const Template& source, const std::function<std::string_view(std::string_view)>& field) {
  return render_parts(source.parts, field).text;
}

std::string cut_at_grapheme(std::string_view text, std::size_t max_code_points) {
  if (text.size() <= max_code_points) return std::string(text);
  std::size_t code_points = 0, kept = 0;
  while (kept < text.size()) {
    const std::size_t end = grapheme_end(text, kept);
    for (std::size_t at = kept; at < end;) {
      next_code_point(text, at);
      ++code_points;
    }
    if (code_points > max_code_points) break;
    kept = end;
  }
  if (kept == text.size()) return std::string(text);
  const std::string_view cut = text.substr(0, kept);
  const std::size_t last = cut.find_last_not_of(" \t\r\n");
  return std::string(last == std::string_view::npos ? std::string_view{} : cut.substr(0, last + 1));
}

}  // namespace clever_sync
