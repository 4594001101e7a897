#include "rules/condition.hpp"

#include <optional>

#include "catch.hpp"

using namespace clever_sync;

namespace {

const Date day = *parse_date("2026-11-24");
using Values = std::vector<std::string_view>;

std::shared_ptr<const Pattern> pattern(std::string_view text) {
  std::string error;
  return Pattern::compile(text, error);
}

FieldTest isnt(Test test) {
  return {.field = "f", .sense = Sense::holds_not, .test = std::move(test)};
}

}  // namespace

TEST_CASE("a field with several values matches when one of them does, under not when all do", "[condition]") {
  const Values both{"math", "art"};
  CHECK(matches(AnyOf{{"art", "music"}}, both, day));
  CHECK_FALSE(matches(AnyOf{{"music"}}, both, day));
  CHECK_FALSE(matches(isnt(AnyOf{{"art"}}), both, day));
  CHECK(matches(isnt(AnyOf{{"music"}}), both, day));
  CHECK(matches(Matches{"^m", pattern("^m")}, both, day));
  CHECK_FALSE(matches(isnt(Matches{"^m", pattern("^m")}), both, day));
  CHECK(matches(ContainsText{"rt"}, both, day));
}

TEST_CASE("an absent field equals nothing and matches nothing but not and empty", "[condition]") {
  const Values absent;
  CHECK_FALSE(matches(AnyOf{{"a"}}, absent, day));
  CHECK(matches(isnt(AnyOf{{"a"}}), absent, day));
  CHECK_FALSE(matches(Matches{".*", pattern(".*")}, absent, day));
  CHECK(matches(isnt(Matches{".*", pattern(".*")}), absent, day));
  CHECK(matches(IsEmpty{true}, absent, day));
  CHECK_FALSE(matches(IsEmpty{false}, absent, day));
  CHECK_FALSE(matches(IsEmpty{true}, Values{"a"}, day));
  CHECK(matches(IsEmpty{false}, Values{"a"}, day));
  CHECK_FALSE(matches(Before{{.fixed = day}}, absent, day));
  CHECK(matches(isnt(Before{{.fixed = day}}), absent, day));
  CHECK_FALSE(matches(GradeAtLeast{"1"}, absent, day));
  CHECK(matches(isnt(GradeAtLeast{"1"}), absent, day));
}

TEST_CASE("dates compare with fixed days and with days from the plan's", "[condition]") {
  CHECK(matches(Before{{.fixed = day}}, Values{"2026-11-23"}, day));
  CHECK_FALSE(matches(Before{{.fixed = day}}, Values{"2026-11-24"}, day));
  CHECK(matches(Before{{.fixed = std::nullopt, .days_from_today = -14}}, Values{"2026-11-09"}, day));
  CHECK_FALSE(matches(Before{{.fixed = std::nullopt, .days_from_today = -14}}, Values{"2026-11-10"}, day));
  CHECK(matches(After{{}}, Values{"2026-11-25"}, day));
  CHECK_FALSE(matches(After{{}}, Values{"not a date"}, day));
}

TEST_CASE("grades compare in Clever's order, and the unplaced ones are in no range", "[condition]") {
  CHECK(matches(GradeAtLeast{"3"}, Values{"10"}, day));
  CHECK_FALSE(matches(GradeAtLeast{"3"}, Values{"Kindergarten"}, day));
  CHECK(matches(GradeAtMost{"Kindergarten"}, Values{"TransitionalKindergarten"}, day));
  CHECK(matches(GradeAtLeast{"13"}, Values{"PostGraduate"}, day));
  for (const std::string_view grade : {"Ungraded", "Other", "14", ""}) {
    CHECK_FALSE(matches(GradeAtLeast{"InfantToddler"}, Values{grade}, day));
    CHECK_FALSE(matches(GradeAtMost{"PostGraduate"}, Values{grade}, day));
  }
}

TEST_CASE("all tests of a condition must hold", "[condition]") {
  const Condition condition{
      {{.field = "subject", .test = AnyOf{{"math"}}}, {.field = "grade", .test = GradeAtMost{"5"}}}};
  const auto with = [](std::string_view subject, std::string_view grade) {
    return FieldValues{[=](std::string_view field, const std::function<void(std::string_view)>& each) {
      each(field == "subject" ? subject : grade);
    }};
  };
  CHECK(matches(condition, with("math", "4"), day));
  CHECK_FALSE(matches(condition, with("math", "6"), day));
  CHECK_FALSE(matches(condition, with("art", "4"), day));
}

TEST_CASE("a pattern that would run away elsewhere is answered at once", "[condition]") {
  CHECK_FALSE(pattern("(a+)+$")->found_in(std::string(5000, 'a') + "!"));
}

TEST_CASE("the first byte of a pattern's matches is known only where nothing else can begin one", "[rules]") {
  const auto first = [](std::string_view text) { return pattern(text)->first_byte(); };
  CHECK(first("^Test[0-9]+$") == 'T');
  CHECK(first("^9") == '9');
  CHECK(first("^a+") == 'a');
  for (const std::string_view shows_none :
       {"Test", "^a*", "^a?b", "^a{0,2}", "^a|b", "^(?i)a", "(?i)^a", "(?m)^a", "^[ab]", "^\\d", "^", "", "^.a"})
    CHECK_FALSE(first(shows_none));
}

TEST_CASE("the plain text that a pattern begins with decides nothing that the pattern does not", "[rules]") {
  struct Case {
    std::string_view pattern, text;
    bool found;
  };
  for (const auto& [expression, text, found] : std::vector<Case>{{"@test1\\.example", "a@test1.example", true},
                                                                 {"@test1\\.example", "a@test1xexample", false},
                                                                 {"@test1\\.example", "a@test2.example", false},
                                                                 {"^AP ", "AP Biology", true},
                                                                 {"^AP ", "Biology AP ", false},
                                                                 {"ab*c", "xacx", true},
                                                                 {"ab?c", "xabcx", true},
                                                                 {"ab{0,1}c", "xacx", true},
                                                                 {"ab+c", "xabbcx", true},
                                                                 {"a|b", "b", true},
                                                                 {"a(b|c)", "xac", true},
                                                                 {"(?i)ap", "AP", true},
                                                                 {"a(?i)P", "xap", true},
                                                                 {"^", "", true},
                                                                 {"$", "x", true}}) {
    INFO(expression << " in " << text);
    CHECK(pattern(expression)->found_in(text) == found);
  }
}
