// One test per kind of damage to a page: each changes nothing and says which collection, which page and what was wrong.
// Numbers of failures are those of the catalogue of what went wrong for others (clever.md, section 8).

#include "base/error.hpp"
#include "catch.hpp"
#include "fake_clever.hpp"

using namespace clever_sync;
using namespace clever_sync::test;

namespace {

const std::string sections = "/sections?limit=2&count=true";
const std::string second_students =
    "/users?role=student&limit=2&count=true&starting_after=" + id_of(RecordKind::student, 2);

PartialFetch refused_with(const std::string& path, HttpOutcome outcome) {
  FakeClever clever;
  clever.answer(path, std::move(outcome));
  return refused(clever);
}

void check(const PartialFetch& refusal, std::string_view code, std::string_view collection, int page) {
  INFO(describe(refusal));
  CHECK(refusal.code == code);
  CHECK(refusal.collection == collection);
  CHECK(refusal.page == page);
  CHECK_FALSE(refusal.reason.empty());
  CHECK_FALSE(refusal.advice.empty());
}

std::string next_of_sections(std::string_view uri) {
  return page_json({section_json(1), section_json(2)}, uri);
}

}  // namespace

// Failure 1: a 404 read as an empty list, and every other error as nothing.
TEST_CASE("a 404 on a collection is no empty collection", "[clever][damage]") {
  check(refused_with(sections, status(404, R"({"message":"Resource not found"})")), "status", "sections", 1);
}

TEST_CASE("a server error in the middle of a walk is no end of it", "[clever][damage]") {
  const int code = GENERATE(500, 501, 502, 503, 429, 400, 418, 204, 206);
  const PartialFetch refusal = refused_with(second_students, status(code, page_json({student_json(3)})));
  check(refusal, "status", "students", 2);
  CHECK(refusal.reason.find(std::to_string(code)) != std::string::npos);
}

TEST_CASE("a 413 says that the page limit is too large", "[clever][damage]") {
  const PartialFetch refusal = refused_with(sections, status(413));
  check(refusal, "status", "sections", 1);
  CHECK(refusal.advice.find("page limit") != std::string::npos);
}

TEST_CASE("an answer that was cut off is no answer", "[clever][damage]") {
  const HttpOutcome cut =
      NoAnswer{.sent = NoAnswer::Sent::maybe_sent, .why = NoAnswer::Why::cut_off, .what = "the connection was closed"};
  const PartialFetch refusal = refused_with(second_students, cut);
  check(refusal, "no-answer", "students", 2);
  CHECK(refusal.reason.find("the connection was closed") != std::string::npos);
}

TEST_CASE("an answer that is larger than any is no matter of the network", "[clever][damage]") {
  const HttpOutcome huge = NoAnswer{.sent = NoAnswer::Sent::maybe_sent,
                                    .why = NoAnswer::Why::too_large,
                                    .what = "the answer is larger than expected"};
  const PartialFetch refusal = refused_with(second_students, huge);
  check(refusal, "no-answer", "students", 2);
  CHECK(refusal.reason.find("larger than expected") != std::string::npos);
  CHECK(refusal.advice.find("Clever's support") != std::string::npos);
}

TEST_CASE("a `data` that stands there twice is refused, whichever comes first", "[clever][damage]") {
  const std::string rows = page_json({section_json(1), section_json(2)});
  const std::string first = R"({"data":[],)" + rows.substr(1);
  const std::string last = with(rows, R"("links")", R"("data":[],"links")");
  for (const std::string& body : {first, last}) {
    const PartialFetch refusal = refused_with(sections, ok(body));
    check(refusal, "no-data-array", "sections", 1);
    CHECK(refusal.reason == "the answer has `data` twice");
  }
}

TEST_CASE("a redirect is not followed", "[clever][damage]") {
  const int code = GENERATE(301, 302, 307, 308);
  check(refused_with(sections, status(code)), "redirect", "sections", 1);
}

TEST_CASE("HTML instead of JSON is refused and says so", "[clever][damage]") {
  const PartialFetch refusal = refused_with(sections, ok("\n<!DOCTYPE html><title>Down for maintenance</title>"));
  check(refusal, "not-json", "sections", 1);
  CHECK(refusal.reason.find("HTML") != std::string::npos);
  CHECK(refusal.reason.find("maintenance") == std::string::npos);
}

TEST_CASE("a page that ends too early is refused, wherever it ends", "[clever][damage]") {
  const std::string whole = page_json({section_json(1), section_json(2)});
  for (std::size_t bytes = 0; bytes < whole.size(); bytes += 37) {
    check(refused_with(sections, ok(whole.substr(0, bytes))), "not-json", "sections", 1);
  }
}

TEST_CASE("text that is not UTF-8, or half a surrogate, is refused", "[clever][damage]") {
  const std::string broken = GENERATE("\xC3\x28", R"(\ud800)", "\xED\xA0\x80");
  const std::string page = page_json({with(section_json(1), "Section 1", broken)});
  check(refused_with(sections, ok(page)), "not-json", "sections", 1);
}

// Failure 39: 200 without its envelope key, applied as an empty roster.
TEST_CASE("a 200 without a data array is refused", "[clever][damage]") {
  const std::string body =
      GENERATE(R"({})", R"({"links":[]})", R"({"data":null,"links":[]})", R"({"data":{}})", R"([])", R"("data")",
               R"({"error":"Resource not found"})", R"({"data":[],"data":[]})");
  check(refused_with(sections, ok(body)), "no-data-array", "sections", 1);
}

TEST_CASE("an id seen twice is refused", "[clever][damage]") {
  SECTION("on one page") {
    check(refused_with(sections, ok(page_json({section_json(1), section_json(1)}))), "duplicate", "sections", 1);
  }
  SECTION("across two pages") {
    check(refused_with(second_students, ok(page_json({student_json(2)}))), "duplicate", "students", 2);
  }
}

TEST_CASE("ids that do not ascend are refused", "[clever][damage]") {
  SECTION("on one page") {
    const PartialFetch refusal = refused_with(sections, ok(page_json({section_json(2), section_json(1)})));
    check(refusal, "not-ascending", "sections", 1);
    CHECK(refusal.reason.find(id_of(RecordKind::section, 1)) != std::string::npos);
  }
  SECTION("across two pages") {
    check(refused_with(second_students, ok(page_json({student_json(1)}))), "not-ascending", "students", 2);
  }
}

TEST_CASE("a next link that does not move on is refused", "[clever][damage]") {
  SECTION("it leads to the page itself") {
    check(refused_with(sections, ok(next_of_sections("/v3.1" + sections))), "looping", "sections", 1);
  }
  SECTION("it leads back") {
    const std::string back = "/v3.1/sections?limit=2&starting_after=" + id_of(RecordKind::section, 1);
    check(refused_with(sections, ok(next_of_sections(back))), "looping", "sections", 1);
  }
  SECTION("it leads on from an empty page") {
    const std::string next =
        "/v3.1/users?role=student&limit=2&count=true&starting_after=" + id_of(RecordKind::student, 9);
    check(refused_with(second_students, ok(page_json({}, next))), "looping", "students", 2);
  }
}

TEST_CASE("a next link that steps over records is refused", "[clever][damage]") {
  const std::string over = "/v3.1/sections?limit=2&starting_after=" + id_of(RecordKind::section, 3);
  check(refused_with(sections, ok(next_of_sections(over))), "malformed", "sections", 1);
}

TEST_CASE("a next link to another host is refused, and the token stays here", "[clever][damage]") {
  const std::string uri = GENERATE("https://evil.example/v3.1/sections?limit=2", "//evil.example/v3.1/sections?limit=2",
                                   "http://api.clever.example/v3.1/sections?limit=2",
                                   "https://api.clever.example:8443/v3.1/sections?limit=2",
                                   "https://api.clever.example@evil.example/v3.1/sections", "ftp://x/");
  FakeClever clever;
  clever.answer(sections, ok(next_of_sections(uri)));
  check(refused(clever), "redirect", "sections", 1);
  CHECK(clever.requests_to("evil") == 0);
}

// Failure 13: ids of one API version looked up in another.
TEST_CASE("a next link to another collection or another version of the API is refused", "[clever][damage]") {
  const std::string uri = GENERATE("/v3.1/users?limit=2", "/v2.1/sections?limit=2");
  check(refused_with(sections, ok(next_of_sections(uri))), "malformed", "sections", 1);
}

TEST_CASE("a next link to the same host by its full address is followed", "[clever][damage]") {
  FakeClever clever;
  clever.answer("/users?role=student&limit=2&count=true",
                ok(page_json({student_json(1), student_json(2)}, std::string(api) + second_students)));
  CHECK(fetched(clever).roster.students.size() == 3);
}

TEST_CASE("links that are no links are refused", "[clever][damage]") {
  const std::string links = GENERATE(R"({})", R"("next")", R"([5])", R"([{"uri":"/v3.1/x"}])", R"([{"rel":"next"}])",
                                     R"([{"rel":"next","uri":""}])", R"([{"rel":"next","uri":7}])",
                                     R"([{"rel":"next","uri":"/a"},{"rel":"next","uri":"/b"}])");
  const std::string page = R"({"data":[],"links":)" + links + "}";
  check(refused_with(sections, ok(page)), "malformed", "sections", 1);
  check(refused_with(sections, ok(R"({"data":[],"links":[],"links":[]})")), "malformed", "sections", 1);
}

// Failure 2 again, from the other side: a page that can't say whether it is the last one.
TEST_CASE("a full page without links is not believed to be the last", "[clever][damage]") {
  const std::string two = section_json(1) + "," + section_json(2);
  check(refused_with(sections, ok(R"({"data":[)" + two + "]}")), "malformed", "sections", 1);
  FakeClever clever;
  clever.answer(sections, ok(R"({"data":[)" + section_json(1) + "]}"));
  CHECK(fetched(clever).roster.sections.size() == 1);
}

TEST_CASE("an id that is no Clever id is refused and not repeated", "[clever][damage]") {
  const std::string id =
      GENERATE("../../etc/passwd", "58DA8C04D7DC0C0000000001", "58da8c04d7dc0c000000000", "Jane Doe");
  SECTION("of the record") {
    const PartialFetch refusal =
        refused_with(sections, ok(page_json({with(section_json(1), id_of(RecordKind::section, 1), id)})));
    check(refusal, "bad-id", "sections", 1);
    CHECK(describe(refusal).find(id) == std::string::npos);
  }
  SECTION("of a member") {
    check(refused_with(sections, ok(page_json({with(section_json(1), id_of(RecordKind::student, 2), id)}))), "bad-id",
          "sections", 1);
  }
  SECTION("of a school, course or term") {
    const RecordKind kind = GENERATE(RecordKind::school, RecordKind::course, RecordKind::term);
    check(refused_with(sections, ok(page_json({with(section_json(1), id_of(kind, 1), id)}))), "bad-id", "sections", 1);
  }
}

TEST_CASE("a record without an id, or that is no record, is refused with its place on the page", "[clever][damage]") {
  const std::string row = GENERATE(R"({"name":"x"})", R"({"id":null})", R"({"id":""})", "5", "null", R"("text")");
  const PartialFetch refusal = refused_with(sections, ok(page_json({section_json(1), row})));
  check(refusal, "malformed", "sections", 1);
  CHECK(refusal.reason.find("record 2") != std::string::npos);
}

TEST_CASE("a section without its lists of people is refused, not emptied", "[clever][damage]") {
  const std::string students =
      R"("students":[")" + id_of(RecordKind::student, 1) + R"(",")" + id_of(RecordKind::student, 2) + R"("])";
  const std::string teachers = R"("teachers":[")" + id_of(RecordKind::teacher, 1) + R"("])";
  for (const std::string& damaged :
       {with(section_json(1), "," + students, ""), with(section_json(1), students, R"("students":null)"),
        with(section_json(1), students, R"("students":"")"), with(section_json(1), students, R"("students":{})"),
        with(section_json(1), "," + teachers, ""), with(section_json(1), teachers, R"("teachers":7)")}) {
    check(refused_with(sections, ok(page_json({damaged}))), "malformed", "sections", 1);
  }
}

TEST_CASE("a section without a school is refused", "[clever][damage]") {
  const std::string school = R"("school":")" + id_of(RecordKind::school, 1) + R"(",)";
  check(refused_with(sections, ok(page_json({with(section_json(1), school, "")}))), "malformed", "sections", 1);
}

TEST_CASE("a record with one field twice is refused", "[clever][damage]") {
  check(refused_with(sections, ok(page_json({section_json(1, R"(,"students":[])")}))), "malformed", "sections", 1);
}

TEST_CASE("a record of another district is refused", "[clever][damage]") {
  const std::string other = with(section_json(1), our_district, "58da8a43cc70ab00017a1a88");
  check(refused_with(sections, ok(page_json({other}))), "wrong-district", "sections", 1);
}

TEST_CASE("a user without roles is refused", "[clever][damage]") {
  const std::string user = R"({"id":")" + id_of(RecordKind::student, 3) + R"(","roles":)" +
                           GENERATE("null", "{}", R"([{"type":"student"}])") + "}";
  check(refused_with(second_students, ok(page_json({user}))), "malformed", "students", 2);
}

TEST_CASE("a launch date that can't be read is refused, since nothing may be applied before it", "[clever][damage]") {
  check(refused_with("/districts", ok(page_json({district_json(R"(,"launch_date":"soon")")}))), "malformed",
        "districts", 1);
}

TEST_CASE("no refusal repeats the text of a damaged answer", "[clever][damage]") {
  const std::string name = "Zebediah Quux";
  const std::vector<std::string> bodies = {name, "<p>" + name, R"({"message":")" + name + R"("})",
                                           page_json({with(section_json(1), id_of(RecordKind::school, 1), name)}),
                                           page_json({section_json(1)}, "/" + name)};
  for (const std::string& body : bodies) {
    CHECK(describe(refused_with(sections, ok(body))).find("Zebediah") == std::string::npos);
  }
}

TEST_CASE("what the gate, the stale data and the torn read are judged by is text, or the district is refused",
          "[clever][damage]") {
  const std::string more = GENERATE(R"(,"launch_date":20300101)", R"(,"launch_date":{"date":"2030-01-01"})",
                                    R"(,"state":2)", R"(,"last_sync":1764000000)", R"(,"last_sync":[])");
  INFO(more);
  const PartialFetch refusal = refused_with("/districts", ok(page_json({district_json(more)})));
  check(refusal, "malformed", "districts", 1);
  CHECK(refusal.reason.find("that is no text") != std::string::npos);
}

TEST_CASE("a next link is one in any case of letters", "[clever][damage]") {
  const std::string next = "/users?role=student&limit=2&count=true&starting_after=" + id_of(RecordKind::student, 2);
  const std::string page = page_json({student_json(1), student_json(2)}, "/v3.1" + next);
  FakeClever clever;
  clever.answer("/users?role=student&limit=2&count=true", ok(with(page, R"("rel":"next")", R"("rel":"Next")")));
  CHECK(fetched(clever).roster.students.size() == 3);
}

TEST_CASE("what keeps a page from being parsed is told apart", "[clever][damage]") {
  const auto reason_of = [](const std::string& more) {
    const PartialFetch refusal = refused_with(sections, ok(page_json({section_json(1, more)})));
    check(refusal, "not-json", "sections", 1);
    return refusal.reason;
  };
  CHECK(reason_of(",\"ext\":" + std::string(5000, '[') + std::string(5000, ']')).find("nested") != std::string::npos);
  CHECK(reason_of(",\"ext\":1e99999").find("number") != std::string::npos);
  CHECK(reason_of(",\"ext\":\"\xFF\"").find("UTF-8") != std::string::npos);
  CHECK(reason_of(",\"ext\":NaN").find("not JSON") != std::string::npos);
}
