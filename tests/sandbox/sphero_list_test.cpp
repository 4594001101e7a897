// The lists of the contract, and relinking. Contract: docs/sphero-edu-api.yaml.
#include <fmt/core.h>

#include "catch.hpp"
#include "running_sandbox.hpp"

using namespace clever_sync;

namespace {

std::vector<std::string> sphero_ids(const Json& page) {
  std::vector<std::string> ids;
  for (const Json& object : data_of(page)) ids.emplace_back(object.text("id"));
  return ids;
}

}  // namespace

TEST_CASE("a list is paged by after and limit, in ascending order of id", "[sphero]") {
  RunningSandbox running;
  running.roster_everything();
  const std::vector<std::string> all = sphero_ids(running.sphero("/students").json());
  CHECK(all.size() == 4);
  CHECK(std::ranges::is_sorted(all));
  for (const int limit : {1, 2, 3, 4, 1000}) {
    INFO(limit);
    std::vector<std::string> walked;
    std::string after;
    do {
      const Json page = running.sphero(fmt::format("/students?limit={}&after={}", limit, after)).json();
      for (std::string& id : sphero_ids(page)) walked.push_back(std::move(id));
      after = page.text("next");
    } while (!after.empty());
    CHECK(walked == all);
  }
  for (const char* limit : {"0", "1001", "many"})
    CHECK(running.sphero(fmt::format("/students?limit={}", limit)).status == 422);
}

TEST_CASE("clever_id picks objects, up to 100 of them", "[sphero]") {
  RunningSandbox running;
  running.roster_everything();
  const std::string two = fmt::format("clever_id={}&clever_id={}", student_id(2).text(), student_id(4).text());
  CHECK(data_of(running.sphero("/students?" + two).json()).size() == 2);
  CHECK(data_of(running.sphero("/students?clever_id=" + student_id(9).text()).json()).empty());
  const Json paged = running.sphero("/students?limit=1&" + two).json();
  CHECK(data_of(paged).size() == 1);
  CHECK_FALSE(paged.text("next").empty());
  CHECK(running.sphero("/students?clever_id=nobody").status == 422);

  const auto many = [](int count) {
    std::string query = "/students?limit=1000";
    for (int number = 1; number <= count; ++number) query += "&clever_id=" + student_id(number).text();
    return query;
  };
  CHECK(data_of(running.sphero(many(100)).json()).size() == 4);
  const Answer refused = running.sphero(many(101));
  CHECK(refused.status == 422);
  CHECK(refused.header("Content-Type") == "application/problem+json");
}

TEST_CASE("teachers are found by e-mail address without case, hand-made ones too", "[sphero]") {
  RunningSandbox running;
  running.roster_everything();
  running.happen(R"({"event":"teacher-made-by-hand","email":"t2@SMALL.example","last_name":"Handmade"})");
  const Json page = running.sphero("/teachers?email=T2@small.EXAMPLE").json();
  REQUIRE(data_of(page).size() == 2);
  CHECK(std::ranges::count(data_of(page), "teacher", [](const Json& teacher) { return teacher.text("managed_by"); }) ==
        1);
  CHECK(std::ranges::count(data_of(page), "", [](const Json& teacher) { return teacher.text("clever_id"); }) == 1);
}

TEST_CASE("archived objects are listed; hand-made students are not, but their class names them", "[sphero]") {
  RunningSandbox running;
  running.roster_everything();
  running.happen(fmt::format(R"({{"event":"account-archived","student":"{}"}})", student_id(1).text()));
  running.happen(fmt::format(R"({{"event":"manual-student-added","class":"{}"}})", section_id(1).text()));
  CHECK(data_of(running.sphero("/students").json()).size() == 4);
  const Json page = running.sphero("/classes?clever_id=" + section_id(1).text()).json();
  const Json& listed = data_of(page).at(0);
  CHECK(listed.find("manual_students")->as_array()->size() == 1);
  CHECK(listed.find("version")->as_integer() == 2);
  CHECK(listed.text("managed_by") == "clever");
}

TEST_CASE("the bearer token and the district are checked everywhere", "[sphero]") {
  RunningSandbox running;
  const std::string base = running.sandbox.sphero_url() + "/districts/";
  const Headers right = {{"Authorization", "Bearer sphero-token"}};
  for (const char* path : {"", "/teachers", "/students", "/classes"}) {
    INFO(path);
    const Answer stranger = running.get(base + "58da8a43cc70ab00017a1a87" + path, {});
    CHECK(stranger.status == 401);
    CHECK(stranger.json().text("code") == "unauthorized");
    CHECK(running.get(base + "58da8a43cc70ab0001000000" + path, right).status == 404);
    CHECK(running.get(base + "nonsense" + path, right).status == 404);
  }
  CHECK(running.post(base + "58da8a43cc70ab00017a1a87/batch", {}, "{}").status == 401);
  CHECK(running.get(base + "58da8a43cc70ab00017a1a87/batch", right).status == 405);
  CHECK(running.sphero("/robots").status == 404);
}

TEST_CASE("the connection is told", "[sphero]") {
  RunningSandbox running;
  CHECK(running.sphero("").json().text("status") == "approved");
  running.happen(R"({"event":"connection","status":"suspended"})");
  CHECK(running.sphero("").json().text("status") == "suspended");
  running.happen(R"({"event":"connection","status":"requested"})");
  CHECK(running.sphero("").json().find("approved_at") == nullptr);
}

TEST_CASE("relink gives an account another Clever id; it stays a member and keeps its id", "[sphero]") {
  RunningSandbox running;
  running.roster_everything();
  const std::string was = student_id(1).text();
  const std::string now = student_id(8).text();
  const std::string sphero_id(data_of(running.sphero("/students?clever_id=" + was).json()).at(0).text("id"));
  const Json result = running.operate(
      fmt::format(R"({{"id":"x","action":"relink","kind":"student","clever_id":"{}","sphero_id":"{}","if_version":1}})",
                  now, sphero_id));
  CHECK(result.find("status")->as_integer() == 200);
  CHECK(result.find("version")->as_integer() == 2);
  CHECK(data_of(running.sphero("/students?clever_id=" + was).json()).empty());
  const Json moved = running.sphero("/students?clever_id=" + now).json();
  CHECK(data_of(moved).at(0).text("id") == sphero_id);
  const std::string classes = running.sphero("/classes").body;
  CHECK(classes.find(was) == std::string::npos);
  CHECK(classes.find(now) != std::string::npos);
  // The old Clever id is free, and whoever is made under it is somebody else.
  const Json other =
      running.operate(fmt::format(R"({{"id":"x","action":"create","kind":"student","clever_id":"{}"}})", was));
  CHECK(other.find("status")->as_integer() == 201);
  CHECK(other.text("sphero_id") != sphero_id);
}

TEST_CASE("relink takes over a hand-made account, and refuses a Clever id that is taken", "[sphero]") {
  RunningSandbox running;
  running.roster_everything();
  running.happen(R"({"event":"teacher-made-by-hand","email":"hand@small.example"})");
  const Json found = running.sphero("/teachers?email=hand@small.example").json();
  const std::string sphero_id(data_of(found).at(0).text("id"));
  const auto relink = [&](const UserId& id, const std::string& to, int version) {
    return running.operate(fmt::format(
        R"({{"id":"x","action":"relink","kind":"teacher","clever_id":"{}","sphero_id":"{}","if_version":{}}})",
        id.text(), to, version));
  };
  CHECK(relink(teacher_id(1), sphero_id, 1).find("status")->as_integer() == 409);
  CHECK(relink(teacher_id(7), sphero_id, 5).find("status")->as_integer() == 412);
  CHECK(relink(teacher_id(7), "t-nobody", 1).find("status")->as_integer() == 404);
  CHECK(relink(teacher_id(7), sphero_id, 1).find("status")->as_integer() == 200);
  CHECK(relink(teacher_id(7), sphero_id, 2).find("version")->as_integer() == 2);  // so already
  CHECK(data_of(running.sphero("/teachers?clever_id=" + teacher_id(7).text()).json()).at(0).text("managed_by") ==
        "clever");
}
