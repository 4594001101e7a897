#include "rules/template.hpp"

#include <map>

#include "catch.hpp"
#include "rules/letters.hpp"

using namespace clever_sync;

namespace {

const std::map<std::string_view, std::string_view> record{
    {"name", "Algebra"}, {"period", "3"}, {"padded", "  a b "}, {"first", "élise o'NEIL-smith"}, {"grade", ""}};

std::string rendered(std::string_view text) {
  const auto parsed = parse_template(text);
  if (const auto* error = std::get_if<TemplateError>(&parsed)) return "error: " + error->what;
  return render(std::get<Template>(parsed), [](std::string_view field) {
    const auto at = record.find(field);
    return at == record.end() ? std::string_view{} : at->second;
  });
}

std::size_t error_offset(std::string_view text) {
  return std::get<TemplateError>(parse_template(text)).offset;
}

}  // namespace

TEST_CASE("a template puts fields into text", "[template]") {
  CHECK(rendered("{{ name }}") == "Algebra");
  CHECK(rendered("{{name}} - {{ period }}") == "Algebra - 3");
  CHECK(rendered("plain") == "plain");
  CHECK(rendered("") == "");
  CHECK(rendered("\\[{{ name }}\\] \\{{ \\\\") == "[Algebra] {{ \\");
}

TEST_CASE("a class name falls back when a part is missing", "[template]") {
  CHECK(rendered("{{ missing | or: grade | or: name }}") == "Algebra");
  CHECK(rendered("{{ missing | default: No term }}") == "No term");
  CHECK(rendered("{{ name | default: No term }}") == "Algebra");
  CHECK(rendered("{{ missing | or: grade | upper | default: x }}") == "x");
}

TEST_CASE("a part in brackets vanishes with its field", "[template]") {
  CHECK(rendered("{{ name }}[ ({{ period }})]") == "Algebra (3)");
  CHECK(rendered("{{ name }}[ ({{ missing }})]") == "Algebra");
  CHECK(rendered("{{ name }}[ ({{ period }}[, {{ missing }}])]") == "Algebra (3)");
  CHECK(rendered("{{ name }}[ ({{ missing }}[, {{ period }}])]") == "Algebra");
  CHECK(rendered("[{{ missing | default: x }}]") == "x");
}

TEST_CASE("filters change the text they get", "[template]") {
  CHECK(rendered("<{{ padded | trim }}>") == "<a b>");
  CHECK(rendered("{{ name | lower }}") == "algebra");
  CHECK(rendered("{{ first | upper }}") == "ÉLISE O'NEIL-SMITH");
  CHECK(rendered("{{ first | title }}") == "Élise O'neil-Smith");
  CHECK(rendered("{{ name | truncate: 3 }}") == "Alg");
  CHECK(rendered("{{ first | initial | upper }}") == "É");
}

TEST_CASE("what changes no text is rendered without a copy", "[template]") {
  const auto plain = [](std::string_view text) { return std::get<Template>(parse_template(text)).is_plain; };
  CHECK(plain("{{ school.name }}"));
  CHECK(plain("{{ name | or: grade }}"));
  CHECK(plain("{{ name | or: grade | default: None }}"));
  CHECK_FALSE(plain("{{ name }} "));
  CHECK_FALSE(plain("{{ name | trim }}"));
  CHECK_FALSE(plain("{{ name | default: None | upper }}"));
  CHECK_FALSE(plain("[{{ name }}]"));
  CHECK_FALSE(plain("Robotics"));
}

TEST_CASE("a template that is none says what and where", "[template]") {
  CHECK(rendered("{{ name") == "error: this {{ has no }}");
  CHECK(error_offset("ab {{ name") == 3);
  CHECK(rendered("{{ name | uper }}") == "error: unknown filter \"uper\"; did you mean \"upper\"?");
  CHECK(rendered("{{ }}").starts_with("error: a field is named here"));
  CHECK(rendered("{{ a b }}").starts_with("error: a field is named here"));
  CHECK(rendered("{{ name | truncate }}").starts_with("error: truncate needs a number"));
  CHECK(rendered("{{ name | truncate: 0 }}").starts_with("error: truncate needs a number"));
  CHECK(rendered("{{ name | trim: 3 }}") == "error: trim takes no argument");
  CHECK(rendered("{{ name | trim | or: grade }}") == "error: or comes before the other filters");
  CHECK(rendered("a ] b").starts_with("error: a ] without its ["));
  CHECK(rendered("a [ {{ name }}").starts_with("error: this [ has no ]"));
  CHECK(rendered("a [b]").starts_with("error: this part in [ ] names no field"));
  CHECK(rendered("a \\n").starts_with("error: a \\ stands before"));
  CHECK(rendered(std::string(100, '[')).starts_with("error: parts in brackets are nested too deep"));
}

TEST_CASE("every field that a template names is listed", "[template]") {
  const auto parsed = std::get<Template>(parse_template("{{ a | or: b }}[ {{ c.d }}]"));
  CHECK(fields_named(parsed) == std::vector<std::string>{"a", "b", "c.d"});
}

TEST_CASE("a long text is cut between characters as a reader sees them", "[template]") {
  CHECK(cut_at_grapheme("abcdef", 3) == "abc");
  CHECK(cut_at_grapheme("abcdef", 6) == "abcdef");
  CHECK(cut_at_grapheme("ab  cd", 4) == "ab");
  CHECK(cut_at_grapheme("éàü", 3) == "éàü");
  CHECK(cut_at_grapheme("xe\u0301y", 2) == "x");  // e with a combining accent stays whole or goes
  CHECK(cut_at_grapheme("xe\u0301y", 3) == "xe\u0301");
  CHECK(cut_at_grapheme("a👩‍👩‍👧b", 4) == "a");  // a family: five code points
  CHECK(cut_at_grapheme("a👩‍👩‍👧b", 6) == "a👩‍👩‍👧");
  CHECK(cut_at_grapheme("🇺🇸🇨🇦", 3) == "🇺🇸");                  // flags are pairs
  CHECK(cut_at_grapheme("각\u1100\u1161\u11A8", 3) == "각");  // a syllable, and one in its parts
  CHECK(cut_at_grapheme("नि", 1) == "");                      // a vowel sign belongs to its letter
  CHECK(cut_at_grapheme("👍🏽", 1) == "");
  CHECK(cut_at_grapheme("", 0).empty());
}

TEST_CASE("case covers the letters of Latin, Greek and Cyrillic", "[template]") {
  CHECK(to_upper("straße ñandú žluťoučký ÿ ąćęłńóśźż") == "STRAßE ÑANDÚ ŽLUŤOUČKÝ Ÿ ĄĆĘŁŃÓŚŹŻ");
  CHECK(to_lower("ÑANDÚ ŽLUŤOUČKÝ ĄĆĘŁŃÓŚŹŻ Ÿ") == "ñandú žluťoučký ąćęłńóśźż ÿ");
  CHECK(to_upper("αβγς ёжик") == "ΑΒΓΣ ЁЖИК");
  CHECK(to_lower("ΑΒΓ ЁЖИК 中文 1×2") == "αβγ ёжик 中文 1×2");
  CHECK(to_lower("NGUYỄN THỊ ƯỚC ĐẶNG") == "nguyễn thị ước đặng");
  CHECK(to_upper("nguyễn thị ước đặng ǎ ş ț ґ ў ӊ") == "NGUYỄN THỊ ƯỚC ĐẶNG Ǎ Ş Ț Ґ Ў Ӊ");
  CHECK(to_lower("ΌΜΗΡΟΣ ΆΓΙΣ ΪΫ") == "όμηροσ άγισ ϊϋ");
  CHECK(to_title("NGUYỄN VĂN AN") == "Nguyễn Văn An");
  CHECK(to_title("AP CALCULUS (bc)") == "Ap Calculus (Bc)");
  CHECK(trimmed("\xC2\xA0 a \t\xC2\xA0") == "a");
}
