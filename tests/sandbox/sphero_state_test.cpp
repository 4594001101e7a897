#include <fmt/core.h>

#include "catch.hpp"
#include "running_sandbox.hpp"

using namespace clever_sync;

TEST_CASE("two runs that did the same in another order end in equal states", "[sphero]") {
  const auto create = [](int number) {
    return fmt::format(R"({{"id":"x","action":"create","kind":"student","clever_id":"{}"}})",
                       student_id(number).text());
  };
  RunningSandbox forwards;
  RunningSandbox backwards;
  for (int number = 1; number <= 20; ++number) {
    forwards.operate(create(number));
    backwards.operate(create(21 - number));
  }
  CHECK(forwards.control_get("state").body == backwards.control_get("state").body);
}

TEST_CASE("the state can be asked for without versions", "[sphero]") {
  RunningSandbox running;
  running.roster_everything();
  CHECK(running.control_get("state").body.find("\"version\":1") != std::string::npos);
  CHECK(running.control_get("state?versions=no").body.find("version") == std::string::npos);
}

TEST_CASE("requests, operations and writes are counted", "[sphero]") {
  RunningSandbox running;
  running.roster_everything();
  static_cast<void>(running.sphero("/classes"));
  static_cast<void>(running.clever("/sections"));
  static_cast<void>(running.clever("/users?role=student"));
  const Json counts = running.control_get("requests").json();
  CHECK(counts.find("clever")->find("sections")->as_integer() == 1);
  CHECK(counts.find("clever")->find("students")->as_integer() == 1);
  CHECK(counts.find("sphero")->find("batch")->as_integer() == 1);
  CHECK(counts.find("sphero")->find("classes")->as_integer() == 1);
  CHECK(counts.find("operations")->as_integer() == 9);
  CHECK(counts.find("writes")->as_integer() == 9);
}

TEST_CASE("what a teacher does by hand shows in the lists", "[sphero]") {
  RunningSandbox running;
  running.roster_everything();
  const std::string section = section_id(1).text();
  running.happen(fmt::format(R"({{"event":"class-renamed","class":"{}","name":"Rocket club"}})", section));
  running.happen(
      fmt::format(R"({{"event":"member-removed","class":"{}","student":"{}"}})", section, student_id(1).text()));
  running.happen(
      fmt::format(R"({{"event":"member-added","class":"{}","student":"{}"}})", section, student_id(4).text()));
  running.happen(fmt::format(R"({{"event":"class-archived","class":"{}"}})", section));
  const Json page = running.sphero("/classes?clever_id=" + section).json();
  const Json& object = data_of(page).at(0);
  CHECK(object.text("name") == "Rocket club");
  CHECK(object.find("archived")->as_bool() == true);
  CHECK(object.find("version")->as_integer() == 5);
  const Json::Array& students = *object.find("students")->as_array();
  REQUIRE(students.size() == 2);
  CHECK(*students[0].as_string() == student_id(2).text());
  CHECK(*students[1].as_string() == student_id(4).text());
  CHECK(running.control("event", fmt::format(R"({{"event":"class-archived","class":"{}"}})", section)).status == 422);
}
