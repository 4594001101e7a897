#include "catch.hpp"
#include "desired/cause_chain.hpp"
#include "world.hpp"

using namespace clever_sync;

TEST_CASE("whoever a class in scope lists has an account, the others keep what they have", "[desired]") {
  Snapshot snapshot = district();
  snapshot.roster.sections = {section(1, {1}, {1, 2})};
  const DesiredResult result = derive_desired(snapshot, defaults(), tonight);
  CHECK(student_in(result, 1).stance == Stance::open);
  CHECK(student_in(result, 1).object.first_name == "Bo");
  CHECK(student_in(result, 1).object.last_initial == "R");
  CHECK(student_in(result, 1).object.email.empty());
  CHECK(student_in(result, 1).object.school == school_id(1).text());
  CHECK(student_in(result, 1).cause.rule->id == "users");
  CHECK(teacher_in(result, 1).object.email == "ada@example.org");
  CHECK(student_in(result, 3).stance == Stance::keep);
  CHECK(teacher_in(result, 2).stance == Stance::keep);
  const LeftOut* out = left_out_in(result, student_id(3).as<AnyTag>());
  REQUIRE(out != nullptr);
  CHECK(out->rule->id == "users");
  CHECK_FALSE(out->because_of);
  CHECK(left_out_in(result, student_id(1).as<AnyTag>()) == nullptr);
}

TEST_CASE("with users: all everyone shared has an account", "[desired]") {
  Snapshot snapshot = district();
  const DesiredResult result = derive_desired(snapshot, filters("users: all"), tonight);
  CHECK(student_in(result, 3).stance == Stance::open);
  CHECK(teacher_in(result, 2).stance == Stance::open);
  CHECK(result.left_out.empty());
}

TEST_CASE("with users: all a school that is out takes its people with it, unless they have another", "[desired]") {
  Snapshot snapshot = district();
  snapshot.roster.students[0].school = school_id(2);
  snapshot.roster.students[0].schools = {school_id(2)};
  snapshot.roster.students[1].schools = {school_id(1), school_id(2)};
  const DesiredResult result =
      derive_desired(snapshot, filters("users: all\nexclude: [{id: pilot, schools: {name: Roosevelt K-8}}]"), tonight);
  CHECK(student_in(result, 1).stance == Stance::archive);
  CHECK(left_out_in(result, student_id(1).as<AnyTag>())->because_of == school_id(2).as<AnyTag>());
  CHECK(student_in(result, 2).stance == Stance::open);
}

TEST_CASE("a person whom a rule excludes is archived and in no class", "[desired]") {
  Snapshot snapshot = district();
  snapshot.roster.sections = {section(1, {1, 2}, {1, 2})};
  snapshot.roster.students[0].grade = "2";
  snapshot.roster.teachers[1].title = "Substitute";
  const DesiredResult result = derive_desired(snapshot, filters(R"(exclude:
  - id: from-third
    students: {grade: {at_most: "2"}}
  - id: no-substitutes
    teachers: {title: Substitute}
)"),
                                              tonight);
  CHECK(student_in(result, 1).stance == Stance::archive);
  CHECK(text_of(student_in(result, 1).cause) == "filtered-out rules/filters.yaml:2 from-third\n  snapshots/students/" +
                                                    school_id(1).text() + ".json " + student_id(1).text() +
                                                    " grade=");  // a student's value stands nowhere
  CHECK(class_in(result, 1).object.students == std::vector{student_id(2)});
  CHECK(class_in(result, 1).object.teachers == std::vector{teacher_id(1)});
  CHECK(class_in(result, 1).unshared_students.empty());
  CHECK(teacher_in(result, 2).cause.evidence.front().value == "Substitute");
  CHECK(left_out_in(result, student_id(1).as<AnyTag>())->rule->id == "from-third");
}

TEST_CASE("people can be judged by the sections that list them", "[desired]") {
  Snapshot snapshot = district();
  snapshot.roster.sections = {section(1, {1}, {1}), section(2, {2}, {2})};
  snapshot.roster.sections[1].school = school_id(2);
  const DesiredResult result =
      derive_desired(snapshot, filters("exclude: [{id: x, students: {section.school.name: Roosevelt K-8}}]"), tonight);
  CHECK(student_in(result, 1).stance == Stance::open);
  CHECK(student_in(result, 2).stance == Stance::archive);
  CHECK(student_in(result, 3).stance == Stance::keep);  // in no section
}

TEST_CASE("a student whose only class ended keeps the account, and a class gives it back", "[desired]") {
  Snapshot snapshot = district();
  snapshot.roster.sections = {section(1, {1}, {1}), section(2, {1}, {2})};
  snapshot.roster.sections[1].term = term_id(2);
  const DesiredResult result = derive_desired(snapshot, defaults(), day("2027-01-10"));
  CHECK(student_in(result, 1).stance == Stance::keep);
  CHECK(left_out_in(result, student_id(1).as<AnyTag>())->because_of == section_id(1).as<AnyTag>());
  CHECK(student_in(result, 2).stance == Stance::open);
  CHECK(teacher_in(result, 1).stance == Stance::open);
}

TEST_CASE("a person whose only section takes no part is left out because of it, whatever the section's cause",
          "[desired]") {
  Snapshot snapshot = district();
  snapshot.roster.sections = {section(1, {1}, {1}), section(2, {1}, {2}), section(3, {3}, {3}), section(4, {1}, {4})};
  snapshot.roster.sections[1].school = school_id(2);
  snapshot.roster.sections[3].term = term_id(2);
  snapshot.roster.sections[3].subject = "homeroom/advisory";
  snapshot.roster.teachers[2].title = "Substitute";
  const DesiredResult result = derive_desired(snapshot, filters(R"(exclude:
  - {id: pilot, schools: {name: Roosevelt K-8}}
  - {id: no-substitutes, sections: {teacher.title: Substitute}}
  - {id: no-homeroom, sections: {subject: homeroom/advisory}}
)"),
                                              day("2027-01-10"));
  const auto chain = [&](int n) {
    std::string text;
    for (auto id = std::optional(student_id(n).as<AnyTag>()); id;) {
      const LeftOut* out = left_out_in(result, *id);
      if (out == nullptr) return text + id->text().substr(0, 1) + id->text().substr(23) + " takes part";
      text += out->rule->id + (out->because_of ? " > " : "");
      id = out->because_of;
    }
    return text;
  };
  CHECK(chain(1) == "users > 41 takes part");  // but its term ended
  CHECK(class_in(result, 1).cause.code == ReasonCode::term_ended);
  CHECK(chain(2) == "users > pilot > 12 takes part");  // the chain ends at the school that the rule names
  const auto words = [&](int n) {
    return chain_words(cause_chain(result, *left_out_in(result, student_id(n).as<AnyTag>())));
  };
  CHECK(words(1).starts_with(", which takes no part: term-ended by defaults/lifecycle.yaml:"));
  CHECK(words(2) == ", which takes no part: filtered-out by rules/filters.yaml:2 (pilot)");
  CHECK(words(3) == ", which takes no part: filtered-out by rules/filters.yaml:3 (no-substitutes)");
  CHECK(chain_words(cause_chain(result, *left_out_in(result, section_id(2).as<AnyTag>()))).empty());
  CHECK(chain(3) == "users > no-substitutes");
  CHECK(chain(4) == "users > no-homeroom");
}

TEST_CASE("a person whose only section is not shared any more is left out because of the one seen last", "[desired]") {
  Snapshot snapshot = district();
  snapshot.roster.sections = {section(9, {1}, {2})};
  snapshot.roster.sections[0].term = term_id(2);
  snapshot.absences.sections = {gone(section(1, {2}, {1, 2}), {"2026-11-24"}),
                                gone(section(2, {3}, {1, 3}), {"2026-11-24"}),
                                gone(section(3, {3}, {1}), {"2026-11-24"})};
  snapshot.absences.sections[0].last_seen = day("2026-10-01");
  const DesiredResult result = derive_desired(snapshot, defaults(), tonight);
  const auto because_of = [&](UserId id) { return left_out_in(result, id.as<AnyTag>())->because_of; };
  CHECK(because_of(student_id(1)) == section_id(2).as<AnyTag>());  // of two that were seen last, the lowest id
  CHECK(because_of(student_id(3)) == section_id(2).as<AnyTag>());
  CHECK(because_of(teacher_id(2)) == section_id(1).as<AnyTag>());
  CHECK(student_in(result, 2).stance == Stance::open);  // another class has the student
  CHECK_FALSE(because_of(student_id(4)));
  std::reverse(snapshot.absences.sections.begin(), snapshot.absences.sections.end());
  CHECK(text_of(derive_desired(snapshot, defaults(), tonight)) == text_of(result));
}

TEST_CASE("an account is archived when its own number of nights missed the person", "[desired]") {
  Snapshot snapshot = district();
  snapshot.absences.students = {gone(student(8), {"2026-11-23", "2026-11-24"}),
                                gone(student(9), {"2026-11-22", "2026-11-23", "2026-11-24"})};
  snapshot.absences.teachers = {gone(teacher(8), {"2026-11-23", "2026-11-24"})};
  const RuleSet rules = lifecycle("accounts: {archive: {teachers: {after_absent_nights: 2}}}");
  const DesiredResult result = derive_desired(snapshot, rules, tonight);
  CHECK(student_in(result, 8).stance == Stance::keep);
  CHECK(student_in(result, 9).stance == Stance::archive);
  CHECK(text_of(student_in(result, 9).cause)
            .ends_with("snapshots/students/absent.json " + student_id(9).text() + " missed="));
  CHECK(teacher_in(result, 8).stance == Stance::archive);
  CHECK(teacher_in(result, 8).cause.evidence.front().value == "2026-11-23,2026-11-24");
  CHECK(result.left_out.size() == 8);  // everybody shared is in no class; the absent are not left out by a rule
}

TEST_CASE("a person who came back under a new Clever id is listed beside the old one", "[desired]") {
  Snapshot snapshot = district();
  snapshot.roster.students[0].sis_id = "S-1";
  snapshot.roster.teachers[0].sis_id = "T-1";
  Student old_student = student(9);
  old_student.sis_id = "S-1";
  Teacher old_teacher = teacher(9);
  old_teacher.sis_id = "T-1";
  old_teacher.last_name = "Péric";
  snapshot.absences.students = {gone(old_student, {"2026-11-24"})};
  snapshot.absences.teachers = {gone(old_teacher, {"2026-11-24"})};
  const auto rekeyed = derive_desired(snapshot, defaults(), tonight).state.rekeyed;
  REQUIRE(rekeyed.size() == 2);
  CHECK(rekeyed[0] == Rekeyed{.kind = Kind::teacher,
                              .was = teacher_id(9),
                              .now = teacher_id(1),
                              .same_name = false,
                              .sis_id_path = "snapshots/teachers/absent.json"});
  CHECK(rekeyed[1] == Rekeyed{.kind = Kind::student,
                              .was = student_id(9),
                              .now = student_id(1),
                              .same_name = true,
                              .sis_id_path = "snapshots/students/absent.json"});
}

TEST_CASE("a sis_id that two people had until one day, or have now, decides nothing", "[desired]") {
  Snapshot snapshot = district();
  snapshot.roster.students[0].sis_id = "S-1";
  Student one = student(8), two = student(9);
  one.sis_id = two.sis_id = "S-1";
  snapshot.absences.students = {gone(one, {"2026-11-24"}), gone(two, {"2026-11-24"})};
  const DesiredResult result = derive_desired(snapshot, defaults(), tonight);
  CHECK(result.state.rekeyed.empty());
  CHECK(codes(result) == Codes{"rekeyed-ambiguous"});

  const auto with_keep = [&](const std::string& text) { return derive_desired(snapshot, keep(text), tonight); };
  // a person's word silences it, and ignoring one of the two leaves the other
  CHECK(codes(with_keep(fmt::format("link: [{{student: '{}', was: '{}', because: x}}]", student_id(1).text(),
                                    student_id(9).text()))) == Codes{});
  const DesiredResult ignored =
      with_keep(fmt::format("ignore: [{{student: '{}', because: another person}}]", student_id(9).text()));
  CHECK(codes(ignored) == Codes{});
  REQUIRE(ignored.state.rekeyed.size() == 1);
  CHECK(ignored.state.rekeyed[0].was == student_id(8));

  snapshot.absences.students.pop_back();
  snapshot.roster.students[1].sis_id = "S-1";
  CHECK(derive_desired(snapshot, defaults(), tonight).state.rekeyed.empty());
}

TEST_CASE("of several former ids the one seen last comes first, and those before a tie count", "[desired]") {
  Snapshot snapshot = district();
  snapshot.roster.students[0].sis_id = "S-1";
  const auto was = [](int n, std::string_view last_seen) {
    Absent<Student> absent = gone(student(n), {"2026-11-24"});
    absent.record.sis_id = "S-1";
    absent.last_seen = day(last_seen);
    return absent;
  };
  snapshot.absences.students = {was(6, "2024-06-10"), was(7, "2026-11-01"), was(8, "2025-06-12"), was(9, "2024-06-10")};
  const DesiredResult result = derive_desired(snapshot, defaults(), tonight);
  CHECK(result.findings.empty());
  REQUIRE(result.state.rekeyed.size() == 2);
  CHECK(result.state.rekeyed[0].was == student_id(7));
  CHECK(result.state.rekeyed[1].was == student_id(8));
}

TEST_CASE("a rule is asked once per distinct text and answers the same for each record", "[desired]") {
  Snapshot snapshot = district();
  snapshot.roster.students.clear();
  std::vector<int> listed;
  for (int n = 1; n <= 200; ++n) {
    Student made = student(n);
    made.grade = n % 3 == 0 ? "3" : n % 3 == 1 ? "10" : "";
    made.schools = n % 2 == 0 ? std::vector{school_id(1), school_id(2)} : std::vector{school_id(1)};
    snapshot.roster.students.push_back(made);
    listed.push_back(n);
  }
  snapshot.roster.sections = {section(1, {1}, listed)};
  const DesiredResult result = derive_desired(snapshot, filters(R"(exclude:
  - id: tenth
    students: {grade: {matches: "^1"}}
  - id: no-grade
    students: {grade: {empty: true}, schools: {matches: "2$"}}
  - id: third
    students: {grade: {not: {matches: "^1"}}, schools: {not: {matches: "2$"}}}
)"),
                                              tonight);
  for (int n = 1; n <= 200; ++n) {
    const LeftOut* out = left_out_in(result, student_id(n).as<AnyTag>());
    const bool two_schools = n % 2 == 0;
    const std::string expected = n % 3 == 1                  ? "tenth"
                                 : n % 3 == 2 && two_schools ? "no-grade"
                                 : two_schools               ? ""
                                                             : "third";
    CHECK((out == nullptr ? "" : out->rule->id) == expected);
  }
}
