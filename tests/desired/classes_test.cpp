#include "catch.hpp"
#include "world.hpp"

using namespace clever_sync;

TEST_CASE("a shared section is an open class with its fields and its members", "[desired]") {
  Snapshot snapshot = district();
  snapshot.roster.sections = {section(1, {2, 1}, {3, 1})};
  const DesiredResult result = derive_desired(snapshot, defaults(), tonight);
  REQUIRE(result.state.classes.size() == 1);
  const DesiredClass& robotics = class_in(result, 1);
  CHECK(robotics.stance == Stance::open);
  CHECK(robotics.object.name == "Robotics");
  CHECK(robotics.object.subject == "science");
  CHECK(robotics.object.term == "Fall");
  CHECK(robotics.object.grade == "5");
  CHECK(robotics.object.school == school_id(1).text());
  CHECK(robotics.object.teachers == std::vector{teacher_id(2), teacher_id(1)});  // the primary first
  CHECK(robotics.object.students == std::vector{student_id(1), student_id(3)});
  CHECK(robotics.cause.code == ReasonCode::listed);
  CHECK(robotics.cause.rule->file == "defaults/filters.yaml");
  CHECK(robotics.cause.rule->id == "include");
  CHECK(robotics.cause.evidence.empty());
  CHECK(result.findings.empty());
}

TEST_CASE("a class is archived when its term ended more than the grace days ago, not a day before", "[desired]") {
  Snapshot snapshot = district();  // the fall term ends on 18 December, and the grace is 14 days
  snapshot.roster.sections = {section(1, {1}, {1})};
  CHECK(class_in(derive_desired(snapshot, defaults(), day("2026-12-18")), 1).stance == Stance::open);
  CHECK(class_in(derive_desired(snapshot, defaults(), day("2027-01-01")), 1).stance == Stance::open);
  const DesiredResult after = derive_desired(snapshot, defaults(), day("2027-01-02"));
  CHECK(class_in(after, 1).stance == Stance::archive);
  const Cause& cause = class_in(after, 1).cause;
  CHECK(cause.code == ReasonCode::term_ended);
  CHECK(cause.rule->id == "classes.archive.after_term_end_days");
  CHECK(cause.evidence == std::vector<Evidence>{{"snapshots/sections/" + school_id(1).text() + ".json",
                                                 section_id(1).text(), "term_id", term_id(1).text()},
                                                {"snapshots/terms.json", term_id(1).text(), "end_date", "2026-12-18"}});
}

TEST_CASE("a class whose term has not begun is open", "[desired]") {
  Snapshot snapshot = district();
  snapshot.roster.sections = {section(1, {1}, {1})};
  snapshot.roster.sections[0].term = term_id(2);
  CHECK(class_in(derive_desired(snapshot, defaults(), tonight), 1).stance == Stance::open);
}

TEST_CASE("a section without a dated term ends with the school year in which it was first seen", "[desired]") {
  const RuleSet rules = lifecycle("classes: {archive: {school_year_ends: 2026-06-30}}");
  Snapshot snapshot = district();
  snapshot.roster.sections = {section(1, {1}, {1}), section(2, {1}, {1}), section(3, {1}, {1})};
  snapshot.roster.sections[0].term.reset();
  snapshot.roster.sections[0].first_seen = day("2026-06-30");
  snapshot.roster.sections[1].term = term_id(3);  // a term with only a name
  snapshot.roster.sections[1].first_seen = day("2025-09-01");
  snapshot.roster.sections[2].term.reset();
  snapshot.roster.sections[2].first_seen = day("2026-07-01");

  const DesiredResult on_the_day = derive_desired(snapshot, rules, day("2026-06-30"));
  CHECK(class_in(on_the_day, 1).stance == Stance::open);
  CHECK(on_the_day.findings.empty());

  const DesiredResult after = derive_desired(snapshot, rules, day("2026-07-02"));
  CHECK(class_in(after, 1).stance == Stance::archive);
  CHECK(text_of(class_in(after, 1).cause) ==
        "school-year-ended rules/lifecycle.yaml:1 classes.archive.school_year_ends\n  snapshots/sections/" +
            school_id(1).text() + ".json " + section_id(1).text() + " first_seen=2026-06-30");
  CHECK(class_in(after, 2).cause.code == ReasonCode::school_year_ended);
  CHECK(class_in(after, 3).stance == Stance::open);  // first seen after it: the date is stale, and one finding says so
  CHECK(codes(after) == Codes{"school-year-stale"});
}

TEST_CASE("without an end of the school year an undated section stays open", "[desired]") {
  Snapshot snapshot = district();
  snapshot.roster.sections = {section(1, {1}, {1})};
  snapshot.roster.sections[0].term.reset();
  const DesiredResult result = derive_desired(snapshot, defaults(), day("2030-01-01"));
  CHECK(class_in(result, 1).stance == Stance::open);
  CHECK(result.findings.empty());
}

TEST_CASE("a section that left Clever keeps its class until the third night missed it", "[desired]") {
  Snapshot snapshot = district();
  snapshot.absences.sections = {gone(section(1, {1}, {1}), {"2026-11-23", "2026-11-24"})};
  const DesiredResult second = derive_desired(snapshot, defaults(), tonight);
  CHECK(class_in(second, 1).stance == Stance::keep);
  CHECK(class_in(second, 1).object.name == "Robotics");
  CHECK(left_out_in(second, section_id(1).as<AnyTag>()) == nullptr);

  snapshot.absences.sections = {gone(section(1, {1}, {1}), {"2026-11-22", "2026-11-23", "2026-11-24"})};
  const DesiredResult third = derive_desired(snapshot, defaults(), tonight);
  CHECK(class_in(third, 1).stance == Stance::archive);
  CHECK(class_in(third, 1).cause.code == ReasonCode::left_clever);
  CHECK(class_in(third, 1).cause.rule->id == "classes.archive.after_absent_nights");
  CHECK(class_in(third, 1).cause.evidence ==
        std::vector<Evidence>{
            {"snapshots/sections/absent.json", section_id(1).text(), "missed", "2026-11-22,2026-11-23,2026-11-24"}});
}

TEST_CASE("a section that left Clever after its term ended is archived as ended", "[desired]") {
  Snapshot snapshot = district();
  snapshot.absences.sections = {gone(section(1, {1}, {1}), {"2027-01-02"})};
  const DesiredResult result = derive_desired(snapshot, defaults(), day("2027-01-02"));
  CHECK(class_in(result, 1).stance == Stance::archive);
  CHECK(class_in(result, 1).cause.code == ReasonCode::term_ended);
  CHECK(class_in(result, 1).cause.evidence.front().path == "snapshots/sections/absent.json");

  snapshot.roster.terms.clear();  // the term went with its sections: only absence is left to count
  CHECK(class_in(derive_desired(snapshot, defaults(), day("2027-01-02")), 1).cause.code == ReasonCode::left_clever);
}

TEST_CASE("a term that is moved in flight moves the end of its classes", "[desired]") {
  Snapshot snapshot = district();
  snapshot.roster.sections = {section(1, {1}, {1})};
  const Date later = day("2027-01-02");
  CHECK(class_in(derive_desired(snapshot, defaults(), later), 1).stance == Stance::archive);
  snapshot.roster.terms[0].end_date = day("2026-12-22");
  CHECK(class_in(derive_desired(snapshot, defaults(), later), 1).stance == Stance::open);
}

TEST_CASE("a section that a rule excludes is archived at once, with what the rule looked at", "[desired]") {
  Snapshot snapshot = district();
  snapshot.roster.sections = {section(1, {1}, {1}), section(2, {2}, {2})};
  snapshot.roster.sections[0].subject = "homeroom/advisory";
  const RuleSet rules = filters("exclude:\n  - id: no-homeroom\n    sections: {subject: homeroom/advisory}\n");
  const DesiredResult result = derive_desired(snapshot, rules, tonight);
  CHECK(class_in(result, 1).stance == Stance::archive);
  CHECK(text_of(class_in(result, 1).cause) == "filtered-out rules/filters.yaml:2 no-homeroom\n  snapshots/sections/" +
                                                  school_id(1).text() + ".json " + section_id(1).text() +
                                                  " subject=homeroom/advisory");
  CHECK(class_in(result, 2).stance == Stance::open);
  REQUIRE(left_out_in(result, section_id(1).as<AnyTag>()) != nullptr);
  CHECK(left_out_in(result, section_id(1).as<AnyTag>())->rule->id == "no-homeroom");
  CHECK(left_out_in(result, section_id(2).as<AnyTag>()) == nullptr);
}

TEST_CASE("a filtered class stays as it is where the lifecycle says so", "[desired]") {
  Snapshot snapshot = district();
  snapshot.roster.sections = {section(1, {1}, {1})};
  const RuleSet rules =
      rules_with({{.file = "rules/filters.yaml", .text = "exclude: [{id: x, sections: {subject: science}}]"},
                  {.file = "rules/lifecycle.yaml", .text = "classes: {archive: {when_filtered_out: false}}"}});
  const DesiredResult result = derive_desired(snapshot, rules, tonight);
  CHECK(class_in(result, 1).stance == Stance::keep);
  CHECK(class_in(result, 1).cause.rule->id == "classes.archive.when_filtered_out");
  CHECK(left_out_in(result, section_id(1).as<AnyTag>())->rule->id == "x");
  CHECK(student_in(result, 1).stance == Stance::keep);
  // its term still ends
  CHECK(class_in(derive_desired(snapshot, rules, day("2027-02-01")), 1).cause.code == ReasonCode::term_ended);
}

TEST_CASE("with include rules only what one of them matches takes part, and cites it", "[desired]") {
  Snapshot snapshot = district();
  snapshot.roster.sections = {section(1, {1}, {1}), section(2, {2}, {2})};
  snapshot.roster.sections[1].school = school_id(2);
  const RuleSet rules = filters("include:\n  - id: lincoln\n    sections: {school.name: Lincoln Middle}\n");
  const DesiredResult result = derive_desired(snapshot, rules, tonight);
  CHECK(class_in(result, 1).cause.rule->id == "lincoln");
  CHECK(class_in(result, 2).stance == Stance::archive);
  CHECK(class_in(result, 2).cause.code == ReasonCode::filtered_out);
  CHECK(*left_out_in(result, section_id(2).as<AnyTag>())->rule == RuleRef{"rules/filters.yaml", 1, "include"});
}

TEST_CASE("a school that is out takes its sections with it, and the chain is named", "[desired]") {
  Snapshot snapshot = district();
  snapshot.roster.sections = {section(1, {1}, {1}), section(2, {2}, {2})};
  snapshot.roster.sections[0].school = school_id(2);
  const DesiredResult result =
      derive_desired(snapshot, filters("exclude: [{id: pilot, schools: {name: Roosevelt K-8}}]"), tonight);
  const LeftOut* class_out = left_out_in(result, section_id(1).as<AnyTag>());
  REQUIRE(class_out != nullptr);
  CHECK(class_out->rule->id == "pilot");
  CHECK(class_out->because_of == school_id(2).as<AnyTag>());
  CHECK(class_in(result, 1).cause.evidence.front().path == "snapshots/schools.json");
  // the student whose only section that was: out because of the section
  const LeftOut* student_out = left_out_in(result, student_id(1).as<AnyTag>());
  REQUIRE(student_out != nullptr);
  CHECK(student_out->because_of == section_id(1).as<AnyTag>());
  CHECK(student_out->rule->id == "users");
  CHECK(class_in(result, 2).stance == Stance::open);
}

TEST_CASE("conditions reach the school, term, course and teachers of a section", "[desired]") {
  Snapshot snapshot = district();
  snapshot.roster.sections = {section(1, {1, 2}, {1}), section(2, {3}, {2})};
  snapshot.roster.sections[0].course = course_id(1);
  snapshot.roster.teachers[1].title = "Substitute";
  for (const char* condition :
       {"{course.number: S5}", "{teacher.title: {matches: '(?i)substitute'}}", "{course.name: {empty: false}}",
        "{teacher.title: Substitute, term.name: Fall, school.name: {contains: Lincoln}}",
        "{teachers: "
        "'500000000000000000000002'"
        "}"}) {
    const DesiredResult result =
        derive_desired(snapshot, filters(fmt::format("exclude: [{{id: x, sections: {}}}]", condition)), tonight);
    INFO(condition);
    CHECK(class_in(result, 1).stance == Stance::archive);
    CHECK(class_in(result, 2).stance == Stance::open);
  }
  const RuleSet relative = filters("exclude: [{id: x, sections: {term.end_date: {before: today - 14d}}}]");
  CHECK(class_in(derive_desired(snapshot, relative, day("2027-01-01")), 1).stance == Stance::open);
  CHECK(class_in(derive_desired(snapshot, relative, day("2027-01-02")), 1).cause.code == ReasonCode::filtered_out);
}

TEST_CASE("a member who is not shared stays if live has them and is never newly added", "[desired]") {
  Snapshot snapshot = district();
  snapshot.roster.sections = {section(1, {1, 9}, {1, 7, 8, 9})};
  snapshot.absences.students = {gone(student(8), {"2026-11-24"}),
                                gone(student(9), {"2026-11-22", "2026-11-23", "2026-11-24"})};
  const DesiredResult result = derive_desired(snapshot, defaults(), tonight);
  const DesiredClass& robotics = class_in(result, 1);
  CHECK(robotics.object.students == std::vector{student_id(1)});
  // 7 was never shared, 8 is absent since yesterday; 9 is gone for K nights
  CHECK(robotics.unshared_students == std::vector{student_id(7), student_id(8)});
  CHECK(robotics.object.teachers == std::vector{teacher_id(1)});
  CHECK(robotics.unshared_teachers == std::vector{teacher_id(9)});
  CHECK(codes(result) == Codes{"members-not-shared"});
}

TEST_CASE("a class whose only teacher left stays open and is a finding", "[desired]") {
  Snapshot snapshot = district();
  snapshot.roster.sections = {section(1, {}, {1}), section(2, {9}, {1})};
  const DesiredResult result = derive_desired(snapshot, defaults(), tonight);
  CHECK(class_in(result, 1).stance == Stance::open);
  CHECK(codes(result) == Codes{"members-not-shared", "section-without-teacher", "section-without-teacher"});
}

TEST_CASE("a reused section id carries the day on which it came back", "[desired]") {
  Snapshot snapshot = district();
  snapshot.roster.sections = {section(1, {1}, {1})};
  snapshot.roster.sections[0].reused = day("2026-11-20");
  CHECK(class_in(derive_desired(snapshot, defaults(), tonight), 1).reused == day("2026-11-20"));
}
