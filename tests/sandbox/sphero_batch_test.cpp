// The contract's sentences about the batch, one test each. Contract: docs/sphero-edu-api.yaml.
#include <fmt/core.h>

#include "catch.hpp"
#include "running_sandbox.hpp"

using namespace clever_sync;

namespace {

std::int64_t status_of(const Json& result) {
  return result.find("status")->as_integer().value_or(0);
}
std::int64_t version_of(const Json& result) {
  return result.find("version")->as_integer().value_or(0);
}
std::string code_of(const Json& result) {
  const Json* const problem = result.find("problem");
  return problem == nullptr ? std::string{} : std::string(problem->text("code"));
}

// An operation on class 1 of the small world, with the members given as JSON text.
std::string on_class(const std::string& action, const std::string& members) {
  return fmt::format(R"({{"id":"x","action":"{}","kind":"class","clever_id":"{}"{}{}}})", action, section_id(1).text(),
                     members.empty() ? "" : ",", members);
}
std::string new_teacher(int number, const std::string& last_name) {
  return fmt::format(R"({{"id":"x","action":"create","kind":"teacher","clever_id":"{}","set":{{"last_name":"{}"}}}})",
                     teacher_id(number).text(), last_name);
}

}  // namespace

TEST_CASE("operations are carried out in order, each succeeding or failing by itself", "[batch]") {
  RunningSandbox running;
  const std::string teacher = teacher_id(1).text();
  const Answer answer = running.batch(
      "k", fmt::format(R"([{{"id":"a","action":"archive","kind":"teacher","clever_id":"{0}","if_version":1}},)"
                       R"({{"id":"b","action":"create","kind":"teacher","clever_id":"{0}"}},)"
                       R"({{"id":"c","action":"archive","kind":"teacher","clever_id":"{0}","if_version":1}}])",
                       teacher));
  REQUIRE(answer.status == 200);
  const Json json = answer.json();
  const Json::Array& results = *json.find("results")->as_array();
  REQUIRE(results.size() == 3);
  CHECK(results[0].text("id") == "a");
  CHECK(status_of(results[0]) == 404);
  CHECK(status_of(results[1]) == 201);
  CHECK(version_of(results[1]) == 1);
  CHECK(status_of(results[2]) == 200);
  CHECK(version_of(results[2]) == 2);
}

TEST_CASE("a repeated key and body gets the first answer again and does nothing", "[batch]") {
  RunningSandbox running;
  const std::string operations = "[" + new_teacher(1, "First") + "]";
  const Answer first = running.batch("k", operations);
  running.operate(fmt::format(R"({{"id":"x","action":"archive","kind":"teacher","clever_id":"{}","if_version":1}})",
                              teacher_id(1).text()));
  const std::string state = running.control_get("state").body;
  const Answer second = running.batch("k", operations);
  CHECK(second.status == 200);
  CHECK(second.body == first.body);  // 201, though the teacher exists and is archived by now
  CHECK(running.control_get("state").body == state);
  CHECK(running.control_get("requests").json().find("batches_repeated")->as_integer() == 1);
}

TEST_CASE("a key is remembered for 24 hours", "[batch]") {
  RunningSandbox running;
  const std::string operations = "[" + new_teacher(1, "First") + "]";
  REQUIRE(running.batch("k", operations).status == 200);
  running.clock.sleep(std::chrono::hours(24) - std::chrono::seconds(1));
  CHECK(running.batch("k", operations).body.find("201") != std::string::npos);
  running.clock.sleep(std::chrono::seconds(1));
  CHECK(running.batch("k", operations).body.find("201") == std::string::npos);  // carried out anew: it exists
}

TEST_CASE("the same key with another body is refused with 422 key-reused", "[batch]") {
  RunningSandbox running;
  REQUIRE(running.batch("k", "[" + new_teacher(1, "First") + "]").status == 200);
  const Answer answer = running.batch("k", "[" + new_teacher(2, "Second") + "]");
  CHECK(answer.status == 422);
  CHECK(answer.json().text("code") == "key-reused");
  CHECK(answer.header("Content-Type") == "application/problem+json");
  CHECK(data_of(running.sphero("/teachers").json()).size() == 1);
}

TEST_CASE("answers 429 and 5xx to a whole request are not remembered", "[batch]") {
  RunningSandbox running;
  const std::string operations = "[" + new_teacher(1, "First") + "]";
  for (const char* what : {"429", "503", "500"}) {
    running.misbehave(fmt::format(R"({{"side":"sphero","path":"batch","what":"{}","retry_after":7}})", what));
    const Answer answer = running.batch("k", operations);
    CHECK(answer.status == std::stoi(what));
    CHECK(answer.header("Retry-After") == (std::string(what) == "500" ? "" : "7"));
    CHECK(answer.header("Content-Type") == "application/problem+json");
  }
  const Answer done = running.batch("k", operations);
  CHECK(done.status == 200);
  CHECK(done.body.find("201") != std::string::npos);
}

TEST_CASE("create of what exists with the same content answers 200 and changes nothing", "[batch]") {
  RunningSandbox running;
  running.roster_everything();
  const std::string again = on_class(
      "create", fmt::format(R"("set":{{"name":"Science","grade":""}},"add_teachers":["{}"],"add_students":["{}","{}"])",
                            teacher_id(1).text(), student_id(2).text(), student_id(1).text()));
  const Json result = running.operate(again);
  CHECK(status_of(result) == 200);
  CHECK(version_of(result) == 1);
  CHECK(running.control_get("requests").json().find("writes")->as_integer() == 9);
}

TEST_CASE("create of what exists with other content answers 409 exists", "[batch]") {
  RunningSandbox running;
  running.roster_everything();
  const std::string state = running.control_get("state").body;
  const Json renamed = running.operate(on_class("create", R"("set":{"name":"Art"})"));
  CHECK(status_of(renamed) == 409);
  CHECK(code_of(renamed) == "exists");
  CHECK_FALSE(renamed.text("sphero_id").empty());
  CHECK(running.control_get("state").body == state);
}

TEST_CASE("create of what exists archived answers 409 exists, since it is not as asked", "[batch]") {
  RunningSandbox running;
  running.operate(new_teacher(1, "First"));
  running.operate(fmt::format(R"({{"id":"x","action":"archive","kind":"teacher","clever_id":"{}","if_version":1}})",
                              teacher_id(1).text()));
  CHECK(code_of(running.operate(new_teacher(1, "First"))) == "exists");
}

TEST_CASE("archive and restore of what is already so answer 200 and leave the version", "[batch]") {
  RunningSandbox running;
  running.roster_everything();
  CHECK(version_of(running.operate(on_class("restore", R"("if_version":1)"))) == 1);
  CHECK(version_of(running.operate(on_class("archive", R"("if_version":1)"))) == 2);
  const Json again = running.operate(on_class("archive", R"("if_version":2)"));
  CHECK(status_of(again) == 200);
  CHECK(version_of(again) == 2);
  CHECK(version_of(running.operate(on_class("restore", R"("if_version":2)"))) == 3);
}

TEST_CASE("a wrong if_version answers 412 version-mismatch and changes nothing", "[batch]") {
  RunningSandbox running;
  running.roster_everything();
  const std::string state = running.control_get("state").body;
  for (const char* action : {"update", "archive", "restore"}) {
    const Json result = running.operate(on_class(action, R"("if_version":7)"));
    CHECK(status_of(result) == 412);
    CHECK(code_of(result) == "version-mismatch");
    CHECK(version_of(result) == 1);
  }
  CHECK(running.control_get("state").body == state);
}

TEST_CASE("an operation that changes something raises the version by exactly 1", "[batch]") {
  RunningSandbox running;
  running.roster_everything();
  const std::string many = fmt::format(
      R"("if_version":1,"set":{{"name":"Art","grade":"7"}},"add_students":["{}"],"remove_students":["{}"],"primary_teacher":"{}")",
      student_id(4).text(), student_id(1).text(), teacher_id(2).text());
  CHECK(version_of(running.operate(on_class("update", many))) == 2);
}

TEST_CASE("an update that finds everything so already answers 200 and leaves the version", "[batch]") {
  RunningSandbox running;
  running.roster_everything();
  const Json result = running.operate(on_class(
      "update",
      fmt::format(R"("if_version":1,"set":{{"name":"Science"}},"add_students":["{}"],"remove_students":["{}"])",
                  student_id(1).text(), student_id(4).text())));
  CHECK(status_of(result) == 200);
  CHECK(version_of(result) == 1);
}

TEST_CASE("in set, an empty text clears a field", "[batch]") {
  RunningSandbox running;
  running.roster_everything();
  REQUIRE(status_of(running.operate(on_class("update", R"("if_version":1,"set":{"name":""})"))) == 200);
  const Json page = running.sphero("/classes?clever_id=" + section_id(1).text()).json();
  CHECK(data_of(page).at(0).find("name") == nullptr);
}

TEST_CASE("archived objects may be updated", "[batch]") {
  RunningSandbox running;
  running.roster_everything();
  running.operate(on_class("archive", R"("if_version":1)"));
  const Json result = running.operate(
      on_class("update", fmt::format(R"("if_version":2,"remove_students":["{}"])", student_id(1).text())));
  CHECK(status_of(result) == 200);
  const Json page = running.sphero("/classes?clever_id=" + section_id(1).text()).json();
  CHECK(data_of(page).at(0).find("archived")->as_bool() == true);
  CHECK(data_of(page).at(0).find("students")->as_array()->size() == 1);
}

TEST_CASE("the primary teacher stands first and becomes a member if need be", "[batch]") {
  RunningSandbox running;
  running.roster_everything();
  const std::string first = teacher_id(1).text();
  const std::string second = teacher_id(2).text();
  REQUIRE(status_of(running.operate(
              on_class("update", fmt::format(R"("if_version":1,"primary_teacher":"{}")", second)))) == 200);
  const Json page = running.sphero("/classes?clever_id=" + section_id(1).text()).json();
  const Json::Array& teachers = *data_of(page).at(0).find("teachers")->as_array();
  REQUIRE(teachers.size() == 2);
  CHECK(*teachers[0].as_string() == second);
  CHECK(*teachers[1].as_string() == first);
  running.operate(on_class("update", fmt::format(R"("if_version":2,"remove_teachers":["{}"])", second)));
  const Json after = running.sphero("/classes?clever_id=" + section_id(1).text()).json();
  CHECK(*data_of(after).at(0).find("teachers")->as_array()->at(0).as_string() == first);
}

TEST_CASE("a member without an account of that role is 422 unknown-member, and nothing is changed", "[batch]") {
  RunningSandbox running;
  running.roster_everything();
  const std::string state = running.control_get("state").body;
  for (const std::string& members : {fmt::format(R"("add_students":["{}"])", student_id(9).text()),
                                     fmt::format(R"("add_students":["{}"])", teacher_id(1).text()),
                                     fmt::format(R"("add_teachers":["{}"])", student_id(1).text()),
                                     fmt::format(R"("primary_teacher":"{}")", teacher_id(9).text())}) {
    INFO(members);
    const Json result = running.operate(on_class("update", R"("if_version":1,"set":{"name":"New"},)" + members));
    CHECK(status_of(result) == 422);
    CHECK(code_of(result) == "unknown-member");
  }
  CHECK(running.control_get("state").body == state);
}

TEST_CASE("what the schema does not allow is 422 invalid for that operation alone", "[batch]") {
  RunningSandbox running;
  running.roster_everything();
  const std::string long_name(256, 'x');
  const std::string student = student_id(1).text();
  for (
      const std::string& wrong :
      {on_class("rename", R"("if_version":1)"), on_class("update", ""), on_class("create", R"("if_version":1)"),
       on_class("archive", R"("if_version":1,"set":{"name":"x"})"), on_class("restore", R"("if_version":1,"set":{})"),
       on_class("archive", R"("if_version":1,"add_students":[")" + student + R"("])"),
       on_class("update", R"("if_version":1,"colour":"red")"),
       on_class("update", R"("if_version":1,"set":{"email":"x"})"),
       on_class("update", R"("if_version":1,"set":{"name":7})"), on_class("update", R"("if_version":"1")"),
       on_class("update", R"("if_version":1,"set":{"name":")" + long_name + R"("})"),
       on_class("update", R"("if_version":1,"add_students":["nobody"])"),
       on_class("update", R"("if_version":1,"sphero_id":"c-1")"), on_class("relink", R"("if_version":1)"),
       std::string(R"({"id":"x","action":"archive","kind":"class","clever_id":"ABC","if_version":1})"),
       std::string(
           R"({"id":"x","action":"archive","kind":"robot","clever_id":"58da8a43cc70ab0001000000","if_version":1})"),
       fmt::format(
           R"({{"id":"x","action":"update","kind":"student","clever_id":"{0}","if_version":1,"add_students":["{0}"]}})",
           student),
       fmt::format(
           R"({{"id":"x","action":"update","kind":"student","clever_id":"{}","if_version":1,"set":{{"last_initial":"123456789"}}}})",
           student)}) {
    INFO(wrong);
    const Json result = running.operate(wrong);
    CHECK(status_of(result) == 422);
    CHECK(code_of(result) == "invalid");
  }
  CHECK(running.control_get("requests").json().find("writes")->as_integer() == 9);
}

TEST_CASE("up to 500 operations are taken, more are 413", "[batch]") {
  RunningSandbox running;
  const auto operations = [](int count) {
    std::string all = "[";
    for (int number = 1; number <= count; ++number) {
      all += fmt::format(R"({{"id":"{0}","action":"create","kind":"student","clever_id":"{1}"}},)", number,
                         student_id(number).text());
    }
    all.back() = ']';
    return all;
  };
  const Answer refused = running.batch("k", operations(501));
  CHECK(refused.status == 413);
  CHECK(refused.header("Content-Type") == "application/problem+json");
  CHECK(data_of(running.sphero("/students").json()).empty());
  const Json taken = running.batch("k", operations(500)).json();
  CHECK(taken.find("results")->as_array()->size() == 500);
}

TEST_CASE("a batch that is none is refused as a whole", "[batch]") {
  RunningSandbox running;
  const std::string fine = new_teacher(1, "First");
  for (const std::string& operations : {std::string("[]"), std::string("{}"), std::string(R"([{"action":"create"}])"),
                                        "[" + fine + "," + fine + "]", "[" + fine + R"(],"more":[)" + fine + "]"}) {
    INFO(operations);
    const Answer answer = running.batch("k", operations);
    CHECK(answer.status == 422);
    CHECK(answer.json().text("code") == "invalid");
  }
  CHECK(running.batch("k", "[").status == 400);
  CHECK(running.batch(std::string(129, 'k'), "[" + fine + "]").json().text("code") == "key-too-long");
  CHECK(running.batch("", "[" + fine + "]").json().text("code") == "key-missing");
  CHECK(data_of(running.sphero("/teachers").json()).empty());
}

TEST_CASE("a district that Sphero has not approved takes no batch", "[batch]") {
  RunningSandbox running;
  running.happen(R"({"event":"connection","status":"requested"})");
  const Answer answer = running.batch("k", "[" + new_teacher(1, "First") + "]");
  CHECK(answer.status == 403);
  CHECK(answer.json().text("code") == "not-approved");
}
