// The sandbox held against the clients that it is for: what the real one reads from it is what it holds.
#include "base/error.hpp"
#include "catch.hpp"
#include "clever/clever_client.hpp"
#include "http/curl_transport.hpp"
#include "running_sandbox.hpp"
#include "sandbox/sample_district.hpp"
#include "sandbox/school_year.hpp"
#include "sphero/http_target.hpp"

using namespace clever_sync;

namespace {

FetchResult fetch(RunningSandbox& running, Credentials credentials) {
  CurlTransport transport({});
  const CleverOptions options{.api = running.sandbox.clever_url(),
                              .oauth = running.sandbox.oauth_url(),
                              .district = DistrictId::parse(invented_district_id).value(),
                              .credentials = std::move(credentials),
                              .page_limit = 100};
  return fetch_roster(transport, running.clock, options, std::nullopt, [](const FetchProgress&) {}, {});
}

}  // namespace

TEST_CASE("what is fetched from the sample district is the sample district", "[clients]") {
  RunningSandbox running(make_world(sample_district(), parse_date(first_school_day).value()));
  const Roster expected = sample_district();
  for (const Credentials& credentials :
       {Credentials(DistrictToken{"clever-token"}), Credentials(AppClient{"app", "app-secret"})}) {
    const FetchResult result = fetch(running, credentials);
    if (const auto* const partial = std::get_if<PartialFetch>(&result)) FAIL(partial->code << " " << partial->reason);
    const Roster& fetched = std::get<FetchedRoster>(result).roster;
    CHECK(fetched.schools == expected.schools);
    CHECK(fetched.terms == expected.terms);
    CHECK(fetched.courses == expected.courses);
    CHECK(fetched.sections == expected.sections);
    CHECK(fetched.students == expected.students);
    CHECK(fetched.teachers == expected.teachers);
    CHECK(fetched.district.launch_date == expected.district.launch_date);
  }
}

TEST_CASE("every misdeed on a page makes the fetch partial or fail, never short", "[clients]") {
  for (const char* what : {"half", "truncate", "html", "no-data", "redirect", "loop", "duplicate", "out-of-order",
                           "torn", "500", "drop"}) {
    INFO(what);
    RunningSandbox running(make_world(sample_district(), parse_date(first_school_day).value()));
    running.misbehave(std::string(R"({"side":"clever","path":"students","after":1,"times":0,"what":")") + what + "\"}");
    bool complete = false;
    try {
      complete = std::holds_alternative<FetchedRoster>(fetch(running, DistrictToken{"clever-token"}));
    } catch (const Error&) {
      complete = false;
    }
    CHECK_FALSE(complete);
  }
}

TEST_CASE("what the target sends is what it observes afterwards", "[clients]") {
  RunningSandbox running;
  CurlTransport transport({});
  HttpTarget target(transport,
                    {.api = running.sandbox.sphero_url(),
                     .token = "sphero-token",
                     .district = DistrictId::parse(invented_district_id).value(),
                     .page_limit = 2},
                    [](const ObserveProgress&) {});
  CHECK(target.fetch_connection({}) == ConnectionStatus::approved);
  running.roster_everything();
  const Operation archive{.id = "a",
                          .action = Operation::Action::archive,
                          .kind = Kind::class_,
                          .clever_id = section_id(1).as<AnyTag>(),
                          .if_version = 1};
  const Operation rename{.id = "r",
                         .action = Operation::Action::update,
                         .kind = Kind::class_,
                         .clever_id = section_id(2).as<AnyTag>(),
                         .if_version = 1,
                         .set = {{"name", "Rockets"}},
                         .add_students = {student_id(4)},
                         .primary_teacher = teacher_id(3)};
  const SendOutcome outcome = target.send_batch("k", {archive, rename}, {});
  REQUIRE(std::holds_alternative<BatchAnswered>(outcome));
  for (const auto& result : std::get<BatchAnswered>(outcome).results) {
    REQUIRE(result.has_value());
    CHECK(result->status == 200);
    CHECK(result->version == 2);
  }
  const Observation seen = target.fetch_live({});
  CHECK(seen.live.managed.students.size() == 4);
  REQUIRE(seen.live.managed.classes.size() == 2);
  CHECK(seen.live.managed.classes[0].archived);
  CHECK(seen.live.managed.classes[1].name == "Rockets");
  CHECK(seen.live.managed.classes[1].teachers == std::vector{teacher_id(3), teacher_id(2)});
  CHECK(seen.live.managed.classes[1].students == std::vector{student_id(2), student_id(3), student_id(4)});
  CHECK(seen.versions.at({Kind::class_, section_id(2).as<AnyTag>()}) == 2);
}
