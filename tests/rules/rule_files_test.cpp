#include "base/date.hpp"
#include "base/error.hpp"
#include "catch.hpp"
#include "problems.hpp"

using namespace clever_sync;

namespace {

const Date june = *parse_date("2027-06-30");

const Limit& limit(const RuleSet& rules, std::string_view name) {
  for (const Limit& l : rules.guardrails.limits)
    if (l.name == name) return l;
  throw Error(ErrorKind::bug, "no such limit");
}

std::string shipped_line(std::string_view file, int line) {
  for (const RuleFile& shipped : shipped_rules(june)) {
    if (shipped.file != file) continue;
    std::size_t start = 0;
    for (int i = 1; i < line; ++i) start = shipped.text.find('\n', start) + 1;
    return shipped.text.substr(start, shipped.text.find('\n', start) - start);
  }
  return "";
}

}  // namespace

TEST_CASE("the shipped files are taken as they are, with the defaults of the design", "[rules]") {
  const auto shipped = shipped_rules(june);
  REQUIRE(shipped.size() == 5);
  CHECK(shipped.front().file == "rules/filters.yaml");
  for (const RuleProblem& problem : check_rules(shipped)) FAIL_CHECK(render_problem(problem));
  const RuleSet rules = parse_rules(shipped);
  CHECK(rules.filters.users.value == UserScope::enrolled);
  CHECK(rules.filters.include.empty());
  CHECK(rules.filters.exclude.empty());
  CHECK(rules.lifecycle.after_term_end_days.value == 14);
  CHECK(rules.lifecycle.after_absent_nights.value == 3);
  CHECK(rules.lifecycle.when_filtered_out.value);
  CHECK(rules.lifecycle.school_year_ends.value == june);
  CHECK(rules.lifecycle.detach_students_with_other_classes.value);
  CHECK(rules.lifecycle.restore.value);
  CHECK(rules.lifecycle.students_after_absent_nights.value == 3);
  CHECK(rules.lifecycle.teachers_after_absent_nights.value == 3);
  CHECK(rules.lifecycle.archive_orphans.value);
  REQUIRE(rules.guardrails.limits.size() == 10);
  for (const char* name : {"classes-archived", "members-removed", "students-archived", "teachers-archived"}) {
    CHECK(limit(rules, name).percent == 10);
    CHECK(limit(rules, name).at_least == 10);
    CHECK(limit(rules, name).per_school_percent == 30);
  }
  CHECK(limit(rules, "updates").percent == 75);
  CHECK(limit(rules, "sign-in-lost").percent == 1);
  CHECK(limit(rules, "class-shrinks").percent == 50);
  CHECK(limit(rules, "class-shrinks").of_at_least == 5);
  CHECK_FALSE(limit(rules, "school-gone").percent);
  CHECK(limit(rules, "school-gone").at_least == 1);
  CHECK(rules.guardrails.hold_removals_while.value ==
        std::vector{DistrictState::pending, DistrictState::error, DistrictState::paused});
  CHECK(rules.guardrails.windows.empty());
  CHECK_FALSE(rules.mapping.names_student_email());
  CHECK_FALSE(rules.mapping.unique_class_names.value);
  REQUIRE(rules.mapping.class_.size() == 4);
  CHECK(rules.mapping.class_[1].field == "name");
  CHECK(rules.mapping.class_[1].on_drift == OnDrift::keep);
  CHECK(rules.mapping.class_[0].on_drift == OnDrift::overwrite);
  CHECK(rules.mapping.student.size() == 3);
  CHECK(rules.mapping.teacher.size() == 3);
}

TEST_CASE("a default cites the line of the shipped file that says it", "[rules]") {
  const RuleSet rules = parse_rules({});
  const RuleRef& nights = *rules.lifecycle.after_absent_nights.rule;
  CHECK(nights.file == "defaults/lifecycle.yaml");
  CHECK(nights.id == "classes.archive.after_absent_nights");
  CHECK(shipped_line("rules/lifecycle.yaml", nights.line) == "    after_absent_nights: 3");
  CHECK(shipped_line("rules/filters.yaml", rules.filters.include_default->line) == "include: []");
  CHECK(shipped_line("rules/guardrails.yaml", limit(rules, "updates").rule->line).find("updates:") !=
        std::string::npos);
  CHECK(shipped_line("rules/mapping.yaml", rules.mapping.class_[1].rule->line).find("name: {template") !=
        std::string::npos);
}

TEST_CASE("a left-out end of the school year archives nothing", "[rules]") {
  CHECK_FALSE(parse_rules({}).lifecycle.school_year_ends.value);
  CHECK_FALSE(
      rules_of("lifecycle.yaml", "classes: {archive: {school_year_ends: none}}").lifecycle.school_year_ends.value);
  const auto setting =
      rules_of("lifecycle.yaml", "classes:\n  archive: {school_year_ends: 2027-06-12}").lifecycle.school_year_ends;
  CHECK(setting.value == parse_date("2027-06-12"));
  CHECK(setting.rule->line == 2);
}

TEST_CASE("a file says only what differs", "[rules]") {
  const RuleSet rules = rules_of("guardrails.yaml", R"(limits:
  classes-archived: {percent: 25}
hold_removals_while: []
windows:
  - {name: rollover, from: 2027-06-05, to: 2027-08-10, mode: nothing}
)");
  CHECK(limit(rules, "classes-archived").percent == 25);
  CHECK(limit(rules, "classes-archived").at_least == 10);
  CHECK(limit(rules, "classes-archived").rule->line == 2);
  CHECK(limit(rules, "updates").rule->file == "defaults/guardrails.yaml");
  CHECK(rules.guardrails.hold_removals_while.value.empty());
  REQUIRE(rules.guardrails.windows.size() == 1);
  CHECK(rules.guardrails.windows[0].mode == Window::Mode::nothing);
  CHECK(rules.guardrails.windows[0].rule->line == 5);
}

TEST_CASE("a key whose lines are all comments keeps its defaults", "[rules]") {
  CHECK(problems_in("filters.yaml", "exclude:\n#  - id: x\n") == Lines{});
  CHECK(problems_in("guardrails.yaml", "limits:\n#  updates:\n") == Lines{});
}

TEST_CASE("wrong numbers, dates and words in rule files are refused", "[rules]") {
  const auto only = [](std::string_view file, std::string_view text) {
    const Lines lines = problems_in(file, text);
    return lines.size() == 1 ? lines.front() : "not one problem";
  };
  CHECK(only("lifecycle.yaml", "classes: {archive: {after_absent_nights: 0}}") ==
        "lifecycle.yaml:1:42: after_absent_nights must be a whole number from 1 to 30, not \"0\"");
  CHECK(only("lifecycle.yaml", "classes: {archive: {after_absent_nights: 03}}").find("whole number") !=
        std::string::npos);
  CHECK(only("lifecycle.yaml", "classes: {archive: {after_term_end_days: \"14\"}}").find("whole number") !=
        std::string::npos);
  CHECK(only("lifecycle.yaml", "classes: {archive: {school_year_ends: 30.6.2027}}").find("YYYY-MM-DD") !=
        std::string::npos);
  CHECK(only("lifecycle.yaml", "classes: [archive]") ==
        "lifecycle.yaml:1:10: classes must be a map of keys and values, not a list");
  CHECK(only("lifecycle.yaml", "version: 2") ==
        "lifecycle.yaml:1:10: version must be a whole number from 1 to 1, not \"2\"");
  CHECK(only("guardrails.yaml", "limits: {updates: {percent: 101}}").find("from 0 to 100") != std::string::npos);
  CHECK(only("guardrails.yaml", "limits: {school-gone: {percent: 10}}").find("unknown key \"percent\"") !=
        std::string::npos);
  CHECK(only("guardrails.yaml", "limits: {class-archived: {percent: 10}}").find("did you mean \"classes-archived\"?") !=
        std::string::npos);
  CHECK(only("guardrails.yaml", "hold_removals_while: [success]").find("paused, error or pending") !=
        std::string::npos);
  CHECK(
      only("guardrails.yaml", "windows: [{name: a, from: 2027-06-05, to: 2027-06-01}]").find("ends before it begins") !=
      std::string::npos);
  CHECK(only("guardrails.yaml", "windows: [{name: a, from: 2027-06-05}]").find("a window needs to") !=
        std::string::npos);
  CHECK(only("mapping.yaml", "class: {school: \"{{ school }}\"}").find("unknown key \"school\"") != std::string::npos);
  CHECK(only("mapping.yaml", "class: {name: \"{{ nmae }}\"}") ==
        "mapping.yaml:1:15: unknown field \"nmae\" in the template of a class; did you mean \"name\"?");
  CHECK(only("mapping.yaml", "class: {name: \"{{ teachers }}\"}").find("unknown field \"teachers\"") !=
        std::string::npos);
  CHECK(only("mapping.yaml", "class: {name: \"{{ name\"}") ==
        "mapping.yaml:1:15: at character 1 of the template: this {{ has no }}");
  CHECK(only("mapping.yaml", "class: {name: {on_drift: keep}}").find("a template or a constant") != std::string::npos);
  CHECK(only("mapping.yaml", "class: {name: {template: x, on_drift: kept}}").find("overwrite or keep") !=
        std::string::npos);
}

TEST_CASE("a mapped field can be a constant, a lookup, or left empty", "[rules]") {
  const RuleSet rules = rules_of("mapping.yaml", R"(class:
  name: {template: "{{ name }}"}
  subject: {template: "{{ subject }}", lookup: {math: Mathematics}}
  term: {constant: "{{ all year }}"}
  grade: ""
student:
  email: "{{ email }}"
)");
  REQUIRE(rules.mapping.class_.size() == 4);
  CHECK(rules.mapping.class_[0].value.parts.empty());
  CHECK(rules.mapping.class_[1].on_drift == OnDrift::keep);  // as the shipped file has it for a class's name
  CHECK(rules.mapping.class_[2].lookup.at("math") == "Mathematics");
  CHECK(render(rules.mapping.class_[3].value, [](std::string_view) { return std::string_view{}; }) == "{{ all year }}");
  CHECK(rules.mapping.names_student_email());
  CHECK(rules.mapping.teacher.size() == 3);  // the defaults
}

TEST_CASE("exceptions name one record, an end and a reason", "[rules]") {
  const RuleSet rules = rules_of(
      "keep.yaml", R"(keep: [{class: 58da8a43cc70ab00017a1b01, until: 2027-01-15, because: the science fair runs on}]
ignore:
  - {teacher: 58da8c5da7a7e5a6470000a7, because: keeps an account made by hand}
  - {section: 58da8a43cc70ab00017a1b02, until: 2027-01-15, because: a trial}
link:
  - {teacher: 58da8c5da7a7e5a6470000b1, sphero_id: t-1042, because: "same person, asked by phone"}
  - {student: 58da8c63d7dc0ca06800040a, was: 58da8c63d7dc0ca0680003ff, because: new SIS number}
)");
  REQUIRE(rules.keep.keep.size() == 1);
  CHECK(rules.keep.keep[0].until == parse_date("2027-01-15"));
  CHECK(*rules.keep.keep[0].rule == RuleRef{.file = "keep.yaml", .line = 1, .id = "keep.58da8a43cc70ab00017a1b01"});
  REQUIRE(rules.keep.ignore.size() == 2);
  CHECK(rules.keep.ignore[0].kind == Kind::teacher);
  CHECK_FALSE(rules.keep.ignore[0].until);
  CHECK(rules.keep.ignore[1].kind == Kind::class_);
  REQUIRE(rules.keep.link.size() == 2);
  CHECK(rules.keep.link[0].sphero_id == "t-1042");
  CHECK(rules.keep.link[1].kind == Kind::student);
  CHECK(rules.keep.link[1].was->text() == "58da8c63d7dc0ca0680003ff");
}

TEST_CASE("an exception that is not whole is refused", "[rules]") {
  const auto first = [](std::string_view text) { return problems_in("keep.yaml", text).at(0); };
  const std::string id = "58da8a43cc70ab00017a1b01";
  CHECK(first("keep: [{class: " + id + ", until: 2027-01-15}]").find("needs because") != std::string::npos);
  CHECK(first("keep: [{class: " + id + ", because: x}]").find("needs until") != std::string::npos);
  CHECK(first("keep: [{class: 12, until: 2027-01-15, because: x}]").find("a Clever id") != std::string::npos);
  CHECK(first("ignore: [{because: x}]").find("names one section, teacher or student") != std::string::npos);
  CHECK(first("link: [{teacher: " + id + ", because: x}]").find("either sphero_id") != std::string::npos);
  CHECK(first("link: [{student: " + id + ", sphero_id: s-1, because: x}]").find("teachers only") != std::string::npos);
  CHECK(first("link: [{student: " + id + ", was: " + id + ", because: x}]").find("was is the same id") !=
        std::string::npos);
  CHECK(first("ignore: [{teacher: " + id + ", because: x}, {teacher: " + id + ", because: y}]").find("twice") !=
        std::string::npos);
  CHECK(first("ignore: [{teacher: " + id + ", because: \"\"}]").find("must not be empty") != std::string::npos);
}

TEST_CASE("a misspelt key of an exception is one mistake, not also a missing one", "[rules]") {
  CHECK(problems_in("keep.yaml", "keep: [{class: 58da8a43cc70ab00017a1b01, untill: 2027-01-15, because: x}]") ==
        Lines{"keep.yaml:1:42: unknown key \"untill\"; did you mean \"until\"?"});
  CHECK(problems_in("guardrails.yaml", "windows: [{name: a, form: 2027-06-05, to: 2027-06-06}]") ==
        Lines{"guardrails.yaml:1:21: unknown key \"form\"; did you mean \"from\"?"});
}
