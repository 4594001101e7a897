#include "catch.hpp"
#include "world.hpp"

using namespace clever_sync;

namespace {

std::string keep_class(int n, std::string_view until) {
  return fmt::format("keep: [{{class: '{}', until: {}, because: fair}}]", section_id(n).text(), until);
}

}  // namespace

TEST_CASE("keep.yaml keeps a class open up to its last day", "[desired]") {
  Snapshot snapshot = district();
  snapshot.roster.sections = {section(1, {1}, {1})};
  const Date ended = day("2027-01-15");
  const RuleSet rules = keep(keep_class(1, "2027-01-15"));
  const DesiredResult kept = derive_desired(snapshot, rules, ended);
  CHECK(class_in(kept, 1).stance == Stance::keep);
  CHECK(class_in(kept, 1).cause.code == ReasonCode::term_ended);
  CHECK(class_in(kept, 1).cause.rule->id == "keep." + section_id(1).text());
  CHECK(student_in(kept, 1).stance == Stance::open);  // the class runs on, and so do its people
  CHECK(kept.findings.empty());

  const DesiredResult after = derive_desired(snapshot, rules, day("2027-01-16"));
  CHECK(class_in(after, 1).stance == Stance::archive);
  CHECK(codes(after) == Codes{"exception-expired"});
  CHECK(after.findings[0].message.find("rules/keep.yaml:1 held until 2027-01-15") == 0);
}

TEST_CASE("an exception changes nothing for a class that is open anyway", "[desired]") {
  Snapshot snapshot = district();
  snapshot.roster.sections = {section(1, {1}, {1})};
  const DesiredResult result = derive_desired(snapshot, keep(keep_class(1, "2027-01-15")), tonight);
  CHECK(class_in(result, 1).stance == Stance::open);
  CHECK(class_in(result, 1).cause.rule->id == "include");
}

TEST_CASE("a kept class may have left Clever", "[desired]") {
  Snapshot snapshot = district();
  snapshot.absences.sections = {gone(section(1, {1}, {1}), {"2026-11-22", "2026-11-23", "2026-11-24"})};
  CHECK(class_in(derive_desired(snapshot, keep(keep_class(1, "2026-11-24")), tonight), 1).stance == Stance::keep);
}

TEST_CASE("an ignored record is left alone", "[desired]") {
  Snapshot snapshot = district();
  snapshot.roster.sections = {section(1, {1, 2}, {1, 2}), section(2, {3}, {3})};
  const DesiredResult result =
      derive_desired(snapshot,
                     keep(fmt::format("ignore:\n  - {{section: '{}', because: x}}\n  - {{teacher: '{}', because: x}}\n "
                                      " - {{student: '{}', because: x, until: 2026-11-24}}\n",
                                      section_id(2).text(), teacher_id(2).text(), student_id(2).text())),
                     tonight);
  CHECK(class_in(result, 2).stance == Stance::keep);
  CHECK(left_out_in(result, section_id(2).as<AnyTag>())->rule->file == "rules/keep.yaml");
  CHECK(student_in(result, 3).stance == Stance::keep);  // only in the ignored section
  CHECK(teacher_in(result, 2).stance == Stance::keep);
  CHECK(student_in(result, 2).stance == Stance::keep);
  // neither put into their class nor taken out
  CHECK(class_in(result, 1).object.students == std::vector{student_id(1)});
  CHECK(class_in(result, 1).unshared_students == std::vector{student_id(2)});
  CHECK(class_in(result, 1).unshared_teachers == std::vector{teacher_id(2)});
  CHECK(result.findings.empty());  // they are shared
}

TEST_CASE("an exception for nobody known is reported", "[desired]") {
  Snapshot snapshot = district();
  const DesiredResult result =
      derive_desired(snapshot,
                     keep(keep_class(9, "2027-01-15") +
                          fmt::format("\nlink: [{{teacher: '{}', sphero_id: t-1, because: x}}]", teacher_id(9).text())),
                     tonight);
  CHECK(codes(result) == Codes{"exception-unknown", "exception-unknown"});
}

TEST_CASE("rules explain lists what a rule matches", "[desired]") {
  Snapshot snapshot = district();
  snapshot.roster.sections = {section(2, {1}, {1}), section(1, {1}, {1})};
  const RuleSet rules = filters("exclude: [{id: x, sections: {subject: science}}, {id: y, students: {section.id: '" +
                                section_id(1).text() + "'}}]");
  CHECK(records_matched(snapshot, rules.filters.exclude[0], tonight) ==
        std::vector<std::pair<std::string, CleverId>>{{"section", section_id(1).as<AnyTag>()},
                                                      {"section", section_id(2).as<AnyTag>()}});
  CHECK(records_matched(snapshot, rules.filters.exclude[1], tonight) ==
        std::vector<std::pair<std::string, CleverId>>{{"student", student_id(1).as<AnyTag>()}});
}

TEST_CASE("rules that match nothing, only what others match, or only what is excluded are found", "[desired]") {
  Snapshot snapshot = district();
  snapshot.roster.sections = {section(1, {1}, {1}), section(2, {1}, {1})};
  snapshot.roster.sections[1].subject = "math";
  const RuleSet rules = filters(R"(include:
  - id: math
    sections: {subject: math}
  - id: all-else
    sections: {subject: {not: math}}
exclude:
  - id: none
    sections: {subject: art}
  - id: no-math
    sections: {subject: math}
  - id: no-math-either
    sections: {subject: {contains: mat}}
)");
  std::vector<std::string> found;
  for (const Finding& finding : check_coverage(snapshot, rules, tonight))
    found.push_back(finding.code + " " + finding.id);
  CHECK(found == Codes{"contradictory-rule math", "shadowed-rule no-math-either", "unused-rule none"});
}

TEST_CASE("an include rule on sections of a school that is left out takes nothing", "[desired]") {
  Snapshot snapshot = district();
  snapshot.roster.sections = {section(1, {1}, {1}), section(2, {1}, {1})};
  snapshot.roster.sections[1].school = school_id(2);
  const RuleSet rules = filters(R"(include:
  - {id: ours, sections: {name: Robotics}}
  - {id: theirs, sections: {school.name: {contains: Roosevelt}}}
exclude:
  - {id: pilot, schools: {name: Roosevelt K-8}}
)");
  const auto found = check_coverage(snapshot, rules, tonight);
  REQUIRE(found.size() == 1);
  CHECK(found[0].code == "shadowed-rule");  // ours takes it too, and that is said first

  const RuleSet alone = filters(R"(include:
  - {id: theirs, sections: {school.name: {contains: Roosevelt}}}
exclude:
  - {id: pilot, schools: {name: Roosevelt K-8}}
)");
  const auto contradicted = check_coverage(snapshot, alone, tonight);
  REQUIRE(contradicted.size() == 1);
  CHECK(contradicted[0].code == "contradictory-rule");
}
