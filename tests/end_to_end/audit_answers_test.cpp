// For each verdict of diagnose the nights that bring it about, and what it then says and would write to the school, as
// a golden answer.

#include "catch.hpp"
#include "end_to_end/audit_steps.hpp"

using namespace end_to_end;

namespace {

constexpr const char* spring = "58da8c59dc0ca007ea000002";  // the term, of which some sections are shared in August

void rename_a_section(const AuditedDistrict& district) {
  district.event(R"("event":"section-renamed","name":"Science for Sixth Grade","section":")" + section_id(2) + "\"");
}

}  // namespace

TEST_CASE("no-data: nothing comes before Sphero, the launch date and Clever's sync allow it",
          "[end_to_end][audit][slow]") {
  const AuditedDistrict district;
  check_diagnosis(district, "no-run", "2026-08-09", {"sync"}, {"no-run"});
  district.event(R"("event":"connection","status":"requested")");
  district.night("2026-08-10", 4);
  check_diagnosis(district, "request-not-approved", "2026-08-10", {"no-data"}, {"request-not-approved"});
  district.event(R"("event":"connection","status":"approved")");
  CHECK_FALSE(
      contains(district.ask({"--as-of", "2026-08-10", "diagnose", "no-data", "--live"}), "request-not-approved"));
  district.event(R"("event":"district-edited","launch_date":"2026-09-01")");
  district.night("2026-08-11", 4);
  check_diagnosis(district, "launch-date", "2026-08-11", {"no-data"}, {"launch-date"});
  district.event(R"("event":"district-edited","launch_date":"2026-08-01","state":"paused","pause_end":"2026-08-20")");
  district.night("2026-08-12");
  check_diagnosis(district, "district-paused", "2026-08-12", {"no-data"}, {"district-paused"});
  check_contains(
      district.ask({"--as-of", "2026-08-14", "status"}),
      {"the district's sync in Clever is paused until 2026-08-20, so the data is stale: as it was on 2026-08-1",
       "days ago", "Waits for district", "the first night after 2026-08-20 sees current data again"});
  for (const std::string state : {"pending", "error"}) {
    district.event(R"("event":"district-edited","state":")" + state + "\"");
    const std::string day = state == "pending" ? "2026-08-15" : "2026-08-16";
    const Outcome night = district.workspace.night(day);
    INFO(night.err << night.out);
    REQUIRE(night.exit == 0);
    check_diagnosis(district, "district-" + state, day, {"no-data"}, {"district-" + state});
    check_contains(district.ask({"--as-of", day, "status"}), {"(" + state + "), so the data is stale: as it was on"});
  }
}

TEST_CASE("no-data: nothing is shared, or nothing of one kind, or nothing of one school", "[end_to_end][audit][slow]") {
  const AuditedDistrict first;
  const auto collection = [&](const std::string& event, const std::string& name) {
    first.event(R"("event":")" + event + R"(","collection":")" + name + "\"");
  };
  for (const char* each : {"sections", "students", "teachers"}) collection("empty", each);
  first.night("2026-08-10");
  check_diagnosis(first, "nothing-shared", "2026-08-10", {"no-data"}, {"nothing-shared"});
  collection("fill", "students");
  collection("fill", "teachers");
  const AuditedDistrict second(first.shared_sandbox);
  second.night("2026-08-10");
  check_diagnosis(second, "no-sections", "2026-08-10", {"no-data"}, {"no-sections"});
  collection("fill", "sections");
  collection("empty", "students");
  const AuditedDistrict third(first.shared_sandbox);
  third.night("2026-08-10");
  check_diagnosis(third, "no-students", "2026-08-10", {"no-data"}, {"no-students"});
  collection("fill", "students");
  for (const std::string& id : sample_ids_of_school("58da8c58dc0ca007ea000003"))
    first.event(R"("event":"unshare","id":")" + id + "\"");
  first.night("2026-08-11", 3);
  check_diagnosis(first, "school-not-shared", "2026-08-11", {"no-data"}, {"school-not-shared"});
}

TEST_CASE("no-data: what the district shares does not include it", "[end_to_end][audit][slow]") {
  const AuditedDistrict district;
  SECTION("a role") {
    district.event(R"("event":"empty","collection":"teachers")");
    district.night("2026-08-10");
    check_diagnosis(district, "no-teachers", "2026-08-10", {"no-data"}, {"no-teachers"});
  }
  SECTION("a person, and our own filters") {
    district.event(R"("event":"unshare","id":")" + teacher_id(3) + "\"");
    district.edit("rules/filters.yaml", "exclude: []",
                  "exclude:\n  - id: no-homeroom\n    sections: {subject: homeroom/advisory}\n    because: doubles");
    district.night("2026-08-10");
    check_diagnosis(district, "not-shared", "2026-08-10", {"no-data", teacher_id(3)}, {"not-shared"});
    const std::string no = district.ask({"--as-of", "2026-08-10", "diagnose", "no-data", teacher_id(3), "--live"});
    check_contains(no, {"not-shared (certain)", "evidence   Clever, asked now"});
    check_diagnosis(district, "members-not-shared", "2026-08-10", {"no-data"}, {"members-not-shared", "filtered"});
    check_diagnosis(district, "filtered", "2026-08-10", {"no-data", section_id(1)}, {"filtered"});
    district.event(R"("event":"share","id":")" + teacher_id(3) + "\"");
    check_diagnosis(district, "shared-now", "2026-08-10", {"no-data", teacher_id(3), "--live"}, {"shared-now"});
    district.event(R"("event":"unshare","id":")" + section_id(2) + "\"");
    check_diagnosis(district, "not-shared-now", "2026-08-10", {"no-data", section_id(2), "--live"}, {"not-shared-now"});
  }
  SECTION("a frozen list of sections") {
    district.night("2026-08-10");
    for (const std::string& section : district.sections_with(spring)) {
      district.event(R"("event":"unshare","id":")" + section + "\"");
    }
    district.event(R"("event":"term-edited","term":"Spring 2027","start_date":"2026-08-10","end_date":"2026-12-20")");
    district.event(R"("event":"term-edited","term":"Fall 2026","start_date":"2026-01-04","end_date":"2026-08-07")");
    district.night("2026-08-11");
    check_diagnosis(district, "frozen-sections", "2026-08-11", {"no-data"}, {"frozen-sections"});
  }
  SECTION("nothing any more") {
    district.night("2026-08-10");
    district.event(R"("event":"empty","collection":"students")");
    district.night("2026-08-11", 7);
    check_diagnosis(district, "source-refused", "2026-08-11", {"no-data"}, {"source-refused"});
    check_diagnosis(district, "sync-refused", "2026-08-11", {"sync"}, {"source-refused"});
  }
}

TEST_CASE("sign-in: every cause that a workspace can see, and --live sees it tonight", "[end_to_end][audit][slow]") {
  const AuditedDistrict district;
  district.let_removals_pass();
  district.night("2026-08-10");
  check_diagnosis(district, "can-sign-in", "2026-08-10", {"sign-in", student_id(5)}, {"can-sign-in"});
  check_diagnosis(district, "role-not-supported", "2026-08-10", {"sign-in", "58da8c63dc0ca007eaffffff"},
                  {"no-account", "role-not-supported"});
  district.event(R"("event":"account-archived","student":")" + student_id(5) + "\"");
  check_diagnosis(district, "account-archived", "2026-08-10", {"sign-in", student_id(5), "--live"},
                  {"account-archived"});
  district.event(R"("event":"class-archived","class":")" + section_id(2) + "\"");
  const std::string roster =
      district.workspace.git({"grep", "-h", section_id(2), "HEAD", "--", "snapshots/sections"}).out;
  const std::size_t at = roster.find("\"students\":[\"");
  REQUIRE(at != std::string::npos);
  const std::string student = roster.substr(at + 13, 24);
  check_diagnosis(district, "class-archived", "2026-08-10", {"sign-in", student, "--live"}, {"class-archived"});
  district.event(R"("event":"person-rekeyed","teacher":")" + teacher_id(4) + "\"");
  const std::string joined =
      district.event(R"("event":"teacher-joins","first_name":"Twin","last_name":"Teacher","email":"twin@example.org")");
  const std::size_t id = joined.find("teacher ");
  REQUIRE(id != std::string::npos);
  district.event(R"("event":"teacher-changes","section":")" + section_id(10) + R"(","teacher":")" +
                 joined.substr(id + 8, 24) + "\"");
  district.event(
      R"("event":"teacher-made-by-hand","first_name":"Twin","last_name":"Teacher","email":"twin@example.org")");
  district.night("2026-08-11", 4);
  check_diagnosis(district, "new-clever-id", "2026-08-11", {"sign-in", teacher_id(4)}, {"new-clever-id"});
  check_diagnosis(district, "two-accounts", "2026-08-11", {"sign-in", "Twin Teacher"},
                  {"no-account", "two-accounts", "finding"});
  check_diagnosis(district, "identity-wait", "2026-08-11", {"sync"}, {"identity-wait"});
  for (const std::string& section : district.sections_with(student_id(9)))
    district.event(R"("event":"section-edited","remove_students":[")" + student_id(9) + R"("],"section":")" + section +
                   "\"");
  district.night("2026-08-12", 4);
  check_diagnosis(district, "no-class", "2026-08-12", {"sign-in", student_id(9)}, {"no-class"});
}

TEST_CASE("old-classes: each class that still shows, why, and what will archive it", "[end_to_end][audit][slow]") {
  const AuditedDistrict district;
  district.event(R"("event":"section-edited","term":"Fall 2026","section":")" + section_id(26) + "\"");
  district.night("2026-08-10");
  check_diagnosis(district, "no-old-class", "2026-08-10", {"old-classes", teacher_id(6)}, {"no-old-class"});
  check_diagnosis(district, "no-term", "2026-08-10", {"old-classes", teacher_id(1)}, {"no-term"});
  district.event(R"("event":"unshare","id":")" + section_id(2) + "\"");
  district.night("2026-08-11");
  check_diagnosis(district, "leaving", "2026-08-11", {"old-classes", teacher_id(6)}, {"leaving"});
  district.night("2026-08-12");
  district.night("2026-08-13", 4);
  check_diagnosis(district, "left-clever", "2026-08-13", {"old-classes", teacher_id(6)}, {"left-clever"});
  district.event(R"("event":"share","id":")" + section_id(2) + "\"");
  const std::string filter =
      "exclude:\n  - id: no-robotics\n    sections: {name: {matches: \"^Robotics 6 - Dust\"}}\n    because: a club";
  district.edit("rules/filters.yaml", "exclude: []", filter);
  district.night("2026-08-14", 4);
  check_diagnosis(district, "filtered-out", "2026-08-14", {"old-classes", teacher_id(6)}, {"filtered-out"});
  district.edit("rules/filters.yaml", filter, "exclude: []");
  district.edit("rules/lifecycle.yaml", "2027-06-30", "2026-09-30");
  district.night("2026-10-01", 3);
  check_diagnosis(district, "school-year-ended", "2026-10-01", {"old-classes", teacher_id(1)}, {"school-year-ended"});
  district.edit("rules/lifecycle.yaml", "2026-09-30", "2027-06-30");
  district.edit("rules/keep.yaml", "keep: []",
                "keep: [{class: " + section_id(2) + ", until: 2027-02-01, because: the science fair runs on}]");
  district.night("2026-12-20", 4);
  check_diagnosis(district, "term-just-ended", "2026-12-20", {"old-classes", teacher_id(6)}, {"term-just-ended"});
  district.night("2027-01-04", 3);
  check_diagnosis(district, "term-ended", "2027-01-04", {"old-classes", teacher_id(6)}, {"term-ended", "kept"});
  check_diagnosis(district, "held", "2027-01-04", {"no-data", section_id(3)}, {"held"});
}

TEST_CASE("old-classes: what an earlier connection left", "[end_to_end][audit][slow]") {
  const AuditedDistrict old;
  old.night("2026-08-10");
  old.event(R"("event":"section-removed","section":")" + section_id(2) + "\"");
  const AuditedDistrict district(old.shared_sandbox);
  district.edit("rules/lifecycle.yaml", "orphans: {archive: true}", "orphans: {archive: false}");
  district.night("2026-08-11");
  check_diagnosis(district, "orphan", "2026-08-11", {"old-classes", teacher_id(6)}, {"orphan"});
  district.edit("rules/lifecycle.yaml", "orphans: {archive: false}", "orphans: {archive: true}");
  district.night("2026-08-12", 4);
  check_diagnosis(district, "orphan-due", "2026-08-12", {"old-classes", teacher_id(6)}, {"orphan"});
}

TEST_CASE("no-data: what waits on our side, and what is on its way", "[end_to_end][audit][slow]") {
  const AuditedDistrict district;
  district.must({"approve", "--connection", "--revoke", "--because", "not our district yet"});
  district.night("2026-08-10", 4);
  check_diagnosis(district, "not-approved-here", "2026-08-10", {"no-data"}, {"not-approved-here"});
  district.must({"approve", "--connection", "--because", "their administrator called"});
  district.sandbox.control("/misbehave", R"({"side":"clever","path":"districts","what":"empty","times":0})");
  check_diagnosis(district, "not-connected-in-clever", "2026-08-10", {"no-data", "--live"},
                  {"not-connected-in-clever"});
  district.sandbox.control("/clear", "{}");
  district.edit("clever-sync.yaml", "additions: auto", "additions: approve");
  district.night("2026-08-11", 4);
  check_diagnosis(district, "additions-wait", "2026-08-11", {"sync"}, {"additions-wait"});
  check_contains(district.ask({"--as-of", "2026-08-11", "diagnose", "no-data"}), {"\nadditions-wait (certain)"});
  check_diagnosis(district, "no-account", "2026-08-11", {"sign-in", student_id(5)},
                  {"no-account", "waits-for-approval"});
  district.edit("clever-sync.yaml", "additions: approve", "additions: auto");
  district.night("2026-08-12");
  district.event(R"("event":"class-archived","class":")" + section_id(6) + "\"");
  district.must({"--as-of", "2026-08-12", "observe"});
  check_diagnosis(district, "archived-by-hand", "2026-08-12", {"no-data", section_id(6)}, {"archived-by-hand"});
  rename_a_section(district);
  district.sandbox.control("/day", R"({"day":"2026-08-13"})");
  district.must({"--as-of", "2026-08-13", "fetch"});
  district.must({"--as-of", "2026-08-13", "plan"});
  check_diagnosis(district, "planned", "2026-08-13", {"no-data", section_id(2)}, {"planned"});
  district.sandbox.control("/misbehave", R"({"side":"sphero","path":"classes","what":"html","times":0})");
  district.night("2026-08-14", 1);
  check_diagnosis(district, "failed", "2026-08-14", {"sync"}, {"failed"});
}

TEST_CASE("sync: the last run's failure explained", "[end_to_end][audit][slow]") {
  const AuditedDistrict district;
  district.night("2026-08-10");
  check_diagnosis(district, "all-well", "2026-08-10", {"sync"}, {"all-well"});
  rename_a_section(district);
  district.sandbox.control("/misbehave", R"({"side":"sphero","path":"batch","what":"operation-refused","times":1})");
  district.edit("rules/filters.yaml", "exclude: []",
                "exclude:\n  - id: no-robotics\n    sections: {name: {matches: \"^Robotics 6 - Dust\"}}\n"
                "    because: they have a site of their own");
  district.night("2026-08-11", 6);
  check_diagnosis(district, "removals-wait", "2026-08-11", {"sync"}, {"removals-wait"});
  check_diagnosis(district, "waits-for-approval", "2026-08-11", {"no-data", section_id(3)}, {"waits-for-approval"});
  check_diagnosis(district, "refused-by-sphero", "2026-08-11", {"no-data", section_id(2)}, {"refused-by-sphero"});
  check_diagnosis(district, "applied-in-part", "2026-08-11", {"sync"}, {"applied-in-part"});
  check_diagnosis(district, "missed-nights", "2026-08-20", {"sync"}, {"no-run"});
}
