#include <fmt/core.h>

#include <chrono>

#include "catch.hpp"
#include "running_sandbox.hpp"

using namespace clever_sync;

namespace {

const char* const students = "/users?role=student&limit=2";

void wrong_students(const RunningSandbox& running, const std::string& what) {
  running.misbehave(fmt::format(R"({{"side":"clever","path":"students","what":"{}"}})", what));
}

std::string create_operation(int number) {
  return fmt::format(R"([{{"id":"x","action":"create","kind":"student","clever_id":"{}"}}])",
                     student_id(number).text());
}

}  // namespace

TEST_CASE("a misdeed happens after so many requests, so many times, on its path alone", "[misbehaviour]") {
  const RunningSandbox running;
  running.misbehave(R"({"side":"clever","path":"sections","after":1,"times":2,"what":"500"})");
  CHECK(running.clever("/schools").status == 200);
  CHECK(running.sphero("/classes").status == 200);
  CHECK(running.clever("/sections").status == 200);
  CHECK(running.clever("/sections").status == 500);
  CHECK(running.clever("/sections").status == 500);
  CHECK(running.clever("/sections").status == 200);
}

TEST_CASE("without an end a misdeed goes on until it is cleared", "[misbehaviour]") {
  const RunningSandbox running;
  running.misbehave(R"({"side":"clever","path":"users","times":0,"what":"503"})");
  for (int time = 0; time < 5; ++time) CHECK(running.clever(students).status == 503);
  CHECK(running.clever("/users?role=teacher").status == 503);
  CHECK(running.control("clear", "").status == 200);
  CHECK(running.clever(students).status == 200);
}

TEST_CASE("Clever's 429 is empty and says when to come again", "[misbehaviour]") {
  const RunningSandbox running;
  running.misbehave(R"({"side":"clever","what":"429","retry_after":3})");
  const Answer answer = running.clever("/sections");
  CHECK(answer.status == 429);
  CHECK(answer.body.empty());
  CHECK(answer.header("X-RateLimit-Reset") == "1800000003");
  CHECK(answer.header("Retry-After").empty());
}

TEST_CASE("drop ends the connection without an answer", "[misbehaviour]") {
  const RunningSandbox running;
  wrong_students(running, "drop");
  CHECK(running.clever(students).status == 0);
  CHECK(running.clever(students).status == 200);
}

TEST_CASE("truncate ends the connection in the middle of the body", "[misbehaviour]") {
  const RunningSandbox running;
  wrong_students(running, "truncate");
  CHECK(running.clever(students).status == 0);
  CHECK(running.clever(students).status == 200);
}

TEST_CASE("half is a complete answer with half of the JSON", "[misbehaviour]") {
  const RunningSandbox running;
  const std::string whole = running.clever(students).body;
  wrong_students(running, "half");
  const Answer answer = running.clever(students);
  CHECK(answer.status == 200);
  CHECK(answer.body == whole.substr(0, whole.size() / 2));
}

TEST_CASE("html, no-data and redirect look like success or lead away", "[misbehaviour]") {
  const RunningSandbox running;
  wrong_students(running, "html");
  const Answer page = running.clever(students);
  CHECK(page.status == 200);
  CHECK(page.header("Content-Type") == "text/html");
  wrong_students(running, "no-data");
  const Answer without = running.clever(students);
  CHECK(without.status == 200);
  CHECK(without.json().find("data") == nullptr);
  wrong_students(running, "redirect");
  const Answer away = running.clever(students);
  CHECK(away.status == 302);
  CHECK(away.header("Location") == "/elsewhere");
}

TEST_CASE("loop, duplicate, out-of-order and empty spoil the page", "[misbehaviour]") {
  const RunningSandbox running;
  const std::string first = student_id(1).text();
  const std::string second = student_id(2).text();
  wrong_students(running, "loop");
  const Json looping = running.clever(students).json();
  CHECK(link_of(looping, "next") == link_of(looping, "self"));
  wrong_students(running, "duplicate");
  CHECK(ids_on(running.clever(students).json()) == std::vector{first, second, second});
  wrong_students(running, "out-of-order");
  CHECK(ids_on(running.clever(students).json()) == std::vector{second, first});
  wrong_students(running, "empty");
  const Json empty = running.clever(students).json();
  CHECK(data_of(empty).empty());
  CHECK(link_of(empty, "next").empty());
  CHECK(ids_on(running.clever(students).json()) == std::vector{first, second});
}

TEST_CASE("torn moves last_sync in the middle of a read", "[misbehaviour]") {
  const RunningSandbox running;
  const std::string before = running.clever("/districts").body;
  wrong_students(running, "torn");
  CHECK(running.clever(students).status == 200);
  CHECK(running.clever("/districts").body != before);
}

TEST_CASE("latency is an ordinary answer, later", "[misbehaviour]") {
  const RunningSandbox running;
  running.misbehave(R"({"side":"clever","path":"students","what":"latency","milliseconds":60})");
  const auto begin = std::chrono::steady_clock::now();
  CHECK(running.clever(students).status == 200);
  CHECK(std::chrono::steady_clock::now() - begin >= std::chrono::milliseconds(60));
}

TEST_CASE("act-then-drop carries the batch out, and the same key gets its answer", "[misbehaviour]") {
  const RunningSandbox running;
  running.misbehave(R"({"side":"sphero","path":"batch","what":"act-then-drop"})");
  CHECK(running.batch("k", create_operation(1)).status == 0);
  CHECK(data_of(running.sphero("/students").json()).size() == 1);
  const Answer again = running.batch("k", create_operation(1));
  CHECK(again.status == 200);
  CHECK(again.body.find("201") != std::string::npos);
}

TEST_CASE("drop on a batch carries nothing out", "[misbehaviour]") {
  const RunningSandbox running;
  running.misbehave(R"({"side":"sphero","path":"batch","what":"drop"})");
  CHECK(running.batch("k", create_operation(1)).status == 0);
  CHECK(data_of(running.sphero("/students").json()).empty());
}

TEST_CASE("die ends every connection of the side from the n-th request on, until it is cleared", "[misbehaviour]") {
  const RunningSandbox running;
  running.misbehave(R"({"side":"sphero","path":"batch","after":1,"what":"die"})");
  CHECK(running.batch("k1", create_operation(1)).status == 200);
  CHECK(running.batch("k2", create_operation(2)).status == 0);
  CHECK(running.batch("k2", create_operation(2)).status == 0);
  CHECK(running.sphero("/students").status == 0);
  CHECK(running.clever(students).status == 200);
  running.control("clear", "");
  CHECK(data_of(running.sphero("/students").json()).size() == 1);  // what was done before is still there
}

TEST_CASE("single operations of a batch can be refused or found busy", "[misbehaviour]") {
  RunningSandbox running;
  running.misbehave(R"({"side":"sphero","what":"operation-refused","after":1})");
  running.misbehave(R"({"side":"sphero","what":"operation-busy","after":2})");
  std::string operations = "[";
  for (int number = 1; number <= 4; ++number) {
    operations += fmt::format(R"({{"id":"{}","action":"create","kind":"student","clever_id":"{}"}},)", number,
                              student_id(number).text());
  }
  operations.back() = ']';
  const Json answer = running.batch("k", operations).json();
  std::vector<std::int64_t> statuses;
  for (const Json& result : *answer.find("results")->as_array())
    statuses.push_back(*result.find("status")->as_integer());
  CHECK(statuses == std::vector<std::int64_t>{201, 422, 503, 201});
}

TEST_CASE("the lists of Sphero Edu can be spoiled too", "[misbehaviour]") {
  RunningSandbox running;
  running.roster_everything();
  const Json whole = running.sphero("/students").json();
  running.misbehave(R"({"side":"sphero","path":"students","what":"loop"})");
  const Json looping = running.sphero("/students?limit=2").json();
  const Json again = running.sphero("/students?limit=2&after=" + std::string(looping.text("next"))).json();
  CHECK(data_of(again).at(0) == data_of(whole).at(0));
  running.misbehave(R"({"side":"sphero","path":"students","what":"duplicate"})");
  CHECK(data_of(running.sphero("/students").json()).size() == 5);
  running.misbehave(R"({"side":"sphero","path":"students","what":"429","retry_after":2})");
  CHECK(running.sphero("/students").header("Retry-After") == "2");
}

TEST_CASE("a misbehaviour that is none is refused", "[misbehaviour]") {
  const RunningSandbox running;
  for (const char* rule :
       {R"({"what":"500"})", R"({"side":"clever","what":"weird"})", R"({"side":"clever","what":"500","times":-1})",
        R"({"side":"clever","what":"500","after":"two"})"}) {
    INFO(rule);
    CHECK(running.control("misbehave", rule).status == 422);
  }
  CHECK(running.control("misbehave", "[]").status == 400);
}
