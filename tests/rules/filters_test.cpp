#include "base/error.hpp"
#include "catch.hpp"
#include "problems.hpp"

using namespace clever_sync;

TEST_CASE("filter rules know their id, subject, line and reason", "[rules]") {
  const RuleSet rules = rules_of("rules/filters.yaml", R"(version: 1
users: all
include: []
exclude:
  - id: no-homeroom
    sections: {subject: homeroom/advisory}
    because: twice is too much
  - id: only-two-schools
    sections: {school.name: {not: [Lincoln Middle, Roosevelt K-8]}}
)");
  CHECK(rules.filters.users.value == UserScope::all);
  CHECK(*rules.filters.users.rule == RuleRef{.file = "rules/filters.yaml", .line = 2, .id = "users"});
  CHECK(*rules.filters.include_default == RuleRef{.file = "rules/filters.yaml", .line = 3, .id = "include"});
  REQUIRE(rules.filters.exclude.size() == 2);
  const FilterRule& first = rules.filters.exclude[0];
  CHECK(*first.rule == RuleRef{.file = "rules/filters.yaml", .line = 5, .id = "no-homeroom"});
  CHECK(first.subject == FilterSubject::sections);
  CHECK(first.because == "twice is too much");
  REQUIRE(first.condition.tests.size() == 1);
  CHECK(first.condition.tests[0].field == "subject");
  CHECK(std::get<AnyOf>(first.condition.tests[0].test).values == Lines{"homeroom/advisory"});
  CHECK(rules.filters.exclude[1].rule->line == 8);
  CHECK(rules.filters.exclude[1].condition.tests[0].sense == Sense::holds_not);
  CHECK(std::get<AnyOf>(rules.filters.exclude[1].condition.tests[0].test).values ==
        Lines{"Lincoln Middle", "Roosevelt K-8"});
}

TEST_CASE("every test of a condition can be written", "[rules]") {
  const RuleSet rules = rules_of("filters.yaml", R"~(
exclude:
  - id: everything
    sections:
      subject: [math, science]
      name: {matches: "^AP ", contains: Robotics, not: Old}
      period: {empty: true}
      term.end_date: {before: today - 14d, after: 2026-01-01}
      grade: {at_least: 3, at_most: "8"}
      course.name: {not: {matches: "^X"}}
      course.number: {not: {contains: "1.(2)"}}
      section_number: {not: {empty: true}}
      term.start_date: {not: {after: today + 3d}}
      teacher.title: {not: [Aide, Substitute]}
)~");
  const auto& tests = rules.filters.exclude.at(0).condition.tests;
  REQUIRE(tests.size() == 14);
  CHECK(std::get<AnyOf>(tests[0].test).values.size() == 2);
  CHECK(std::get<Matches>(tests[1].test).text == "^AP ");
  CHECK(std::get<ContainsText>(tests[2].test).text == "Robotics");
  CHECK(std::get<AnyOf>(tests[3].test).values == Lines{"Old"});
  CHECK(std::get<IsEmpty>(tests[4].test).empty);
  CHECK(std::get<Before>(tests[5].test).bound.days_from_today == -14);
  CHECK(std::get<After>(tests[6].test).bound.fixed == parse_date("2026-01-01"));
  CHECK(std::get<GradeAtLeast>(tests[7].test).grade == "3");
  CHECK(std::get<GradeAtMost>(tests[8].test).grade == "8");
  CHECK(std::get<Matches>(tests[9].test).text == "^X");
  CHECK(std::get<ContainsText>(tests[10].test).text == "1.(2)");
  CHECK(std::get<IsEmpty>(tests[11].test).empty);
  CHECK(std::get<After>(tests[12].test).bound.days_from_today == 3);
  CHECK(std::get<AnyOf>(tests[13].test).values == Lines{"Aide", "Substitute"});
  for (std::size_t place = 0; place < tests.size(); ++place)
    CHECK((tests[place].sense == Sense::holds_not) == (place == 3 || place >= 9));
  CHECK(tests[4].line == 7);
  CHECK(tests[4].column == 7);
}

TEST_CASE("a wrong key in a filter is refused with its place and the one that was meant", "[rules]") {
  const std::string file = "rules/filters.yaml";
  CHECK(problems_in(file, "exlude: []\n") ==
        Lines{"rules/filters.yaml:1:1: unknown key \"exlude\"; did you mean \"exclude\"?"});
  CHECK(problems_in(file, "exclude:\n  - id: a\n    sections: {subjct: math}\n") ==
        Lines{"rules/filters.yaml:3:16: unknown field \"subjct\" in a condition on sections; did you mean "
              "\"subject\"?"});
  CHECK(problems_in(file, "exclude:\n  - id: a\n    sections: {schol.name: X}\n") ==
        Lines{"rules/filters.yaml:3:16: unknown field \"schol.name\" in a condition on sections; did you mean "
              "\"school.name\"?"});
  CHECK(problems_in(file, "exclude:\n  - id: a\n    sections: {name: {machtes: X}}\n") ==
        Lines{"rules/filters.yaml:3:23: unknown key \"machtes\"; did you mean \"matches\"?"});
  CHECK(problems_in(file, "exclude:\n  - {id: a, section: {name: X}}\n").at(0).find("did you mean \"sections\"?") !=
        std::string::npos);
}

TEST_CASE("YAML's own traps are caught where a text is wanted", "[rules]") {
  const auto of = [](const std::string& value) {
    return problems_in("filters.yaml", "exclude: [{id: a, sections: {period: " + value + "}}]\n");
  };
  for (const char* trap : {"no", "yes", "On", "OFF", "true", "~", "null", "012", "1.50", "1e3", "0x1F"}) {
    INFO(trap);
    REQUIRE(of(trap).size() == 1);
    CHECK(of(trap).front().find("quote it") != std::string::npos);
  }
  for (const char* fine : {"3", "\"no\"", "'012'", "A1", "1-2", "2026-01-01", "10:30", "a.b", "Y", "[1, 2]", "0"}) {
    INFO(fine);
    CHECK(of(fine) == Lines{});
  }
}

TEST_CASE("conditions that can't be meant are refused", "[rules]") {
  const auto of = [](const std::string& condition) {
    const Lines lines = problems_in("filters.yaml", "exclude: [{id: a, sections: " + condition + "}]\n");
    return lines.empty() ? std::string() : lines.front().substr(lines.front().find(": ") + 2);
  };
  CHECK(of("{}").starts_with("sections has no condition"));
  CHECK(of("{name: \"\"}") == "an empty text is never stored; say name: {empty: true}");
  CHECK(of("{name: []}") == "name must be a text or a list of at least one, not a list");
  CHECK(of("{name: {}}") == "name has no test");
  CHECK(of("{name: {matches: \"(\"}}").starts_with("not a regular expression (RE2): missing )"));
  CHECK(of("{name: {matches: \"(?=x)\"}}").starts_with("not a regular expression (RE2):"));
  CHECK(of("{name: {before: today}}").starts_with("before needs a date, and name is none"));
  CHECK(of("{first_seen: {before: yesterday}}").starts_with("before must be a date as YYYY-MM-DD, or today"));
  CHECK(of("{first_seen: {before: 2026-02-30}}").starts_with("before must be a date"));
  CHECK(of("{name: {at_least: 3}}") == "at_least needs a grade, and name is none");
  CHECK(of("{grade: {at_least: third}}").starts_with("at_least must be one of Clever's grades"));
  CHECK(of("{name: {empty: \"true\"}}") == "empty must be true or false (without quotes), not \"true\"");
  CHECK(of("[name]").starts_with("sections must be a map"));
  CHECK(of("{name: {not: {contains: A, matches: B}}}").starts_with("not takes a value, a list, or exactly one test"));
  CHECK(of("{name: {not: {}}}").starts_with("not takes a value, a list, or exactly one test"));
  CHECK(of("{name: {not: {not: A}}}") ==
        "unknown key \"not\"; known here: matches, contains, empty, before, after, "
        "at_least, at_most");
  CHECK(of("{name: {not: {before: today}}}").starts_with("before needs a date, and name is none"));
}

TEST_CASE("a condition on a student's e-mail needs a mapping that has it stored", "[rules]") {
  const RuleFile filters{.file = "rules/filters.yaml",
                         .text =
                             "exclude:\n  - {id: a, students: {email: {contains: \"+test\"}}}\n"
                             "  - {id: b, sections: {teacher.email: {empty: true}}}\n"};
  const auto alone = check_rules({filters});
  REQUIRE(alone.size() == 1);
  CHECK(render_problem(alone.front()) ==
        "rules/filters.yaml:2:24: a student's email is read and stored only while mapping.yaml names it, so this could "
        "match nothing; map student.email, or test another field");
  CHECK(check_rules({filters, {.file = "rules/mapping.yaml", .text = "student: {email: \"{{ email }}\"}\n"}}).empty());
}

TEST_CASE("a filter rule needs an id of its own and one condition", "[rules]") {
  CHECK(problems_in("f/filters.yaml", "exclude: [{sections: {name: a}}]\n").at(0).find("a rule needs an id") !=
        std::string::npos);
  CHECK(problems_in("f/filters.yaml", "exclude: [{id: a}]\n").at(0).find("exactly one condition") != std::string::npos);
  CHECK(problems_in("filters.yaml",
                    "include: [{id: a, sections: {name: a}}]\nexclude: [{id: a, sections: {name: b}}]\n") ==
        Lines{"filters.yaml:2:16: there is another rule with the id \"a\""});
  CHECK(problems_in("filters.yaml", "exclude: [{id: No Homeroom, sections: {name: b}}]\n").size() == 1);
}

TEST_CASE("all mistakes of all files are listed, in order", "[rules]") {
  const std::vector<RuleFile> files{{.file = "rules/lifecycle.yaml", .text = "clases: {}\nclasses: {restore: yes}\n"},
                                    {.file = "rules/filters.yaml", .text = "users: some\n"},
                                    {.file = "rules/filter.yaml", .text = ""}};
  Lines lines;
  for (const RuleProblem& problem : check_rules(files)) lines.push_back(render_problem(problem));
  CHECK(lines == Lines{"rules/filter.yaml:1:1: not a rule file; did you mean \"filters.yaml\"?",
                       "rules/filters.yaml:1:8: users must be enrolled or all, not \"some\"",
                       "rules/lifecycle.yaml:1:1: unknown key \"clases\"; did you mean \"classes\"?",
                       "rules/lifecycle.yaml:2:20: restore must be true or false (without quotes), not \"yes\""});
  try {
    parse_rules(files);
    FAIL("taken");
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::configuration);
    CHECK(std::string(error.what()) == lines.front() + " (and 3 more; `clever-sync rules check` lists them)");
  }
}

TEST_CASE("a test that could match all or nothing is refused", "[rules]") {
  CHECK(problems_in("filters.yaml", R"(exclude:
  - {id: a, sections: {name: {matches: ""}}}
  - {id: b, sections: {term.end_date: 2026-02-30}}
  - {id: c, sections: {first_seen: {not: [2026-08-20, soon]}}}
  - {id: d, sections: {first_seen: [2026-08-20, 2026-08-21]}}
)") == Lines{"filters.yaml:2:40: an empty pattern is found in every text; say name: {empty: false}",
             "filters.yaml:3:39: term.end_date is a date that exists, as YYYY-MM-DD, and never \"2026-02-30\"",
             "filters.yaml:4:42: first_seen is a date that exists, as YYYY-MM-DD, and never \"soon\""});
}
