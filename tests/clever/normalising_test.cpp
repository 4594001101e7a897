// What becomes of odd but legal data: kept, dropped with a finding, or read in another form.

#include <fmt/core.h>

#include "catch.hpp"
#include "fake_clever.hpp"

using namespace clever_sync;
using namespace clever_sync::test;

namespace {

FetchedRoster fetched_with(const std::string& path, const std::vector<std::string>& records) {
  FakeClever clever;
  clever.answer(path, ok(page_json(records)));
  return fetched(clever);
}

const std::string sections = "/sections?limit=2&count=true";
const std::string terms = "/terms?limit=2&count=true";
const std::string teachers = "/users?role=teacher&limit=2&count=true";
const std::string students = "/users?role=student&limit=2&count=true";

std::string quoted_list(const std::vector<std::string>& ids) {
  std::string out;
  for (const std::string& id : ids) out += (out.empty() ? "\"" : ",\"") + id + "\"";
  return "[" + out + "]";
}

std::vector<std::string> texts_of(const auto& ids) {
  std::vector<std::string> out;
  for (const auto& id : ids) out.push_back(id.text());
  return out;
}

}  // namespace

// Failure 11: null against "" against white space, counted as changes every night.
TEST_CASE("missing, null, empty and blank text are one absent value", "[clever]") {
  const std::string period = GENERATE("", R"(,"period":null)", R"(,"period":"")", R"(,"period":" \t ")");
  const FetchedRoster result = fetched_with(sections, {section_json(1, period)});
  CHECK(result.roster.sections[0].period.empty());
  CHECK(result.findings.empty());
}

TEST_CASE("free text is kept to the byte", "[clever]") {
  struct Sample {
    std::string json, text;
  };
  const Sample sample =
      GENERATE(Sample{R"( two  spaces \u0007)", " two  spaces \x07"}, Sample{R"(\u202egnp.exe)", "\xE2\x80\xAEgnp.exe"},
               Sample{"🦓 \\ud83e\\udd93", "🦓 🦓"}, Sample{R"(a\/b\\c\"d)", "a/b\\c\"d"},
               Sample{R"(12/34/../56)", "12/34/../56"});
  const FetchedRoster result = fetched_with(
      sections, {with(with(section_json(1), "Section 1", sample.json), R"("s1")", '"' + sample.json + '"')});
  CHECK(result.roster.sections[0].name == sample.text);
  CHECK(result.roster.sections[0].sis_id == sample.text);
}

TEST_CASE("a name of 10,000 characters is kept whole", "[clever]") {
  const std::string name(10'000, 'x');
  CHECK(fetched_with(sections, {with(section_json(1), "Section 1", name)}).roster.sections[0].name == name);
}

TEST_CASE("term dates come in three forms and are one day", "[clever]") {
  const std::string date = GENERATE("2026-12-18", "2026-12-18T00:00:00.000Z", "2026-12-18 00:00:00.000000");
  const FetchedRoster result = fetched_with(terms, {term_json(1, R"(,"end_date":")" + date + '"')});
  REQUIRE(result.roster.terms[0].end_date);
  CHECK(format_date(*result.roster.terms[0].end_date) == "2026-12-18");
}

// Failure 9: terms without dates skipped as invalid, though neither is guaranteed.
TEST_CASE("a term without dates is a term", "[clever]") {
  const FetchedRoster result = fetched_with(terms, {term_json(1, "")});
  REQUIRE(result.roster.terms.size() == 1);
  CHECK_FALSE(result.roster.terms[0].start_date);
  CHECK(result.roster.sections[0].term);
  CHECK(result.findings.empty());
}

TEST_CASE("a date that can't be read is absent, and a finding names the record and the field", "[clever]") {
  const std::string date = GENERATE("31.12.2026", "2026-02-30", "next week");
  const FetchedRoster result = fetched_with(terms, {term_json(1, R"(,"end_date":")" + date + '"')});
  CHECK_FALSE(result.roster.terms[0].end_date);
  REQUIRE(result.findings.size() == 1);
  CHECK(result.findings[0].code == "unreadable-date");
  CHECK(result.findings[0].kind == "term");
  CHECK(result.findings[0].id == id_of(RecordKind::term, 1));
  CHECK(result.findings[0].message.find("end_date") != std::string::npos);
  CHECK(result.findings[0].message.find(date) == std::string::npos);
}

TEST_CASE("an optional field of another type is absent, and a finding says so", "[clever]") {
  const std::string value = GENERATE("123", "true", "[]", "{}", "1.5");
  const FetchedRoster result = fetched_with(sections, {with(section_json(1), R"("s1")", value)});
  CHECK(result.roster.sections[0].sis_id.empty());
  REQUIRE(findings_with(result, "wrong-type").size() == 1);
  CHECK(result.findings[0].message.find("sis_id") != std::string::npos);
}

TEST_CASE("a grade that Clever does not document is kept, with one finding for all who have it", "[clever]") {
  const auto grade = [](int number) { return with(student_json(number), R"("grade":"5")", R"("grade":"4th\u0007")"); };
  const FetchedRoster result = fetched_with(students, {grade(1), grade(2)});
  CHECK(result.roster.students[0].grade == "4th\x07");
  const std::vector<Finding> findings = findings_with(result, "unknown-grade");
  REQUIRE(findings.size() == 1);
  CHECK(findings[0].message.find("2 records") != std::string::npos);
  CHECK(findings[0].message.find('\x07') == std::string::npos);
}

TEST_CASE("every grade that Clever documents is a known one", "[clever]") {
  const std::string grade = GENERATE("InfantToddler", "Preschool", "PreKindergarten", "TransitionalKindergarten",
                                     "Kindergarten", "1", "9", "13", "PostGraduate", "Ungraded", "Other", "");
  CHECK(fetched_with(sections, {section_json(1, R"(,"grade":")" + grade + '"')}).findings.empty());
}

TEST_CASE("a state that Clever does not document counts as an error, in which removals wait", "[clever]") {
  FakeClever clever;
  clever.answer("/districts", ok(page_json({district_json(R"(,"state":"melting")")})));
  const FetchedRoster result = fetched(clever);
  CHECK(result.roster.district.state == DistrictState::error);
  CHECK(findings_with(result, "unknown-state").size() == 1);
}

TEST_CASE("the district's dates are read in both of Clever's forms", "[clever]") {
  FakeClever clever;
  clever.answer("/districts", ok(page_json({district_json(R"(,"launch_date":"2026-08-01","pause_start":"2027-06-07",)"
                                                          R"("pause_end":"2027-07-26T00:00:00.000Z")")})));
  const District district = fetched(clever).roster.district;
  CHECK(format_date(district.launch_date.value()) == "2026-08-01");
  CHECK(format_date(district.pause_start.value()) == "2027-06-07");
  CHECK(format_date(district.pause_end.value()) == "2027-07-26");
  CHECK(district.state == DistrictState::success);
}

// Failures 18 and 19: which of two teachers owns the class.
TEST_CASE("a section's primary teacher comes first, each teacher once", "[clever]") {
  const std::string listed = R"("teachers":[")" + id_of(RecordKind::teacher, 1) + R"("])";
  const std::string primary = R"("teacher":")" + id_of(RecordKind::teacher, 1) + R"(",)";
  const std::string t1 = id_of(RecordKind::teacher, 1);
  const std::string t2 = id_of(RecordKind::teacher, 2);
  const auto teachers_of = [&](std::string_view teacher, const std::vector<std::string>& all) {
    const std::string json =
        with(with(section_json(1), listed, R"("teachers":)" + quoted_list(all)), primary, std::string(teacher));
    return texts_of(fetched_with(sections, {json}).roster.sections[0].teachers);
  };
  using Ids = std::vector<std::string>;
  CHECK(teachers_of(primary, {t1, t2}) == Ids{t1, t2});
  CHECK(teachers_of(primary, {t2, t1}) == Ids{t1, t2});
  CHECK(teachers_of(primary, {t2, t2}) == Ids{t1, t2});
  CHECK(teachers_of("", {t2, t1, t2}) == Ids{t2, t1});
  CHECK(teachers_of(R"("teacher":"",)", {}) == Ids{});
}

TEST_CASE("a section's students are sorted, each once", "[clever]") {
  const std::string json =
      with(section_json(1), quoted_list({id_of(RecordKind::student, 1), id_of(RecordKind::student, 2)}),
           quoted_list({id_of(RecordKind::student, 3), id_of(RecordKind::student, 1), id_of(RecordKind::student, 3)}));
  CHECK(texts_of(fetched_with(sections, {json}).roster.sections[0].students) ==
        std::vector<std::string>{id_of(RecordKind::student, 1), id_of(RecordKind::student, 3)});
}

// Failure 20: a section without students is still a section.
TEST_CASE("a section without students and teachers is kept", "[clever]") {
  const std::string json = with(
      with(with(section_json(1), quoted_list({id_of(RecordKind::student, 1), id_of(RecordKind::student, 2)}), "[]"),
           quoted_list({id_of(RecordKind::teacher, 1)}), "[]"),
      R"("teacher":")" + id_of(RecordKind::teacher, 1) + R"(",)", "");
  const FetchedRoster result = fetched_with(sections, {json});
  REQUIRE(result.roster.sections.size() == 1);
  CHECK(result.roster.sections[0].students.empty());
}

// Failures 24 and 27: members who are listed but not shared.
TEST_CASE("members who are not shared stay in the section, counted in a finding", "[clever]") {
  const FetchedRoster result = fetched_with(students, {student_json(2)});
  CHECK(result.roster.sections[0].students.size() == 2);
  const std::vector<Finding> findings = findings_with(result, "unshared-members");
  REQUIRE(findings.size() == 2);
  CHECK(findings[0].id == id_of(RecordKind::section, 1));
  CHECK(findings[0].message.find("1 people") != std::string::npos);
}

TEST_CASE("a term or course that is not shared is dropped from its section", "[clever]") {
  SECTION("term") {
    const FetchedRoster result = fetched_with(terms, {term_json(2)});
    CHECK_FALSE(result.roster.sections[0].term);
    CHECK(result.roster.sections[0].course);
    CHECK(findings_with(result, "dangling-term").size() == 2);
  }
  SECTION("course") {
    const FetchedRoster result = fetched_with("/courses?limit=2&count=true", {course_json(2)});
    CHECK_FALSE(result.roster.sections[0].course);
    CHECK(findings_with(result, "dangling-course").size() == 2);
  }
}

TEST_CASE("a user's schools that are not shared are dropped, the user stays", "[clever]") {
  const std::string both = quoted_list({id_of(RecordKind::school, 9), id_of(RecordKind::school, 2)});
  const std::string json =
      with(with(student_json(1), quoted_list({id_of(RecordKind::school, 1)}), both),
           R"("school":")" + id_of(RecordKind::school, 1), R"("school":")" + id_of(RecordKind::school, 9));
  const FetchedRoster result = fetched_with(students, {json});
  const Student& student = result.roster.students[0];
  CHECK(texts_of(student.schools) == std::vector<std::string>{id_of(RecordKind::school, 2)});
  CHECK(student.school->text() == id_of(RecordKind::school, 2));
  CHECK(findings_with(result, "dangling-school").size() == 1);
}

TEST_CASE("the first of a user's schools is the primary one when none is named", "[clever]") {
  const std::string both = quoted_list({id_of(RecordKind::school, 2), id_of(RecordKind::school, 1)});
  const std::string json = with(with(teacher_json(1), quoted_list({id_of(RecordKind::school, 1)}), both),
                                R"("school":")" + id_of(RecordKind::school, 1) + R"(",)", "");
  const FetchedRoster result = fetched_with(teachers, {json});
  const Teacher& teacher = result.roster.teachers[0];
  CHECK(teacher.school->text() == id_of(RecordKind::school, 2));
  CHECK(texts_of(teacher.schools) ==
        std::vector<std::string>{id_of(RecordKind::school, 1), id_of(RecordKind::school, 2)});
}

TEST_CASE("a user in no school and no section is a user", "[clever]") {
  const std::string json = with(
      student_json(1),
      R"("school":")" + id_of(RecordKind::school, 1) + R"(","schools":[")" + id_of(RecordKind::school, 1) + R"("],)",
      "");
  const FetchedRoster result = fetched_with(students, {json});
  CHECK_FALSE(result.roster.students[0].school);
}

// Failure 10: one role chosen per user, the others ignored.
TEST_CASE("a teacher who is also staff and administrator is a teacher", "[clever]") {
  const std::string json =
      with(teacher_json(1), R"("roles":{)", R"("roles":{"staff":{"title":"Coach"},"district_admin":{"title":"IT"},)");
  const FetchedRoster result = fetched_with(teachers, {json});
  REQUIRE(result.roster.teachers.size() == 1);
  CHECK(result.roster.teachers[0].title.empty());
  CHECK(result.findings.empty());
}

TEST_CASE("a user who is both teacher and student is a teacher, with a finding", "[clever]") {
  FakeClever clever;
  const std::string both = with(teacher_json(1), R"("roles":{)", R"("roles":{"student":{"grade":"12"},)");
  clever.answer(teachers, ok(page_json({both})));
  clever.answer(students, ok(page_json({both, student_json(1)})));
  const FetchedRoster result = fetched(clever);
  CHECK(result.roster.teachers.size() == 1);
  REQUIRE(result.roster.students.size() == 1);
  CHECK(result.roster.students[0].id.text() == id_of(RecordKind::student, 1));
  CHECK(findings_with(result, "two-roles").size() == 1);
}

TEST_CASE("a user listed under a role that the user does not have is left out, with a finding", "[clever]") {
  const std::string contact =
      R"({"id":")" + id_of(RecordKind::student, 9) + R"(","name":{"last":"Parent"},"roles":{"contact":{"phone":"1"}}})";
  const FetchedRoster result = fetched_with(students, {student_json(1), contact});
  CHECK(result.roster.students.size() == 1);
  CHECK(findings_with(result, "other-role").size() == 1);
}

TEST_CASE("a person whose name and e-mail were withdrawn is still there", "[clever]") {
  const std::string json = R"({"id":")" + id_of(RecordKind::teacher, 1) + R"(","roles":{"teacher":{"sis_id":"501"}}})";
  const FetchedRoster result = fetched_with(teachers, {json});
  REQUIRE(result.roster.teachers.size() == 1);
  CHECK(result.roster.teachers[0].first_name.empty());
  CHECK(result.roster.teachers[0].sis_id == "501");
}

TEST_CASE("findings name at most a hundred records of a kind and count the rest", "[clever]") {
  std::vector<std::string> many;
  for (int number = 1; number <= 250; ++number) many.push_back(with(section_json(number), "\"s", "\"\\u0073"));
  for (std::string& json : many) json = with(json, R"("name":")", R"("period":7,"name":")");
  FakeClever clever;
  CleverOptions large = options();
  large.page_limit = 1000;
  for (const char* path : {"/schools", "/terms", "/courses"}) {
    clever.answer(std::string(path) + "?limit=1000&count=true",
                  ok(page_json({path == std::string("/schools") ? school_json(1)
                                : path == std::string("/terms") ? term_json(1)
                                                                : course_json(1)})));
  }
  clever.answer("/sections?limit=1000&count=true", ok(page_json(many)));
  clever.answer("/users?role=teacher&limit=1000&count=true", ok(page_json({teacher_json(1)})));
  clever.answer("/users?role=student&limit=1000&count=true", ok(page_json({student_json(1), student_json(2)})));
  const std::vector<Finding> findings = findings_with(fetched(clever, large), "wrong-type");
  REQUIRE(findings.size() == 101);
  CHECK(findings[0].id.empty());
  CHECK(findings[0].message.find("150 more of these, 250 in all") != std::string::npos);
}
