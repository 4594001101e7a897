// Free text from a district, from a rule file or from a plan that somebody edited, through every renderer: it stays
// text.
#include <algorithm>
#include <regex>
#include <set>

#include "base/utf8.hpp"
#include "catch.hpp"
#include "plans.hpp"
#include "review/markdown_text.hpp"
#include "review/sign_in_losses.hpp"
#include "review/since.hpp"

namespace clever_sync {
namespace {

using namespace test;

/// What no reader may get raw: controls but the line feed, and what moves, hides or turns text.
bool is_forbidden(char32_t c) {
  if (c == U'\n') return false;
  if (c < 0x20 || (c >= 0x7F && c <= 0x9F)) return true;
  static const std::set<char32_t> single = {0x061C, 0x180E, 0x2028, 0x2029, 0xFEFF, 0x00AD};
  return single.contains(c) || (c >= 0x200B && c <= 0x200F) || (c >= 0x202A && c <= 0x202E) ||
         (c >= 0x2060 && c <= 0x206F);
}

/// The offset of the first byte that is not UTF-8 or starts a forbidden code point.
std::optional<std::size_t> first_forbidden(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const std::optional<CodePoint> next = decode_utf8(text.substr(at));
    if (!next || is_forbidden(next->value)) return at;
    at += next->bytes;
  }
  return std::nullopt;
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  for (std::size_t start = 0; start < text.size();) {
    const std::size_t end = text.find('\n', start);
    lines.push_back(text.substr(start, end - start));
    if (end == std::string::npos) break;
    start = end + 1;
  }
  return lines;
}

/// A line of Markdown with its code spans and its escaped marks taken out: what is left is read as markup.
std::string markup_of(const std::string& line) {
  std::string out;
  for (std::size_t at = 0; at < line.size(); ++at) {
    if (line[at] == '\\') {
      ++at;
      out.push_back('.');
    } else if (line[at] == '`') {
      at = line.find('`', at + 1);
      REQUIRE(at != std::string::npos);
      out += "CODE";
    } else {
      out.push_back(line[at]);
    }
  }
  return out;
}

/// What is new and what is gone between the plan and one of nothing, and the other way round.
std::vector<Report> reports_of(const Plan& plan, const NameBook& names) {
  const Plan nothing;
  const NamedPlan empty{.plan = nothing, .digest = plan_digest(nothing), .commit = ""};
  const NamedPlan full{.plan = plan, .digest = plan_digest(plan), .commit = ""};
  return {report_since(empty, full, names, {}), report_since(full, empty, names, no_since_limits)};
}

/// Every tag of a page, attributes and all; style and script are left out.
std::vector<std::string> tags_of(const std::string& page) {
  static const std::regex content("<(style|script)>[^]*?</\\1>");
  const std::string rest = std::regex_replace(page, content, "");
  std::vector<std::string> tags;
  for (std::size_t at = rest.find('<'); at != std::string::npos; at = rest.find('<', at + 1)) {
    tags.push_back(rest.substr(at, rest.find('>', at) + 1 - at));
  }
  return tags;
}

}  // namespace

TEST_CASE("hostile text moves no cursor, breaks no line and hides nothing in any form", "[review]") {
  for (const std::string& text : hostile_texts()) {
    CAPTURE(text.substr(0, 60));
    Plan plan = hostile_plan(text);
    const NameBook names = hostile_names(text);
    LiveState live;
    for (const std::string& draft : {std::string(), text}) {
      plan.draft = draft;
      CHECK_FALSE(first_forbidden(render_text(plan, names, {.width = 80})));
      CHECK_FALSE(first_forbidden(render_markdown(plan, names)));
      CHECK_FALSE(first_forbidden(render_html(plan, names)));
      CHECK_FALSE(first_forbidden(terminal_json(encode_plan(plan))));
      CHECK_FALSE(first_forbidden(text_of(report_sign_in(plan, live, names), {.width = 80})));
      for (const Report& report : reports_of(plan, names)) {
        CHECK_FALSE(first_forbidden(text_of(report, {.width = 80})));
        CHECK_FALSE(first_forbidden(markdown_of(report)));
        CHECK_FALSE(first_forbidden(html_of(report)));
      }
    }
  }
}

TEST_CASE("in text no line begins at the edge with hostile text, and a long one buries nothing", "[review]") {
  for (const std::string& text : hostile_texts()) {
    CAPTURE(text.substr(0, 60));
    const std::string out = render_text(hostile_plan(text), hostile_names(text), {.width = 80});
    for (const std::string& line : lines_of(out)) {
      CAPTURE(line.substr(0, 80));
      // Nothing but our own words stands at the edge, where a spreadsheet would look for a formula.
      const bool own = std::ranges::any_of(
          std::vector<std::string>{"Plan: ", "As of ", "! ",
                                   "Guardrails: ", "Additions: ", "Removals: ", "Findings: ", "Next: ", "    ", "  "},
          [&](const std::string& start) { return line.starts_with(start); });
      CHECK(own);
    }
    CHECK(out.find("clever-sync approve --removals") != std::string::npos);
    // A finding may be long: it is a sentence, and ours. Names and values may not.
    CHECK(out.size() < 200'000);
  }
}

TEST_CASE("in Markdown hostile text is no markup, no link, no mention and no reference", "[review]") {
  static const std::regex own(
      "<details><summary>[-+~=!]|</summary>|</details>|<!-- clever-sync plan of district [0-9a-f]{24} -->");
  for (const std::string& text : hostile_texts()) {
    CAPTURE(text.substr(0, 60));
    Plan plan = hostile_plan(text);
    std::string out = render_markdown(plan, hostile_names(text));
    plan.draft = text;
    out += render_markdown(plan, hostile_names(text));
    for (const Report& report : reports_of(plan, hostile_names(text))) out += markdown_of(report);
    for (const std::string& line : lines_of(out)) {
      if (line.starts_with("    clever-sync approve ")) continue;  // a block of code
      CAPTURE(line);
      std::string markup = markup_of(std::regex_replace(line, own, ""));
      CHECK(markup.find_first_of("<>[]~_$@&") == std::string::npos);
      CHECK(markup.find("://") == std::string::npos);
      CHECK(markup.find("www.") == std::string::npos);
      CHECK(markup.find("deadbeef") == std::string::npos);
      CHECK(markup.find(":tada") == std::string::npos);
      CHECK_FALSE(std::regex_search(markup, std::regex("#\\d|GH-\\d")));
      if (line.starts_with("|")) CHECK(std::ranges::count(markup, '|') == 3);
      CHECK(line.find("<script") == std::string::npos);
      CHECK(line.find("``") == std::string::npos);  // two code spans that touch are read as one that never ends
    }
  }
}

TEST_CASE("what a sentence has between backquotes is typed as it is, and a sentence's comma is no part of an id",
          "[review]") {
  CHECK(markdown_prose("under link, `- {teacher: 5c40, because: same_person}`; or not") ==
        "under link, `- {teacher: 5c40, because: same_person}`; or not");
  CHECK(markdown_prose("of snapshots/terms.json, 58da8c59dc0ca007ea000001; then") ==
        "of `snapshots/terms.json`, `58da8c59dc0ca007ea000001`; then");
  // Anything else is escaped: alone, empty, doubled, within a word, or beside another one.
  CHECK(markdown_prose("a ` b") == "a `\\u{60}` b");
  for (const char* text : {"``", "`` ``", "`a``b`", "x`a`", "`a`x", "`a`,@b", "`a` `b", "`@a`,", ":::", "`a` `b`"})
    CHECK(markdown_prose(text).find("``") == std::string::npos);
  CHECK(markdown_prose("`a` `b`") == "`a` `b`");
  CHECK(markdown_prose("`<b>|`") == "`\\u{3c}b>\\u{7c}`");
}

TEST_CASE("in a page hostile text makes no tag, no attribute, no handler and no address", "[review]") {
  static const std::set<std::string> known = [] {
    Plan plan = hostile_plan("plain");
    plan.draft = "plain";
    std::vector<std::string> tags = tags_of(render_html(plan, hostile_names("plain")));
    for (const Report& report : reports_of(plan, hostile_names("plain"))) {
      const std::vector<std::string> more = tags_of(html_of(report));
      tags.insert(tags.end(), more.begin(), more.end());
    }
    return std::set<std::string>(tags.begin(), tags.end());
  }();
  for (const std::string& text : hostile_texts()) {
    CAPTURE(text.substr(0, 60));
    Plan plan = hostile_plan(text);
    plan.draft = text;
    std::string out = render_html(plan, hostile_names(text));
    for (const Report& report : reports_of(plan, hostile_names(text))) out += html_of(report);
    for (const std::string& tag : tags_of(out)) {
      CAPTURE(tag);
      CHECK(known.contains(tag));
    }
    CHECK_FALSE(std::regex_search(out, std::regex("<(td|th)[^>]*>(<bdi>)?[=+@-]")));
  }
}

TEST_CASE("a student's values are in no form of a plan, though the plan in memory has them", "[review]") {
  const Plan plan = small_plan();
  LiveState live;
  std::vector<std::string> forms = {render_text(plan, small_names(), {.width = 100}),
                                    render_markdown(plan, small_names()), render_html(plan, small_names()),
                                    terminal_json(encode_plan(plan)),
                                    text_of(report_sign_in(plan, live, small_names()), {.width = 80})};
  for (const Report& report : reports_of(plan, small_names())) forms.push_back(html_of(report));
  for (const std::string& form : forms) {
    CAPTURE(form);
    CHECK(form.find("Secretname") == std::string::npos);
    CHECK(form.find("Hiddenname") == std::string::npos);
    CHECK(form.find("Grade-before") == std::string::npos);
    CHECK(form.find("Grade-after") == std::string::npos);
  }
}

TEST_CASE("JSON for a terminal spells what hides as an escape, and is the same value", "[review]") {
  Plan plan = small_plan();
  plan.findings.front().message = "a\u202Eb\u009bc\U000E0041d é 👍";
  seal(plan);
  const std::string out = terminal_json(encode_plan(plan));
  CHECK(out.find("a\\u202eb\\u009bc\\udb40\\udc41d é 👍") != std::string::npos);
  CHECK_FALSE(first_forbidden(out));
}

TEST_CASE("colour says nothing that the text does not say without it", "[review]") {
  const std::string plain = render_text(small_plan(), small_names(), {.width = 100});
  const std::string coloured = render_text(small_plan(), small_names(), {.colour = Colour::on, .width = 100});
  CHECK(coloured != plain);
  CHECK(std::regex_replace(coloured, std::regex("\x1b\\[[0-9;]*m"), "") == plain);
  CHECK(plain.find('\x1b') == std::string::npos);
}

}  // namespace clever_sync
