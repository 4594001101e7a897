// Absence and identity through real nights: only complete nights are evidence, and who comes back under another id is
// known again.

#include "catch.hpp"
#include "clever_end_to_end/district.hpp"

using namespace end_to_end;

namespace {

std::string absent(const NightlyDistrict& district, const char* kind, const std::string& id) {
  return district.workspace.git({"grep", "-h", id, "HEAD", "--", "snapshots/" + std::string(kind) + "/absent.json"})
      .out;
}

// The text of `"key":"value"` in the record.
std::string text_of(const std::string& record, const std::string& key) {
  const std::string mark = "\"" + key + "\":\"";
  const std::size_t at = record.find(mark);
  if (at == std::string::npos) return "";
  return record.substr(at + mark.size(), record.find('"', at + mark.size()) - at - mark.size());
}

std::string account(const NightlyDistrict& district, const std::string& id) {
  const std::string line =
      district.workspace.git({"grep", "-h", "\"id\":\"" + id, "HEAD", "--", "sphero/live/students/"}).out;
  return text_of(line, "sphero_id");
}

}  // namespace

TEST_CASE(
    "a class is archived after three complete nights missed it; refused, repeated and missed nights count for "
    "nothing",
    "[clever_end_to_end][absence]") {
  const NightlyDistrict district;
  district.edit("clever-sync.yaml", "removals: approve", "removals: auto");
  district.night("2026-08-10");
  const std::string id = section_id(7);
  district.happen(R"("event":"unshare","id":")" + id + "\"");
  district.night("2026-08-11");
  district.night("2026-08-11");  // a second run of one date
  district.misbehave("students", "half", 0);
  district.night("2026-08-12", 7);  // a refused night
  district.sandbox.control("/clear", "{}");
  district.night("2026-08-14");  // the night before was missed
  const std::string record = absent(district, "sections", id);
  INFO(record);
  CHECK(contains(record, R"("last_seen":"2026-08-10","missed":["2026-08-11","2026-08-14"])"));
  CHECK(contains(record, "\"sis_id\":"));
  CHECK_FALSE(contains(district.workspace.git({"log", "-p", "--", "plans/plan.json"}).out, "left-clever"));

  district.night("2026-08-15");
  CHECK(contains(district.workspace.git({"show", "HEAD:runs/2026-08.jsonl"}).out, "\"exit\":0"));
  const std::string why = district.workspace.run({"why", "class", id}).out;
  INFO(why);
  CHECK(contains(why, "missed on 3 nights: 2026-08-11, 2026-08-14, 2026-08-15"));

  district.happen(R"("event":"share","id":")" + id + "\"");
  district.night("2026-08-16");
  CHECK(absent(district, "sections", id).empty());
  CHECK(contains(district.workspace.run({"why", "class", id}).out, "restore (returned)"));
}

TEST_CASE("a student who comes back under a new id keeps the account", "[clever_end_to_end][absence][slow]") {
  const NightlyDistrict district;
  district.night("2026-08-10");
  const std::string old_id = student_id(3);
  const std::string before = account(district, old_id);
  REQUIRE_FALSE(before.empty());
  const std::string touched =
      district.sandbox.control("/event", R"({"event":"person-rekeyed","student":")" + old_id + "\"}");
  const std::size_t second = touched.rfind("student ") + 8;
  const std::string new_id = touched.substr(second, 24);
  REQUIRE(new_id != old_id);
  district.night("2026-08-11");
  CHECK(account(district, new_id) == before);
  CHECK(account(district, old_id).empty());
  CHECK(contains(absent(district, "students", old_id), "\"missed\":[\"2026-08-11\"]"));
  CHECK(contains(district.workspace.run({"why", "student", new_id}).out, "relink"));
}

TEST_CASE("a section id that is used again for another course and term is told apart from a rename",
          "[clever_end_to_end][absence][slow]") {
  const NightlyDistrict district;
  district.edit("clever-sync.yaml", "removals: approve", "removals: auto");
  district.night("2026-08-10");
  district.happen(R"("event":"section-renamed","name":"Renamed only","section":")" + section_id(2) + "\"");
  district.happen(R"("event":"section-reused","section":")" + section_id(4) + "\"");
  const Outcome night = district.workspace.night("2026-08-11");
  INFO(night.err);
  const auto record = [&](int number) {
    return district.workspace.git({"grep", "-h", "\"id\":\"" + section_id(number), "HEAD", "--", "snapshots/sections/"})
        .out;
  };
  CHECK(contains(record(4), R"("reused":"2026-08-11")"));
  CHECK(contains(record(4), R"("first_seen":"2026-08-11")"));
  CHECK_FALSE(contains(record(2), "reused"));
  CHECK(contains(record(2), R"("first_seen":"2026-08-10")"));
  CHECK(contains(district.workspace.run({"why", "class", section_id(4)}).out, "reused"));
  CHECK_FALSE(contains(district.workspace.run({"why", "class", section_id(2)}).out, "reused"));
}

TEST_CASE("a name and an e-mail that are withdrawn are no rename to blank", "[clever_end_to_end][absence][slow]") {
  const NightlyDistrict district;
  district.night("2026-08-10");
  const std::string before = district.sandbox.ask("/state?versions=no");
  district.happen(R"("event":"student-edited","first_name":"","last_initial":"","student":")" + student_id(2) + "\"");
  district.happen(R"("event":"teacher-edited","first_name":"","last_name":"","email":"","teacher":")" + teacher_id(2) +
                  "\"");
  const std::string said = district.night("2026-08-11");
  CHECK(contains(said, "field-withdrawn"));
  CHECK(district.sandbox.ask("/state?versions=no") == before);
}
