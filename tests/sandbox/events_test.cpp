#include <fmt/core.h>

#include "catch.hpp"
#include "running_sandbox.hpp"

using namespace clever_sync;

namespace {

Json section(const RunningSandbox& running, int number) {
  return *running.clever("/sections/" + section_id(number).text()).json().find("data");
}
std::vector<std::string> members(const Json& of, const char* key) {
  std::vector<std::string> ids;
  for (const Json& id : *of.find(key)->as_array()) ids.push_back(*id.as_string());
  return ids;
}
std::string last_sync(const RunningSandbox& running) {
  return std::string(running.control_get("day").json().text("last_sync"));
}

}  // namespace

TEST_CASE("a student joins under a new id that sorts last", "[events]") {
  const RunningSandbox running;
  running.happen(R"({"event":"student-joins","first_name":"Zephrine"})");
  const std::vector<std::string> everybody = ids_on(running.clever("/users?role=student").json());
  REQUIRE(everybody.size() == 5);
  CHECK(std::ranges::is_sorted(everybody));
  CHECK(members(section(running, 1), "students").back() == everybody.back());
  CHECK(last_sync(running) == "2026-08-10T04:05:00.000Z");
}

TEST_CASE("a student moves to another class of the school", "[events]") {
  const RunningSandbox running;
  running.happen(R"({"event":"student-moves"})");
  CHECK(members(section(running, 1), "students") == std::vector{student_id(2).text()});
  CHECK(members(section(running, 2), "students") ==
        std::vector{student_id(1).text(), student_id(2).text(), student_id(3).text()});
  CHECK(section(running, 1).text("last_modified") == "2026-08-10T04:00:00.000Z");
}

TEST_CASE("a student who leaves is in no collection any more", "[events]") {
  const RunningSandbox running;
  running.happen(fmt::format(R"({{"event":"student-leaves","student":"{}"}})", student_id(2).text()));
  CHECK(ids_on(running.clever("/users?role=student").json()).size() == 3);
  CHECK(members(section(running, 1), "students") == std::vector{student_id(1).text()});
  CHECK(members(section(running, 2), "students") == std::vector{student_id(3).text()});
}

TEST_CASE("a section gets another primary teacher, name or roster", "[events]") {
  const RunningSandbox running;
  running.happen(R"({"event":"teacher-changes"})");
  CHECK(members(section(running, 1), "teachers") == std::vector{teacher_id(2).text()});
  running.happen(R"({"event":"section-renamed","name":"Rockets"})");
  CHECK(section(running, 1).text("name") == "Rockets");
  running.happen(fmt::format(
      R"({{"event":"section-edited","section":"{}","term":"","grade":"7","add_students":["{}"],"teachers":["{}"]}})",
      section_id(1).text(), student_id(4).text(), teacher_id(3).text()));
  const Json edited = section(running, 1);
  CHECK(edited.find("term_id") == nullptr);
  CHECK(edited.text("grade") == "7");
  CHECK(members(edited, "students").size() == 3);
  CHECK(members(edited, "teachers") == std::vector{teacher_id(3).text()});
}

TEST_CASE("what is not shared is not there, and comes back under its id", "[events]") {
  const RunningSandbox running;
  const std::string before = running.clever("/sections").body;
  const std::string synced = last_sync(running);
  running.happen(fmt::format(R"({{"event":"unshare","id":"{}"}})", section_id(2).text()));
  CHECK(ids_on(running.clever("/sections").json()) == std::vector{section_id(1).text(), section_id(3).text()});
  CHECK(running.clever("/sections/" + section_id(2).text()).status == 404);
  running.happen(fmt::format(R"({{"event":"share","id":"{}"}})", section_id(2).text()));
  CHECK(running.clever("/sections").body == before);
  CHECK(last_sync(running) == synced);  // an edit of sharing is no sync
}

TEST_CASE("a school that is not shared takes its sections and people with it", "[events]") {
  const RunningSandbox running;
  running.happen(fmt::format(R"({{"event":"unshare","id":"{}"}})", school_id(1).text()));
  CHECK(ids_on(running.clever("/schools").json()).size() == 1);
  CHECK(ids_on(running.clever("/sections").json()) == std::vector{section_id(3).text()});
  CHECK(ids_on(running.clever("/users?role=student").json()) == std::vector{student_id(4).text()});
  CHECK(ids_on(running.clever("/users?role=teacher").json()) == std::vector{teacher_id(3).text()});
}

TEST_CASE("a collection can be emptied and filled again", "[events]") {
  const RunningSandbox running;
  running.happen(R"({"event":"empty","collection":"students"})");
  CHECK(ids_on(running.clever("/users?role=student").json()).empty());
  CHECK(ids_on(running.clever("/users").json()).size() == 3);
  running.happen(R"({"event":"fill","collection":"students"})");
  CHECK(ids_on(running.clever("/users?role=student").json()).size() == 4);
}

TEST_CASE("a rekeyed person has a new id, the old SIS number, and the old classes", "[events]") {
  const RunningSandbox running;
  running.happen(fmt::format(R"({{"event":"person-rekeyed","student":"{}"}})", student_id(2).text()));
  const Json page = running.clever("/users?role=student").json();
  const std::string now = ids_on(page).back();
  CHECK(ids_on(page).size() == 4);
  CHECK(data_of(page).back().find("data")->find("roles")->find("student")->text("sis_id") == "S1");
  CHECK(members(section(running, 1), "students") == std::vector{student_id(1).text(), now});
  CHECK(members(section(running, 2), "students") == std::vector{student_id(3).text(), now});
  running.happen(fmt::format(R"({{"event":"person-rekeyed","teacher":"{}"}})", teacher_id(1).text()));
  CHECK(members(section(running, 1), "teachers") != std::vector{teacher_id(1).text()});
}

TEST_CASE("a reused section has its id, another course and another term", "[events]") {
  const RunningSandbox running;
  running.happen(fmt::format(R"({{"event":"section-reused","section":"{}","name":"Drama"}})", section_id(1).text()));
  const Json reused = section(running, 1);
  CHECK(reused.text("name") == "Drama");
  CHECK(reused.text("term_id") == term_id(2).text());
  CHECK(running.clever("/courses/" + std::string(reused.text("course"))).status == 200);
}

TEST_CASE("sections and teachers come and go", "[events]") {
  const RunningSandbox running;
  running.happen(fmt::format(R"({{"event":"section-added","like":"{}","name":"New"}})", section_id(3).text()));
  CHECK(ids_on(running.clever("/sections").json()).size() == 4);
  running.happen(fmt::format(R"({{"event":"section-removed","section":"{}"}})", section_id(3).text()));
  CHECK(ids_on(running.clever("/sections").json()).size() == 3);
  running.happen(R"({"event":"teacher-joins"})");
  CHECK(ids_on(running.clever("/users?role=teacher").json()).size() == 4);
  running.happen(fmt::format(R"({{"event":"teacher-leaves","teacher":"{}"}})", teacher_id(1).text()));
  CHECK(members(section(running, 1), "teachers").empty());
}

TEST_CASE("the district's state, dates and name can change, and a field can be withdrawn", "[events]") {
  const RunningSandbox running;
  running.happen(R"({"event":"district-edited","state":"running","launch_date":"2026-12-01"})");
  const Json page = running.clever("/districts").json();
  const Json& district = *data_of(page).at(0).find("data");
  CHECK(district.text("state") == "running");
  CHECK(district.text("launch_date") == "2026-12-01");
  running.happen(fmt::format(R"({{"event":"student-edited","student":"{}","first_name":""}})", student_id(1).text()));
  const Json students = running.clever("/users?role=student").json();
  CHECK(data_of(students).at(0).find("data")->find("name")->text("first").empty());
}

TEST_CASE("a night of churn is the same for the same seed", "[events]") {
  const auto night = [](int seed) {
    const RunningSandbox running;
    running.happen(fmt::format(R"({{"event":"churn","percent":50,"seed":{}}})", seed));
    return running.clever("/sections").body + running.clever("/users").body;
  };
  CHECK(night(1) == night(1));
  CHECK(night(1) != night(2));
}

TEST_CASE("an event that can't happen is refused and changes nothing", "[events]") {
  const RunningSandbox running;
  const std::string before = running.clever("/sections").body;
  for (const char* event :
       {R"({"event":"comet"})", R"({"event":"student-joins","section":"nowhere"})",
        R"({"event":"student-leaves","student":"5a0000000000000000000099"})", R"({"event":"unshare"})",
        R"({"event":"district-edited","state":"happy"})", R"({"event":"churn","percent":101})",
        R"({"event":"term-rolls","from":"Winter"})", R"({"event":"section-renamed","pick":99})"}) {
    INFO(event);
    CHECK(running.control("event", event).status == 422);
  }
  CHECK(running.clever("/sections").body == before);
  CHECK(running.control_get("nothing").status == 404);
}
