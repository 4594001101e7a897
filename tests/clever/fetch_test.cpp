// The whole read: what counts as complete, what is read again, and what ends it.

#include <atomic>
#include <set>

#include "base/error.hpp"
#include "catch.hpp"
#include "fake_clever.hpp"

using namespace clever_sync;
using namespace clever_sync::test;

namespace {

SnapshotCounts counts_of(std::int64_t sections, std::int64_t students, std::int64_t teachers) {
  return {.district = {.sections = sections, .students = students, .teachers = teachers}, .schools = {}};
}

std::string district_at(std::string_view state, std::string_view last_sync) {
  return page_json(
      {district_json(R"(,"state":")" + std::string(state) + R"(","last_sync":")" + std::string(last_sync) + "\"")});
}

constexpr std::string_view one_o_clock = "2026-11-24T01:00:00.000Z";
constexpr std::string_view three_o_clock = "2026-11-24T03:00:00.000Z";

}  // namespace

TEST_CASE("a district is read whole, over as many pages as it takes", "[clever]") {
  FakeClever clever;
  const FetchedRoster result = fetched(clever);
  const Roster& roster = result.roster;
  CHECK(roster.district.id.text() == our_district);
  CHECK(roster.district.name == "Mesa Unified");
  CHECK(roster.schools.size() == 2);
  CHECK(roster.terms.size() == 1);
  CHECK(roster.courses.size() == 1);
  CHECK(roster.sections.size() == 2);
  CHECK(roster.teachers.size() == 2);
  CHECK(roster.students.size() == 3);  // the third is on the second page: failure 2, a client that never follows `next`
  CHECK(result.findings.empty());
  CHECK(result.requests == 9);  // /districts twice, six collections, one second page
}

TEST_CASE("every request carries the token in its header and never in its URL", "[clever]") {
  FakeClever clever;
  (void)fetched(clever);
  for (const Request& request : clever.requests()) {
    CHECK(request.headers.at("authorization") == "Bearer secret-token");
    CHECK(request.url.find("secret-token") == std::string::npos);
  }
}

TEST_CASE("an api address with a slash at its end means the same", "[clever]") {
  FakeClever clever;
  CleverOptions slashed = options();
  slashed.api += "/";
  CHECK(fetched(clever, slashed).roster.students.size() == 3);
}

TEST_CASE("an empty page without a next is a legal end", "[clever]") {
  FakeClever clever;
  const std::string next = "/sections?limit=2&starting_after=" + id_of(RecordKind::section, 2);
  clever.answer("/sections?limit=2&count=true", ok(page_json({section_json(1), section_json(2)}, "/v3.1" + next)));
  clever.answer(next, ok(page_json({})));
  CHECK(fetched(clever).roster.sections.size() == 2);
}

TEST_CASE("an empty end is asked for twice, since a server in trouble answers the same", "[clever]") {
  FakeClever clever;
  const std::string next = "/users?role=student&limit=2&count=true&starting_after=" + id_of(RecordKind::student, 2);
  clever.answer(next, {ok(page_json({})), ok(page_json({student_json(3)}))});
  CHECK(fetched(clever).roster.students.size() == 3);
  CHECK(clever.requests_to("starting_after") == 2);
}

TEST_CASE("pages that end before the number of records that Clever gave are refused", "[clever]") {
  FakeClever clever;
  const auto promising = [](std::string_view paging) {
    return ok(with(page_json({section_json(1), section_json(2)}), "],\"links\"",
                   "],\"paging\":" + std::string(paging) + ",\"links\""));
  };
  const std::string sections = "/sections?limit=2&count=true";
  clever.answer(sections, promising(R"({"current":1,"total":2,"count":3})"));
  const PartialFetch refusal = refused(clever);
  CHECK(refusal.code == "cut-short");
  CHECK(refusal.collection == "sections");
  CHECK(refusal.reason.find("2 of 3 records") != std::string::npos);
  for (const char* paging : {R"({"count":2})", R"({"count":1})", R"({"count":"3"})", "{}", "null", "3"}) {
    clever.answer(sections, promising(paging));
    CHECK(fetched(clever).roster.sections.size() == 2);
  }
}

TEST_CASE("a role whose pages end before the number that Clever gave for it is refused", "[clever]") {
  const auto promising = [](const std::string& page, int count) {
    return ok(with(page, "],\"links\"", "],\"paging\":{\"count\":" + std::to_string(count) + "},\"links\""));
  };
  FakeClever clever;
  const auto count = [&](int teachers, int students) {
    clever.answer("/users?role=teacher&limit=2&count=true",
                  promising(page_json({teacher_json(1), teacher_json(2)}), teachers));
    clever.answer("/users?role=student&limit=2&count=true",
                  promising(page_json({student_json(1), student_json(2)}), students));
  };
  SECTION("numbers that differ are of the roles") {
    count(2, 3);
    const PartialFetch refusal = refused(clever);
    CHECK(refusal.code == "cut-short");
    CHECK(refusal.collection == "students");
    CHECK(refusal.reason == "the pages end with 2 of 3 records");
    count(4, 2);
    CHECK(refused(clever).collection == "teachers");
    count(1, 2);
    CHECK(fetched(clever).roster.students.size() == 2);
  }
  SECTION("numbers that are equal may be of everybody, and say nothing") {
    count(4, 4);
    CHECK(fetched(clever).roster.students.size() == 2);
  }
}

TEST_CASE("bare records without the inner envelope are read as well", "[clever]") {
  FakeClever clever;
  clever.answer("/terms?limit=2&count=true", ok(R"({"data":[)" + term_json(1) + R"(],"links":[]})"));
  CHECK(fetched(clever).roster.terms.size() == 1);
}

TEST_CASE("progress is told page by page", "[clever]") {
  FakeClever clever;
  FakeClock clock;
  std::mutex lock;
  std::vector<std::string> seen;
  const auto observe = [&](const FetchProgress& progress) {
    const std::lock_guard guard(lock);
    seen.push_back(progress.collection + " " + std::to_string(progress.page) + " " + std::to_string(progress.records));
  };
  (void)fetch_roster(clever, clock, options(), {}, observe, {});
  CHECK(std::count(seen.begin(), seen.end(), "students 1 2") == 1);
  CHECK(std::count(seen.begin(), seen.end(), "students 2 3") == 1);
  CHECK(std::count(seen.begin(), seen.end(), "districts 1 1") == 2);
}

TEST_CASE("a read during which last_sync moved is torn, and is begun again", "[clever]") {
  FakeClever clever;
  clever.answer("/districts", {ok(district_at("success", one_o_clock)), ok(district_at("success", three_o_clock))});
  FakeClock clock;
  std::vector<std::string> waits;
  std::mutex lock;
  const auto observe = [&](const FetchProgress& progress) {
    const std::lock_guard guard(lock);
    if (!progress.waiting_for.empty()) waits.push_back(progress.waiting_for);
  };
  const FetchResult result = fetch_roster(clever, clock, options(), {}, observe, {});
  REQUIRE(std::holds_alternative<FetchedRoster>(result));
  CHECK(std::get<FetchedRoster>(result).roster.district.last_sync == three_o_clock);
  CHECK(clever.requests_to("/sections") == 2);
  CHECK(clock.slept == std::chrono::seconds(20));
  REQUIRE(waits.size() == 1);
  CHECK(waits[0].find("last_sync") != std::string::npos);
}

TEST_CASE("a read that is torn every time is refused after as many tries as allowed", "[clever]") {
  FakeClever clever;
  std::atomic<int> moment = 0;
  clever.intercept = [&](const Request& request) -> std::optional<HttpOutcome> {
    if (!request.url.ends_with("/districts")) return std::nullopt;
    return ok(district_at("success", "2026-11-24T01:00:0" + std::to_string(moment++) + ".000Z"));
  };
  const PartialFetch refusal = refused(clever);
  CHECK(refusal.code == "torn");
  CHECK(clever.requests_to("/districts") == 8);  // 1 + torn_reads reads
  CHECK(refusal.reason.find("the last of 4 reads") != std::string::npos);
  CHECK(refusal.advice.find("run again") != std::string::npos);
}

TEST_CASE("while Clever reads the SIS the roster is waited for, not read", "[clever]") {
  FakeClever clever;
  clever.answer("/districts", {ok(district_at("running", one_o_clock)), ok(district_at("success", three_o_clock))});
  CHECK(fetched(clever).roster.sections.size() == 2);
  CHECK(clever.requests_to("/sections") == 1);

  clever.answer("/districts", ok(district_at("running", one_o_clock)));
  CHECK(refused(clever).code == "running");
}

TEST_CASE("a SIS read that begins during ours makes it worthless", "[clever]") {
  FakeClever clever;
  clever.answer("/districts", {ok(district_at("success", one_o_clock)), ok(district_at("running", one_o_clock))});
  CHECK(refused(clever).code == "running");
}

TEST_CASE("a paused, pending or failing district is stale, not wrong", "[clever]") {
  const std::string state = GENERATE("paused", "pending", "error");
  FakeClever clever;
  clever.answer("/districts", ok(district_at(state, one_o_clock)));
  const FetchedRoster result = fetched(clever);
  CHECK(name_of(result.roster.district.state) == state);
  CHECK(result.roster.sections.size() == 2);
}

TEST_CASE("a district that was never read has no last_sync, before and after", "[clever]") {
  FakeClever clever;
  clever.answer("/districts", ok(page_json({district_json("")})));
  CHECK(fetched(clever).roster.district.last_sync.empty());
}

// Failure 39: an answer that looks like success and is empty must not read as everybody having left.
TEST_CASE("a collection that had records and is now empty is refused", "[clever]") {
  FakeClever clever;
  SECTION("sections") {
    clever.answer("/sections?limit=2&count=true", ok(page_json({})));
    const PartialFetch refusal = refused(clever, options(), counts_of(2, 3, 2));
    CHECK(refusal.code == "emptied");
    CHECK(refusal.collection == "sections");
    CHECK(refusal.page == 0);
    CHECK(refusal.reason.find("2 records") != std::string::npos);
  }
  SECTION("students") {
    clever.answer("/users?role=student&limit=2&count=true", ok(page_json({})));
    CHECK(refused(clever, options(), counts_of(2, 3, 2)).collection == "students");
  }
  SECTION("teachers") {
    clever.answer("/users?role=teacher&limit=2&count=true", ok(page_json({})));
    CHECK(refused(clever, options(), counts_of(2, 3, 2)).collection == "teachers");
  }
  SECTION("schools, before the sections that lost them") {
    clever.answer("/schools?limit=2&count=true", ok(page_json({})));
    SnapshotCounts last = counts_of(2, 3, 2);
    last.schools.emplace_back(*SchoolId::parse(id_of(RecordKind::school, 1)), Counts{});
    CHECK(refused(clever, options(), last).collection == "schools");
  }
}

TEST_CASE("no terms or courses at all, though sections name some, is refused", "[clever]") {
  FakeClever clever;
  const std::string emptied = GENERATE("terms", "courses");
  clever.answer("/" + emptied + "?limit=2&count=true", ok(page_json({})));
  const PartialFetch refusal = refused(clever);
  CHECK(refusal.code == "emptied");
  CHECK(refusal.collection == emptied);
  CHECK(refusal.reason.find("2 sections") != std::string::npos);
}

TEST_CASE("a collection that was empty before may be empty now", "[clever]") {
  FakeClever clever;
  clever.answer("/users?role=teacher&limit=2&count=true", ok(page_json({})));
  CHECK(std::holds_alternative<FetchedRoster>(fetch(clever, options(), counts_of(2, 3, 0))));
}

TEST_CASE("a connected district that shares nothing says so on its first night", "[clever]") {
  FakeClever clever;
  for (const char* path : {"/schools?limit=2&count=true", "/terms?limit=2&count=true", "/courses?limit=2&count=true",
                           "/sections?limit=2&count=true", "/users?role=teacher&limit=2&count=true",
                           "/users?role=student&limit=2&count=true"}) {
    clever.answer(path, ok(page_json({})));
  }
  CHECK(findings_with(fetched(clever), "nothing-shared").size() == 1);
}

TEST_CASE("a section of a school that was not read makes the read partial", "[clever]") {
  FakeClever clever;
  clever.answer("/schools?limit=2&count=true", ok(page_json({school_json(2)})));
  const PartialFetch refusal = refused(clever);
  CHECK(refusal.code == "unresolved-school");
  CHECK(refusal.collection == "sections");
  CHECK(refusal.reason.find(id_of(RecordKind::school, 1)) != std::string::npos);
}

TEST_CASE("a token of another district is refused before anything is read", "[clever]") {
  FakeClever clever;
  const std::string other = with(district_json(), our_district, "58da8a43cc70ab00017a1a88");
  SECTION("alone") {
    clever.answer("/districts", ok(page_json({other})));
    CHECK(refused(clever).code == "wrong-district");
  }
  SECTION("beside ours") {
    clever.answer("/districts", ok(page_json({district_json(), other})));
    CHECK(refused(clever).code == "wrong-district");
  }
  SECTION("none at all") {
    clever.answer("/districts", ok(page_json({})));
    CHECK(refused(clever).code == "wrong-district");
  }
  CHECK(clever.requests_to("/sections") == 0);
}

TEST_CASE("a Clever out of reach is an error, not a partial read", "[clever]") {
  FakeClever clever;
  clever.answer("/districts", NoAnswer{.sent = NoAnswer::Sent::not_sent, .what = "connection refused"});
  try {
    (void)fetch(clever, options());
    FAIL("nothing was thrown");
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::remote);
    CHECK(std::string(error.what()).find("connection refused") != std::string::npos);
  }
}

// Failure 3: a fetch loop that ends on cancellation and gives the partial list as success.
TEST_CASE("an interruption in the middle is an error and never a roster", "[clever]") {
  FakeClever clever;
  FakeClock clock;
  std::stop_source stop;
  clever.intercept = [&](const Request& request) -> std::optional<HttpOutcome> {
    if (request.url.find("starting_after") == std::string::npos) return std::nullopt;
    stop.request_stop();
    return NoAnswer{.sent = NoAnswer::Sent::maybe_sent, .why = NoAnswer::Why::interrupted, .what = "interrupted"};
  };
  CHECK_THROWS_AS(fetch_roster(clever, clock, options(), {}, {}, stop.get_token()), Error);
}

TEST_CASE("an interruption ends the wait for Clever's own sync", "[clever]") {
  FakeClever clever;
  clever.answer("/districts", ok(district_at("running", one_o_clock)));
  FakeClock clock;
  std::stop_source stop;
  clock.on_sleep = [&] { stop.request_stop(); };
  CHECK_THROWS_AS(fetch_roster(clever, clock, options(), {}, {}, stop.get_token()), Error);
  CHECK(clock.slept < std::chrono::seconds(1));
}

TEST_CASE("of several damaged collections the first in order is named, in every run", "[clever]") {
  for (int run = 0; run < 50; ++run) {
    FakeClever clever;
    clever.answer("/terms?limit=2&count=true", status(500));
    clever.answer("/sections?limit=2&count=true", ok("<html>"));
    clever.answer("/users?role=student&limit=2&count=true", ok("{}"));
    const PartialFetch refusal = refused(clever);
    REQUIRE(refusal.collection == "terms");
    REQUIRE(refusal.code == "status");
  }
}

TEST_CASE("the same district gives the same roster and findings, whatever the threads do", "[clever]") {
  FakeClever clever;
  clever.answer("/users?role=teacher&limit=2&count=true", ok(page_json({teacher_json(2)})));
  clever.answer("/terms?limit=2&count=true", ok(page_json({term_json(2)})));
  const FetchedRoster first = fetched(clever);
  CHECK(first.findings.size() == 4);  // two sections without their term and their teacher
  for (int run = 0; run < 20; ++run) {
    const FetchedRoster again = fetched(clever);
    REQUIRE(again.findings == first.findings);
    REQUIRE(again.roster.sections == first.roster.sections);
    REQUIRE(again.roster.students == first.roster.students);
  }
}

TEST_CASE("a walk by opaque cursors is followed to its end", "[clever]") {
  FakeClever clever;
  clever.answer("/users?role=student&limit=2&count=true",
                ok(page_json({student_json(1), student_json(2)}, "/v3.1/users?cursor=Zmlyc3Q%3D")));
  clever.answer("/users?cursor=Zmlyc3Q%3D", ok(page_json({student_json(3)}, "/v3.1/cursors/c2Vjb25k")));
  clever.answer("/cursors/c2Vjb25k", ok(page_json({student_json(4)})));
  CHECK(fetched(clever).roster.students.size() == 4);
}

TEST_CASE("opaque cursors that go in circles are refused at once", "[clever][damage]") {
  FakeClever clever;
  SECTION("to a page that was read") {
    clever.answer("/users?role=student&limit=2&count=true",
                  ok(page_json({student_json(1), student_json(2)}, "/v3.1/users?cursor=a")));
    clever.answer("/users?cursor=a", ok(page_json({student_json(3)}, "/v3.1/users?cursor=b")));
    clever.answer("/users?cursor=b", ok(page_json({student_json(4)}, "/v3.1/users?cursor=a")));
    const PartialFetch refusal = refused(clever);
    CHECK(refusal.code == "looping");
    CHECK(refusal.page == 3);
    CHECK(clever.requests_to("cursor=a") == 1);
  }
  SECTION("to the same records under other URLs") {
    clever.answer("/users?role=student&limit=2&count=true",
                  ok(page_json({student_json(1), student_json(2)}, "/v3.1/users?cursor=a")));
    clever.answer("/users?cursor=a", ok(page_json({student_json(1), student_json(2)}, "/v3.1/users?cursor=b")));
    CHECK(refused(clever).code == "not-ascending");
  }
}
