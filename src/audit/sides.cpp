#include "audit/sides.hpp"

#include <algorithm>
#include <array>
#include <map>

#include "base/printable.hpp"

namespace clever_sync {

namespace {

constexpr std::array<std::string_view, 5> personal_fields{"email", "first_name", "last_initial", "name", "sis_id"};
constexpr std::size_t field_width = 16, value_width = 28;

/// The record without what identifies a student, if that is not wanted.
Json shown(const std::string& line, Kind kind, StudentValues students) {
  if (line.empty()) return {};
  const Json record = parse_own_json(line, "a record");
  const Json* inner = record.find("record");
  const Json& whole = inner == nullptr ? record : *inner;
  if (kind != Kind::student || students == StudentValues::show || whole.as_object() == nullptr) return whole;
  Json kept;
  for (const auto& [key, value] : *whole.as_object()) {
    const bool personal = std::ranges::find(personal_fields, key) != personal_fields.end();
    kept.set(key, personal ? Json("(hidden, --names shows it)") : value);
  }
  return kept;
}

std::string value_text(const Json& value) {
  if (const std::string* text = value.as_string()) return printable(*text, value_width);
  if (const Json::Array* list = value.as_array(); list != nullptr && list->size() > 1)
    return std::to_string(list->size()) + " of them";
  return printable(canonical_json(value), value_width);
}

/// Of several members each, where nothing is squeezed into columns.
std::string whole_text(const Json& value) {
  if (const std::string* text = value.as_string()) return printable(*text);
  return printable(canonical_json(value));
}

std::string cell(const Json& record, const std::string& field) {
  const Json* value = record.find(field);
  return value == nullptr ? "-" : value_text(*value);
}

std::string padded(std::string text, std::size_t width) {
  std::size_t code_points = 0;
  for (const char c : text) code_points += (static_cast<unsigned char>(c) & 0xC0U) != 0x80U ? 1 : 0;
  text.append(code_points < width ? width - code_points : 1, ' ');
  return text;
}

}  // namespace

std::string render_sides(const Sides& sides, StudentValues students) {
  const Json source = shown(sides.source, sides.kind, students), desired = shown(sides.desired, sides.kind, students),
             applied = shown(sides.applied, sides.kind, students), live = shown(sides.live, sides.kind, students);
  std::string out =
      std::string(name_of(sides.kind)) + " " + sides.id.text() + " on " + format_date(sides.as_of) + "\n\n";
  out += "In Clever: " + (sides.source_path.empty() ? std::string("never shared") : sides.source_path) + "\n";
  if (source.as_object() != nullptr) {
    for (const auto& [field, value] : *source.as_object())
      out += "  " + padded(field, field_width) + value_text(value) + "\n";
  }
  out += "\nWanted: " + (sides.wanted.empty() ? std::string("nothing") : sides.wanted) + "\n";
  std::map<std::string, bool> fields;
  for (const Json* side : {&desired, &applied, &live}) {
    if (side->as_object() == nullptr) continue;
    for (const auto& [field, value] : *side->as_object()) fields[field] = true;
  }
  out += "\n  " + padded("", field_width) + padded("desired", value_width + 2) + padded("applied", value_width + 2) +
         "live\n";
  for (const auto& [field, there] : fields) {
    out += "  " + padded(field, field_width) + padded(cell(desired, field), value_width + 2) +
           padded(cell(applied, field), value_width + 2) + cell(live, field) + "\n";
  }
  return out;
}

Page sides_page(const Sides& sides, StudentValues students) {
  Page page{.title = std::string(name_of(sides.kind)) + " " + sides.id.text() + " on " + format_date(sides.as_of),
            .sections = {}};
  const auto add = [&](const std::string& heading, const std::string& what, const std::string& line) {
    const Json record = shown(line, sides.kind, students);
    PageItem item{.heading = what, .rows = {}};
    if (record.as_object() != nullptr) {
      for (const auto& [field, value] : *record.as_object())
        item.rows.push_back({.label = field, .text = whole_text(value)});
    }
    page.sections.push_back({.heading = heading, .items = {std::move(item)}});
  };
  add("In Clever", sides.source_path.empty() ? "never shared" : sides.source_path, sides.source);
  add("Desired", sides.wanted.empty() ? "nothing" : sides.wanted, sides.desired);
  add("Applied", sides.applied.empty() ? "never written" : "as this workspace last wrote it", sides.applied);
  add("Live", sides.live.empty() ? "not in Sphero Edu" : "as Sphero Edu showed it", sides.live);
  return page;
}

Json sides_json(const Sides& sides, StudentValues students) {
  Json document;
  document.set("format", "clever-sync/object@1");
  document.set("kind", name_of(sides.kind));
  document.set("id", sides.id.text());
  document.set("as_of", format_date(sides.as_of));
  document.set("path", sides.source_path);
  document.set("wanted", sides.wanted);
  document.set("source", shown(sides.source, sides.kind, students));
  document.set("desired", shown(sides.desired, sides.kind, students));
  document.set("applied", shown(sides.applied, sides.kind, students));
  document.set("live", shown(sides.live, sides.kind, students));
  return document;
}

}  // namespace clever_sync
