#include "sandbox/clever_records.hpp"
#include "catch.hpp"
#include "running_sandbox.hpp"

using namespace clever_sync;

namespace {

const Json& first_of(const Json& page) {
  return *data_of(page).at(0).find("data");
}

}  // namespace

TEST_CASE("a record stands in two envelopes and has its uri", "[clever]") {
  const RunningSandbox running;
  const Json page = running.clever("/sections").json();
  CHECK(data_of(page).at(0).text("uri") == "/v3.1/sections/" + section_id(1).text());
  CHECK(first_of(page).text("district") == "58da8a43cc70ab00017a1a87");
  CHECK(first_of(page).text("term_id") == term_id(1).text());
  CHECK(first_of(page).text("created").ends_with("Z"));
  // What the district does not send is "", or is not there at all.
  CHECK(first_of(page).find("section_number") != nullptr);
  CHECK(first_of(page).find("course") == nullptr);
}

TEST_CASE("roles are an object, and a student's answer holds every private field, invented", "[clever][privacy]") {
  const RunningSandbox running;
  const Json page = running.clever("/users?role=student&limit=1").json();
  const Json* const role = first_of(page).find("roles")->find("student");
  REQUIRE(role != nullptr);
  for (const char* field : {"dob",
                            "gender",
                            "race",
                            "hispanic_ethnicity",
                            "ell_status",
                            "frl_status",
                            "iep_status",
                            "section_504_status",
                            "gifted_status",
                            "disability",
                            "home_language",
                            "home_language_code",
                            "location",
                            "credentials",
                            "preferred_name",
                            "state_id",
                            "student_number",
                            "sis_id",
                            "grade",
                            "school",
                            "schools",
                            "enrollments",
                            "legacy_id",
                            "ext"}) {
    INFO(field);
    CHECK(role->find(field) != nullptr);
  }
  CHECK(role->text("dob").ends_with("/1901"));
  CHECK(role->find("location")->text("city") == "Inventedville");
  // A snapshot keeps only the initial; the rest is invented, the same at every reading.
  const std::string last(first_of(page).find("name")->text("last"));
  CHECK(last.starts_with("Q-Invented-"));
  CHECK(running.clever("/users?role=student&limit=1").body == running.clever("/users?role=student&limit=1").body);
}

TEST_CASE("some teachers are staff as well, and both queries return them", "[clever]") {
  World world = small_world();
  for (int number = 10; number < 40; ++number) {
    Teacher teacher = world.roster.teachers.back();
    teacher.id = teacher_id(number);
    world.roster.teachers.push_back(teacher);
  }
  const auto staff = std::ranges::count_if(world.roster.teachers, is_staff_too);
  const RunningSandbox running(std::move(world));
  CHECK(staff > 0);
  const Json page = running.clever("/users?role=staff").json();
  REQUIRE(std::cmp_equal(data_of(page).size(), staff));
  CHECK(first_of(page).find("roles")->find("staff") != nullptr);
  CHECK(first_of(page).find("roles")->find("teacher") != nullptr);
  CHECK(data_of(running.clever("/users?role=teacher").json()).size() == 33);
  CHECK(data_of(running.clever("/users?role=contact").json()).empty());
}

TEST_CASE("without a role everybody is listed once, ids ascending", "[clever]") {
  const RunningSandbox running;
  const std::vector<std::string> ids = ids_on(running.clever("/users").json());
  CHECK(ids.size() == 7);
  CHECK(std::ranges::is_sorted(ids));
}

TEST_CASE("/districts has the one district, its state and its last sync", "[clever]") {
  const RunningSandbox running;
  const Json page = running.clever("/districts").json();
  REQUIRE(data_of(page).size() == 1);
  CHECK(first_of(page).text("state") == "success");
  CHECK(first_of(page).text("last_sync") == "2026-08-10T04:00:00.000Z");
  CHECK(first_of(page).text("launch_date") == "2026-08-03");
}

TEST_CASE("schools, terms and courses have their fields", "[clever]") {
  const RunningSandbox running;
  CHECK(first_of(running.clever("/schools").json()).text("name") == "First");
  CHECK(first_of(running.clever("/terms").json()).text("end_date").starts_with("2026-12-18"));
  CHECK(data_of(running.clever("/courses").json()).empty());
}
