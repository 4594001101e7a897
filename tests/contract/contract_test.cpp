// The sandbox held against Clever's own description of its API, so that it can't drift from it: every answer has the
// declared shape. The description stands outside of this repository: CLEVER_SYNC_DESCRIPTION, or ../shared beside it.

#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <optional>

#include "catch.hpp"
#include "clever/every_field.hpp"
#include "contract/description.hpp"
#include "sandbox/district_files.hpp"
#include "sandbox/running_sandbox.hpp"
#include "sandbox/school_year.hpp"

using namespace clever_sync;
using namespace clever_sync::test;

namespace {

// Nothing, and the reason on stdout, by which ctest knows that the test was skipped.
const Description* description() {
  static const auto loaded = []() -> std::optional<Description> {
    const char* const given = std::getenv("CLEVER_SYNC_DESCRIPTION");
    const std::string path = given != nullptr ? given : CLEVER_DESCRIPTION;
    if (std::filesystem::exists(path)) return Description(path);
    std::cout << "skipped: Clever's description is not at " << path
              << "; get v3.1.yml from github.com/Clever/swagger-api and name it in CLEVER_SYNC_DESCRIPTION\n";
    return std::nullopt;
  }();
  return loaded ? &*loaded : nullptr;
}

// What Clever sends and its description lacks. Source: a captured page of a real district, whose items have their
// `uri`; a captured answer of version 1.2 to `count=true`, which has `paging`.
Json without_undescribed(const Json& page) {
  Json::Object object = *page.as_object();
  object.erase("paging");
  if (const auto data = object.find("data"); data != object.end() && data->second.is_array()) {
    Json::Array items;
    for (const Json& item : *data->second.as_array()) {
      Json::Object fields = *item.as_object();
      CHECK(fields.erase("uri") == 1);
      items.emplace_back(fields);
    }
    data->second = items;
  }
  return object;
}

// A single record has links beside its data at Clever; its description lists them for collections alone.
Json without_links(const Json& answer) {
  Json::Object object = *answer.as_object();
  object.erase("links");
  return object;
}

void check(const Json& value, const std::string& definition, std::set<std::string>& seen) {
  const std::vector<std::string> wrong = description()->check(value, definition, seen);
  for (const std::string& what : wrong) FAIL_CHECK(definition << ": " << what);
}

struct Listed {
  std::string path;   // as the description has it
  std::string query;  // which one of it is asked
};
const std::vector<Listed> collections = {{"/districts", ""},
                                         {"/schools", ""},
                                         {"/terms", ""},
                                         {"/courses", ""},
                                         {"/sections", ""},
                                         {"/users", ""},
                                         {"/users", "&role=teacher"},
                                         {"/users", "&role=student"},
                                         {"/users", "&role=staff"},
                                         {"/users", "&role=district_admin"},
                                         {"/users", "&role=contact"}};

std::string first_page(const std::string& path) {
  return path + "?limit=25&count=true";
}

// Every page and, of each collection, some records by id.
void replay(const RunningSandbox& running, std::set<std::string>& seen) {
  for (const Listed& listed : collections) {
    INFO(listed.path << listed.query);
    const std::string list = description()->answer_of(listed.path, 200);
    const std::string single = description()->answer_of(listed.path + "/{id}", 200);
    REQUIRE_FALSE(list.empty());
    REQUIRE_FALSE(single.empty());
    std::string next = first_page(listed.path) + listed.query;
    while (!next.empty()) {
      const Answer answer = running.clever(next);
      REQUIRE(answer.status == 200);
      const Json page = answer.json();
      CHECK(page.find("data") != nullptr);
      CHECK(page.find("links") != nullptr);
      check(without_undescribed(page), list, seen);
      const std::vector<std::string> ids = ids_on(page);
      if (!ids.empty()) check(without_links(running.clever(listed.path + "/" + ids.front()).json()), single, seen);
      next = link_of(page, "next");
      if (!next.empty()) next = next.substr(std::string("/v3.1").size());
    }
  }
}

World sample() {
  Roster roster = read_district(SAMPLE_SNAPSHOTS);
  roster.schools.front().nces_id = "000000000001";
  roster.schools.front().state_id = "000001";
  return make_world(std::move(roster), parse_date(first_school_day).value());
}

// Every property path of a JSON value, arrays left out: `roles.student.dob`.
void add_paths(const Json& value, const std::string& prefix, std::set<std::string>& paths) {
  if (const auto* object = value.as_object()) {
    for (const auto& [key, member] : *object) {
      paths.insert(prefix + key);
      add_paths(member, prefix + key + ".", paths);
    }
  } else if (const auto* array = value.as_array()) {
    for (const Json& item : *array) add_paths(item, prefix, paths);
  }
}

}  // namespace

TEST_CASE("every answer of the sandbox is as Clever describes it", "[contract]") {
  if (description() == nullptr) return;
  std::set<std::string> seen;
  RunningSandbox running(sample());
  replay(running, seen);
  SECTION("at every state of the district, and with withdrawn fields") {
    for (const char* state : {"success", "pending", "error", "paused", "running"}) {
      running.happen(R"({"event":"district-edited","pause_start":"2026-06-01","pause_end":"2026-07-01","state":")" +
                     std::string(state) + "\"}");
      check(without_undescribed(running.clever("/districts").json()), "DistrictsResponse", seen);
    }
    running.happen(R"({"event":"student-edited","first_name":"","last_initial":"","grade":""})");
    running.happen(R"({"event":"section-edited","term":"","subject":"","grade":""})");
    running.happen(R"({"event":"section-reused"})");
    replay(running, seen);
  }
  SECTION("through a school year") {
    for (const char* day : {"2026-09-02", "2027-01-04", "2027-06-15"}) {
      running.control("day", R"({"day":")" + std::string(day) + "\"}");
      replay(running, seen);
    }
  }
}

TEST_CASE("a generated district is as Clever describes it", "[contract]") {
  if (description() == nullptr) return;
  std::set<std::string> seen;
  const RunningSandbox running;
  replay(running, seen);
}

TEST_CASE("errors are as Clever describes them", "[contract]") {
  if (description() == nullptr) return;
  std::set<std::string> seen;
  const RunningSandbox running;
  const Answer missing = running.clever("/sections/58da8a43cc70ab0001ffffff");
  CHECK(missing.status == 404);
  check(missing.json(), description()->answer_of("/sections/{id}", 404), seen);
  const Answer bad = running.clever("/sections?limit=none");
  CHECK(bad.status == 400);
  check(bad.json(), "BadRequest", seen);
}

TEST_CASE("the sandbox sends every field that Clever describes of what is read", "[contract]") {
  if (description() == nullptr) return;
  std::set<std::string> seen;
  RunningSandbox running(sample());
  running.happen(R"({"event":"district-edited","pause_start":"2026-06-01","pause_end":"2026-07-01","state":"paused"})");
  replay(running, seen);
  std::set<std::string> missing;
  for (const char* definition : {"District", "School", "Term", "Course", "Section", "User", "Student", "Teacher",
                                 "Staff", "Name", "Location", "Disability", "PreferredName", "SchoolEnrollment"}) {
    for (const std::string& property : description()->properties_of(definition)) {
      if (seen.count(property) == 0) missing.insert(property);
    }
  }
  // Left to the markers of the privacy tests, which stand for these too.
  CHECK(missing == std::set<std::string>{"District.last_attendance_sync", "Section.lms_status", "Staff.credentials",
                                         "Teacher.name"});
}

TEST_CASE("the markers of the privacy tests stand for every field that Clever describes", "[contract][privacy]") {
  if (description() == nullptr) return;
  struct Record {
    const std::string& json;
    const char* definition;
    std::string below;
  };
  for (const Record& record :
       {Record{every_district_field, "District", ""}, Record{every_school_field, "School", ""},
        Record{every_term_field, "Term", ""}, Record{every_course_field, "Course", ""},
        Record{every_section_field, "Section", ""}, Record{every_student_field, "User", ""},
        Record{every_student_field, "Student", "roles.student."},
        Record{every_teacher_field, "Teacher", "roles.teacher."}, Record{every_teacher_field, "Staff", "roles.staff."},
        Record{every_teacher_field, "DistrictAdmin", "roles.district_admin."},
        Record{every_student_field, "Contact", "roles.contact."}, Record{every_school_field, "Location", "location."},
        Record{every_school_field, "Principal", "principal."}, Record{every_student_field, "Name", "name."},
        Record{every_student_field, "Credentials", "roles.student.credentials."},
        Record{every_student_field, "Disability", "roles.student.disability."},
        Record{every_student_field, "PreferredName", "roles.student.preferred_name."},
        Record{every_student_field, "SchoolEnrollment", "roles.student.enrollments."},
        Record{every_district_field, "DistrictContact", "district_contact."}}) {
    std::set<std::string> paths;
    const auto parsed = parse_json(record.json);
    REQUIRE(std::holds_alternative<Json>(parsed));
    add_paths(std::get<Json>(parsed), "", paths);
    for (const std::string& property : description()->properties_of(record.definition)) {
      INFO(property);
      CHECK(paths.count(record.below + property.substr(property.find('.') + 1)) == 1);
    }
  }
}
