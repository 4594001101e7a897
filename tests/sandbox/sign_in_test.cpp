#include <fmt/core.h>

#include "catch.hpp"
#include "running_sandbox.hpp"

using namespace clever_sync;

namespace {

bool can(const RunningSandbox& running, const UserId& user) {
  return running.control_get("sign-in?clever_id=" + user.text()).json().find("can_sign_in")->as_bool().value();
}

}  // namespace

TEST_CASE("a student signs in with an account that is not archived and in no archived class", "[sign-in]") {
  RunningSandbox running;
  CHECK_FALSE(can(running, student_id(1)));
  running.roster_everything();
  CHECK(can(running, student_id(1)));
  // Student 2 is in class 1, which closes, and in class 2, which stays open: disabled all the same.
  running.operate(fmt::format(R"({{"id":"x","action":"archive","kind":"class","clever_id":"{}","if_version":1}})",
                              section_id(1).text()));
  CHECK_FALSE(can(running, student_id(1)));
  CHECK_FALSE(can(running, student_id(2)));
  CHECK(can(running, student_id(3)));
  CHECK(can(running, teacher_id(1)));
  const Json everybody = running.control_get("sign-in").json();
  REQUIRE(everybody.find("blocked")->as_array()->size() == 2);
  CHECK(everybody.find("blocked")->as_array()->at(0) == Json(student_id(1).text()));
  CHECK(everybody.find("can")->as_integer() == 5);
  // Taken off the archived roster, then restored.
  running.operate(fmt::format(
      R"({{"id":"x","action":"update","kind":"class","clever_id":"{}","if_version":2,"remove_students":["{}"]}})",
      section_id(1).text(), student_id(2).text()));
  CHECK(can(running, student_id(2)));
  running.operate(fmt::format(R"({{"id":"x","action":"restore","kind":"class","clever_id":"{}","if_version":3}})",
                              section_id(1).text()));
  CHECK(can(running, student_id(1)));
}

TEST_CASE("an archived account can't sign in, a student's or a teacher's", "[sign-in]") {
  RunningSandbox running;
  running.roster_everything();
  for (const UserId& user : {student_id(4), teacher_id(3)}) {
    const char* const kind = user == student_id(4) ? "student" : "teacher";
    running.operate(fmt::format(R"({{"id":"x","action":"archive","kind":"{}","clever_id":"{}","if_version":1}})", kind,
                                user.text()));
    const Json answer = running.control_get("sign-in?clever_id=" + user.text()).json();
    CHECK(answer.find("can_sign_in")->as_bool() == false);
    CHECK(answer.text("why") == "the account is archived");
  }
}
