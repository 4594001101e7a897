// One case per kind of damage, over real HTTP: the night ends with 7, says which collection, which page, what was wrong
// and what to do, and leaves everything but the run line as it was.

#include "catch.hpp"
#include "clever/fake_clever.hpp"
#include "clever_end_to_end/district.hpp"
#include "clever_end_to_end/stub_clever.hpp"

using namespace end_to_end;
using namespace clever_sync::test;

namespace {

struct Damage {
  const char* what;        // the sandbox's misdeed
  const char* collection;  // on which it happens
  const char* code;        // in the run line
  const char* reason;      // words of it
  const char* advice;
};

constexpr const char* support = "tell Clever's support the collection, the page and this reason";

void check_refused(const NightlyDistrict& district, const std::string& before, const Damage& damage, int page) {
  const std::string said = district.night("2026-08-11", 7);
  INFO(damage.what << ": " << said);
  std::string where = damage.collection;
  if (page > 0) where += ", page " + std::to_string(page);
  CHECK(contains(said, "nothing changed: " + where + ": "));
  CHECK(contains(said, damage.reason));
  CHECK(contains(said, damage.advice));
  CHECK(district.state() == before);
  const std::string lines = district.workspace.git({"show", "HEAD:runs/2026-08.jsonl"}).out;
  const std::string last = lines.substr(lines.rfind('\n', lines.size() - 2) + 1);
  CHECK(contains(last, "\"exit\":7"));
  CHECK(contains(last, "\"refused_source\":{\"code\":\"" + std::string(damage.code) + "\",\"collection\":\"" +
                           damage.collection + "\""));
}

// A district with a first night behind it, from a Clever whose sections are then answered with something else.
struct StubbedDistrict {
  StubAnswer sections{};
  bool damaged = false;
  StubClever clever{[this](const StubRequest& request) {
    return damaged && contains(request.target, "/sections") ? sections : small_district(request);
  }};
  NightlyDistrict district;
  StubbedDistrict() {
    district.use_clever(clever.api(), clever.oauth());
    district.night("2026-08-10");
  }
  void refuses(const StubAnswer& answer, const Damage& damage) {
    const std::string before = district.state();
    sections = answer;
    damaged = true;
    check_refused(district, before, damage, 1);
  }
};

}  // namespace

TEST_CASE("each kind of damage to an answer refuses the night and changes nothing", "[clever_end_to_end][damage]") {
  const NightlyDistrict district;
  district.night("2026-08-10");
  const std::string before = district.state();
  for (const Damage& damage :
       std::vector<Damage>{{"no-data", "schools", "no-data-array", "the answer has no `data` array", support},
                           {"html", "terms", "not-json", "HTML", support},
                           {"half", "sections", "not-json", "the answer is not JSON", support},
                           {"redirect", "students", "redirect", "the answer has status 302", "check `clever.api`"},
                           {"loop", "courses", "looping", "leads to a page that was read already", support},
                           {"duplicate", "teachers", "duplicate", "repeats the id 58da8c5d", support},
                           {"out-of-order", "students", "not-ascending", "which is below 58da8c63", support}}) {
    district.misbehave(damage.collection, damage.what, 0);
    check_refused(district, before, damage, 1);
    district.sandbox.control("/clear", "{}");
  }
  district.night("2026-08-11");
}

TEST_CASE("a collection that is empty all at once is no evidence that everybody left",
          "[clever_end_to_end][damage][slow]") {
  const NightlyDistrict district;
  district.night("2026-08-10");
  const std::string before = district.state();
  for (const char* collection : {"schools", "sections", "teachers", "students", "terms", "courses"}) {
    district.happen(R"("event":"empty","collection":")" + std::string(collection) + "\"");
    check_refused(district, before,
                  {"empty", collection, "emptied", "it is empty", "what the district shares with the app"}, 0);
    district.happen(R"("event":"fill","collection":")" + std::string(collection) + "\"");
  }
  district.night("2026-08-11");
}

TEST_CASE("an answer that breaks off, or never comes, is asked for again and then refused",
          "[clever_end_to_end][damage][slow]") {
  const NightlyDistrict district;
  district.night("2026-08-10");
  const std::string before = district.state();
  for (const char* what : {"truncate", "drop", "500", "503"}) {
    district.misbehave("sections", what, 0);
    const bool status = std::string(what) == "500" || std::string(what) == "503";
    check_refused(
        district, before,
        {what, "sections", status ? "status" : "no-answer", status ? "to the last attempt" : "no whole answer came",
         status ? "Clever is in trouble" : "check the network between here and Clever"},
        1);
    district.sandbox.control("/clear", "{}");
  }
}

TEST_CASE("statuses that another try can't change are refused at once, each with its own advice",
          "[clever_end_to_end][damage][slow]") {
  struct Case {
    int status;
    const char* reason;
    const char* advice;
  };
  const Case status = GENERATE(Case{400, "status 400 (a bad request)", "must end in the version of the API"},
                               Case{404, "status 404 (not found)", "may have stopped sharing"},
                               Case{413, "status 413 (too large a page was asked for)", "Clever's maximum"});
  StubbedDistrict stubbed;
  const std::size_t asked = stubbed.clever.requests_to("/sections");
  stubbed.refuses({.status = status.status, .body = R"({"message":"no"})"},
                  {"status", "sections", "status", status.reason, status.advice});
  CHECK(stubbed.clever.requests_to("/sections") == asked + 1);
}

TEST_CASE("records that contradict the district are refused", "[clever_end_to_end][damage][slow]") {
  StubbedDistrict stubbed;
  SECTION("of another district") {
    stubbed.refuses({.body = page_json({with(section_json(1), our_district, "58da8a43cc70ab00017a1a99")})},
                    {"foreign", "sections", "wrong-district", "belongs to district 58da8a43cc70ab00017a1a99",
                     "both belong to district"});
  }
  SECTION("with an id that is none, which is not repeated") {
    stubbed.refuses({.body = page_json({with(section_json(1), id_of(RecordKind::student, 2), "../../../etc/passwd")})},
                    {"bad id", "sections", "bad-id", "something in `students` that is no Clever id", support});
    CHECK_FALSE(contains(stubbed.district.workspace.git({"log", "-p", "--all"}).out, "etc/passwd"));
  }
  SECTION("with a next link that steps over records") {
    stubbed.refuses({.body = page_json({section_json(1)},
                                       "/v3.1/sections?limit=1&starting_after=" + id_of(RecordKind::section, 9))},
                    {"gap", "sections", "malformed", "starts after a record that it does not have", support});
  }
  SECTION("with fewer records than Clever counts") {
    const std::string page = with(page_json({section_json(1)}), R"("links")", R"("paging":{"count":2},"links")");
    stubbed.refuses({.body = page}, {"short", "sections", "cut-short", "with 1 of 2 records", support});
  }
}

TEST_CASE("a section of a school that Clever does not list is no complete read", "[clever_end_to_end][damage][slow]") {
  StubbedDistrict stubbed;
  const std::string before = stubbed.district.state();
  stubbed.sections.body =
      page_json({section_json(1), with(section_json(2), id_of(RecordKind::school, 1), id_of(RecordKind::school, 9))});
  stubbed.damaged = true;
  check_refused(stubbed.district, before,
                {"school", "sections", "unresolved-school", "1 of 2 sections belong to a school that was not read",
                 "ask the district to share the school"},
                0);
}

TEST_CASE("a redirect to another host is refused, and the token does not go there",
          "[clever_end_to_end][damage][slow]") {
  const StubClever elsewhere(small_district);
  StubbedDistrict stubbed;
  stubbed.refuses({.status = 302, .body = {}, .headers = {{"Location", elsewhere.api() + "/sections"}}},
                  {"redirect", "sections", "redirect", "the answer has status 302", "check `clever.api`"});
  CHECK(elsewhere.requests().empty());
}

TEST_CASE("a next link to another host is refused, and the token does not go there", "[clever_end_to_end][damage]") {
  const StubClever elsewhere(small_district);
  StubbedDistrict stubbed;
  stubbed.refuses({.body = page_json({section_json(1)}, elsewhere.api() + "/sections?limit=2")},
                  {"link", "sections", "redirect", "its next link leads to another host", "check `clever.api`"});
  CHECK(elsewhere.requests().empty());
}
