// The four complaints of Sphero's help page, acted out: what the support engineer is told, whose it is to fix, when it
// shows, and that the fix was the right one.

#include <chrono>

#include "catch.hpp"
#include "end_to_end/audit_steps.hpp"

using namespace end_to_end;

namespace {

std::string diagnose(const AuditedDistrict& district, const std::string& day, std::vector<std::string> words) {
  words.insert(words.begin(), {"--as-of", day, "diagnose"});
  return district.ask(words);
}

}  // namespace

TEST_CASE("complaint 1: the request to connect is not approved", "[end_to_end][audit][slow]") {
  const AuditedDistrict district;
  district.event(R"("event":"connection","status":"requested")");
  district.night("2026-08-10", 4);
  district.night("2026-08-12", 4);
  const std::string answer = diagnose(district, "2026-08-12", {"no-data"});
  check_contains(answer, {"request-not-approved (certain)", "since 2026-08-10 (2 days)", "whose      sphero",
                          "the first night after Sphero's approval", "Can't be seen from here"});
  check_contains(district.ask({"--as-of", "2026-08-12", "diagnose", "no-data", "--reply"}),
                 {"Your request to connect Sphero Edu in Clever still waits"});
  check_contains(district.ask({"--as-of", "2026-08-12", "status"}), {"Waits for sphero"});
  district.event(R"("event":"connection","status":"approved")");
  const std::string now = diagnose(district, "2026-08-12", {"no-data", "--live"});
  CHECK_FALSE(contains(now, "request-not-approved"));
}

TEST_CASE("complaint 2: approved, but no data appears", "[end_to_end][audit][slow]") {
  const AuditedDistrict district;
  SECTION("the launch date is ahead") {
    district.event(R"("event":"district-edited","launch_date":"2026-09-01")");
    district.night("2026-08-10", 4);
    const std::string answer = diagnose(district, "2026-08-10", {"no-data"});
    check_contains(answer, {"launch-date (certain)", "2026-09-01, in 22 days", "whose      district",
                            "shown by   the night of 2026-09-01"});
    district.event(R"("event":"district-edited","launch_date":"2026-08-01")");
    CHECK_FALSE(contains(diagnose(district, "2026-08-10", {"no-data", "--live"}), "launch-date"));
    district.night("2026-08-11");
    CHECK_FALSE(contains(diagnose(district, "2026-08-11", {"no-data"}), "launch-date"));
    check_contains(diagnose(district, "2026-08-11", {"sync"}), {"all-well", "nightly for 2026-08-11: done"});
  }
  SECTION("what the district shares does not include this person") {
    district.event(R"("event":"unshare","id":")" + teacher_id(3) + "\"");
    district.night("2026-08-10");
    check_contains(diagnose(district, "2026-08-10", {"no-data", teacher_id(3)}),
                   {"not-shared (certain)", "Clever never shared it", "whose      district", "2026-08-11"});
    check_contains(diagnose(district, "2026-08-10", {"no-data"}), {"members-not-shared"});
  }
  SECTION("a whole role is not shared") {
    district.event(R"("event":"empty","collection":"teachers")");
    district.night("2026-08-10");
    check_contains(diagnose(district, "2026-08-10", {"no-data"}),
                   {"no-teachers (certain): no teachers are shared", "0 teachers", "whose      district"});
  }
  SECTION("our own rules leave it out") {
    district.edit("rules/filters.yaml", "exclude: []",
                  "exclude:\n  - id: no-homeroom\n    sections: {subject: homeroom/advisory}\n    because: doubles");
    district.night("2026-08-10");
    check_contains(diagnose(district, "2026-08-10", {"no-data", section_id(1)}),
                   {"filtered (certain)", "no-homeroom", "whose      us"});
    const std::string reply = district.ask({"--as-of", "2026-08-10", "diagnose", "no-data", section_id(1), "--reply"});
    check_contains(reply, {"left out by the filters"});
    CHECK_FALSE(contains(reply, "no-homeroom"));
    CHECK_FALSE(contains(reply, "rules/"));
  }
  SECTION("the sync failed") {
    district.night("2026-08-10");
    district.event(R"("event":"empty","collection":"students")");
    district.night("2026-08-11", 7);
    check_contains(diagnose(district, "2026-08-11", {"no-data"}),
                   {"source-refused (certain)", "emptied in students", "whose      district"});
    check_contains(diagnose(district, "2026-08-11", {"sync"}), {"source-refused", "nothing was changed"});
    check_contains(district.ask({"--as-of", "2026-08-11", "status", "--check"}, 1), {"CLEVER-SYNC WARNING"});
  }
}

TEST_CASE("complaint 3: the data is there but somebody cannot sign in", "[end_to_end][audit][slow]") {
  const AuditedDistrict district;
  district.let_removals_pass();
  district.night("2026-08-10");
  SECTION("nothing stands in the way") {
    check_contains(diagnose(district, "2026-08-10", {"sign-in", student_id(5)}),
                   {"can-sign-in (likely)", "device policy"});
  }
  SECTION("a class was archived by hand, and --live sees it at once") {
    district.event(R"("event":"class-archived","class":")" + section_id(2) + "\"");
    const std::string stale = diagnose(district, "2026-08-10", {"sign-in", student_id(5)});
    CHECK(contains(stale, "can-sign-in"));
    const std::string state = district.sandbox.ask("/sign-in?clever_id=" + student_id(5));
    const std::string live = diagnose(district, "2026-08-10", {"sign-in", student_id(5), "--live"});
    CHECK(contains(live, "class-archived") == contains(state, "\"can_sign_in\":false"));
  }
  SECTION("a server that hangs is told in half a minute, with what was observed last") {
    district.sandbox.control("/misbehave", R"({"side":"sphero","times":0,"what":"latency","milliseconds":20000})");
    const auto begun = std::chrono::steady_clock::now();
    const std::string live = diagnose(district, "2026-08-10", {"sign-in", student_id(5), "--live"});
    CHECK(std::chrono::steady_clock::now() - begun < std::chrono::seconds{30});
    check_contains(live, {"can-sign-in (likely)", "evidence   sphero/live", "Sphero Edu gave no answer: "});
    district.sandbox.control("/clear", "{}");
  }
  SECTION("the account is archived") {
    district.event(R"("event":"account-archived","student":")" + student_id(5) + "\"");
    check_contains(diagnose(district, "2026-08-10", {"sign-in", student_id(5), "--live"}),
                   {"account-archived (certain)", "Sphero Edu, asked now"});
  }
  SECTION("Clever gave the person a new id") {
    district.event(R"("event":"person-rekeyed","teacher":")" + teacher_id(4) + "\"");
    district.night("2026-08-11");
    check_contains(diagnose(district, "2026-08-11", {"sign-in", teacher_id(4)}),
                   {"new-clever-id (certain)", "58da8c5ddc0ca007ea000004"});
  }
  SECTION("nobody of that id was ever shared") {
    check_contains(diagnose(district, "2026-08-10", {"sign-in", "58da8c63dc0ca007eaffffff"}),
                   {"no-account (certain)", "role-not-supported (possible)", "whose      district"});
  }
  SECTION("there is a second account, made by hand") {
    district.event(R"("event":"teacher-joins","first_name":"Twin","last_name":"Teacher","email":"twin@example.org")");
    district.event(
        R"("event":"teacher-made-by-hand","first_name":"Twin","last_name":"Teacher","email":"twin@example.org")");
    district.night("2026-08-11");
    const std::string answer = diagnose(district, "2026-08-11", {"sign-in", "Twin Teacher"});
    check_contains(answer, {"two-accounts (certain)", "rules/keep.yaml"});
  }
  CHECK(district.workspace.run({"diagnose", "sign-in"}).exit == 64);
}

TEST_CASE("complaint 4: old classes of a prior term still show", "[end_to_end][audit][slow]") {
  const AuditedDistrict district;
  district.night("2026-08-10");
  district.night("2026-12-20", 4);
  const std::string grace = diagnose(district, "2026-12-20", {"old-classes", teacher_id(6)});
  check_contains(grace,
                 {"term-just-ended (certain)", "its term ended on 2026-12-18", "shown by   the night of 2027-01-02"});
  district.night("2027-01-04", 3);
  const std::string due = diagnose(district, "2027-01-04", {"old-classes", teacher_id(6)});
  check_contains(due, {"term-ended (certain)", "is to be archived", "the removals are held", "approve --removals",
                       "whose      us", "rules/lifecycle.yaml:8"});
  const std::string reply =
      district.ask({"--as-of", "2027-01-04", "diagnose", "old-classes", teacher_id(6), "--reply"});
  check_contains(reply, {"Ready to be archived; the change is being reviewed on our side:"});
  for (const char* internal : {"rules/", "guardrail", "approve --", "commit", "plan "}) {
    INFO(internal << "\n" << reply);
    CHECK_FALSE(contains(reply, internal));
  }
  check_contains(district.ask({"--as-of", "2027-01-04", "status"}),
                 {"Waits for us: the removals are held", "Last run: nightly for 2027-01-04: a guardrail holds"});
  check_contains(district.ask({"--as-of", "2027-01-04", "-o", "json", "diagnose", "old-classes", teacher_id(6)}),
                 {R"("format":"clever-sync/diagnosis@1")", R"("code":"term-ended")", R"("owner":"us")"});
  CHECK(district.workspace
            .run({"approve", "--removals", "--waive", "classes-archived", "--max", "1000", "--because",
                  "the term is over"})
            .exit == 0);
  CHECK(district.workspace.run({"--as-of", "2027-01-04", "apply"}).exit == 0);
  CHECK_FALSE(contains(diagnose(district, "2027-01-04", {"old-classes", teacher_id(6)}), "term-ended"));
}

TEST_CASE("status tells the missed nights and speaks to a monitoring system", "[end_to_end][audit][slow]") {
  const AuditedDistrict district;
  check_contains(district.ask({"status", "--check"}, 3), {"CLEVER-SYNC UNKNOWN - no run yet"});
  district.night("2026-08-10");
  check_contains(district.ask({"--as-of", "2026-08-10", "status", "--check"}), {"CLEVER-SYNC OK - ", " | age_hours=0"});
  check_contains(district.ask({"--as-of", "2026-08-13", "status"}), {"2 nights without a run, the last 2026-08-11"});
  check_contains(district.ask({"--as-of", "2026-08-12", "status", "--check"}, 1), {"1 night missed since 2026-08-10"});
  check_contains(district.ask({"--as-of", "2026-08-20", "status", "--check"}, 2), {"CLEVER-SYNC CRITICAL"});
  check_contains(diagnose(district, "2026-08-20", {"sync"}), {"no-run", "9 nights without a run"});
}
