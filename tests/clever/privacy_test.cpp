// Privacy: of everything that Clever can send, only what the allow-list names is kept. Each field of Clever's own
// description carries a marker, and the markers found in what fetch_roster gives must be exactly the storable_markers
// ones.

#include <set>

#include "catch.hpp"
#include "every_field.hpp"
#include "fake_clever.hpp"

using namespace clever_sync;
using namespace clever_sync::test;

namespace {

void answer_with_every_field(FakeClever& clever) {
  clever.answer("/districts", ok(page_json({every_district_field})));
  clever.answer("/schools?limit=2&count=true", ok(page_json({every_school_field})));
  clever.answer("/terms?limit=2&count=true", ok(page_json({every_term_field})));
  clever.answer("/courses?limit=2&count=true", ok(page_json({every_course_field})));
  clever.answer("/sections?limit=2&count=true", ok(page_json({every_section_field})));
  clever.answer("/users?role=teacher&limit=2&count=true", ok(page_json({every_teacher_field})));
  clever.answer("/users?role=student&limit=2&count=true", ok(page_json({every_student_field})));
}

std::string all_texts(const FetchedRoster& fetched) {
  std::string all;
  const auto add = [&](auto... texts) { ((all.append(texts).append("\n")), ...); };
  const Roster& roster = fetched.roster;
  add(roster.district.name, roster.district.last_sync);
  for (const School& s : roster.schools) {
    add(s.name, s.sis_id, s.school_number, s.low_grade, s.high_grade, s.nces_id, s.state_id);
  }
  for (const Term& t : roster.terms) add(t.name);
  for (const Course& c : roster.courses) add(c.name, c.number);
  for (const Section& s : roster.sections) add(s.name, s.sis_id, s.section_number, s.period, s.subject, s.grade);
  for (const Student& s : roster.students) add(s.first_name, s.last_initial, s.grade, s.sis_id, s.email);
  for (const Teacher& t : roster.teachers) {
    add(t.first_name, t.last_name, t.email, t.sis_id, t.teacher_number, t.title);
  }
  for (const Finding& finding : fetched.findings) add(finding.code, finding.kind, finding.id, finding.message);
  return all;
}

}  // namespace

TEST_CASE("of every field that Clever describes only the allowed ones are kept", "[clever][privacy]") {
  FakeClever clever;
  answer_with_every_field(clever);
  const FetchedRoster result = fetched(clever);
  CHECK(markers_in(all_texts(result)) == storable_markers);
  REQUIRE(result.roster.students.size() == 1);
  CHECK(result.roster.students[0].last_initial == "m");  // of `marker.student.name.last`
}

TEST_CASE("a student's e-mail address is kept only where the mapping asks for it", "[clever][privacy]") {
  FakeClever clever;
  answer_with_every_field(clever);
  CleverOptions keeping = options();
  keeping.student_email = CleverOptions::StudentEmail::keep;
  std::set<std::string> with_email = storable_markers;
  with_email.insert("marker.student.email");
  CHECK(markers_in(all_texts(fetched(clever, keeping))) == with_email);
}

TEST_CASE("the markers stand for the sensitive fields as well", "[clever][privacy]") {
  const std::set<std::string> sent = markers_in(every_student_field);
  for (const char* field : {"dob", "gender", "race", "hispanic_ethnicity", "ell_status", "frl_status", "iep_status",
                            "section_504_status", "gifted_status", "home_language", "state_id", "location.address"}) {
    CHECK(sent.count("marker.student.roles.student." + std::string(field)) == 1);
  }
}
