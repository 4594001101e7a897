// Rule files are edited by hand and come through pull requests: whatever stands in them, the checks answer with
// problems and the parser with one Error.

#include <rapidcheck.h>

#include "base/error.hpp"
#include "catch.hpp"
#include "problems.hpp"
#include "rules/config.hpp"

using namespace clever_sync;

namespace {

/// A shipped file with a few places overwritten, cut out or doubled.
std::string damaged(std::string text) {
  const int damages = *rc::gen::inRange(1, 6);
  for (int i = 0; i < damages && !text.empty(); ++i) {
    const auto at = *rc::gen::inRange<std::size_t>(0, text.size());
    const auto length = std::min(*rc::gen::inRange<std::size_t>(1, 20), text.size() - at);
    switch (*rc::gen::inRange(0, 3)) {
      case 0:
        text.erase(at, length);
        break;
      case 1:
        text.insert(at, text.substr(at, length));
        break;
      default:
        text.replace(at, 1,
                     *rc::gen::element<std::string>("{", "}", "[", "]", ":", "\n", "\"", "&a ", "*a", "\xFF", "-", "#",
                                                    "{{", "|", "0"));
        break;
    }
  }
  return text;
}

void check_only_error(const std::vector<RuleFile>& files) {
  const auto problems = check_rules(files);
  for (const RuleProblem& problem : problems) {
    RC_ASSERT(problem.line >= 1);
    RC_ASSERT(problem.column >= 1);
    RC_ASSERT(!problem.message.empty());
  }
  try {
    (void)parse_rules(files);
    RC_ASSERT(problems.empty());
  } catch (const Error& error) {
    RC_ASSERT(error.kind() == ErrorKind::configuration);
    RC_ASSERT(!problems.empty());
  }
}

/// Files that use more of the language than the shipped ones.
const std::vector<RuleFile> rich{
    {.file = "rules/filters.yaml",
     .text = "users: all\ninclude:\n  - id: a\n    sections: {name: {matches: \"^A\", not: [x, y]}, grade: {at_least: "
             "3}}\nexclude:\n"
             "  - {id: b, teachers: {title: {contains: Sub}, school.name: {empty: true}}, because: none}\n"},
    {.file = "rules/mapping.yaml",
     .text = "class: {name: {template: \"{{ name | or: course.name | trim | truncate: 40 }}[ ({{ period }})]\", "
             "on_drift: keep, lookup: {a: b}}}\n"},
    {.file = "rules/keep.yaml",
     .text = "keep: [{class: 58da8a43cc70ab00017a1b01, until: 2027-01-15, because: x}]\nlink: [{teacher: "
             "58da8a43cc70ab00017a1b01, sphero_id: t, because: y}]\n"}};

}  // namespace

TEST_CASE("whatever is done to a rule file, an Error is all that comes out", "[rules][law]") {
  CHECK(rc::check([] {
    std::vector<RuleFile> files = *rc::gen::element(0, 1) == 0 ? rich : shipped_rules(Date{});
    RuleFile& file = files[*rc::gen::inRange<std::size_t>(0, files.size())];
    file.text = damaged(file.text);
    check_only_error(files);
  }));
}

TEST_CASE("whatever is done to the configuration, an Error is all that comes out", "[config][law]") {
  const std::string good = render_config(DistrictId{}, "Mesa", "America/Phoenix");
  CHECK(rc::check([&good] {
    try {
      (void)parse_config(damaged(good), "clever-sync.yaml");
    } catch (const Error& error) {
      RC_ASSERT(error.kind() == ErrorKind::configuration);
    }
  }));
}

TEST_CASE("any bytes as a template are a template or an error inside it", "[template][law]") {
  CHECK(rc::check([](const std::string& text) {
    const auto parsed = parse_template(text);
    if (const auto* error = std::get_if<TemplateError>(&parsed)) RC_ASSERT(error->offset <= text.size());
  }));
}

TEST_CASE("cutting a text never exceeds the limit and only shortens", "[template][law]") {
  CHECK(rc::check([](const std::string& text) {
    const auto limit = *rc::gen::inRange<std::size_t>(0, 20);
    const std::string cut = cut_at_grapheme(text, limit);
    RC_ASSERT(text.starts_with(cut));
    RC_ASSERT(cut.size() <= limit * 4);
  }));
}
