// What the credentials can see, and what keeps data from coming.

#include "base/error.hpp"
#include "catch.hpp"
#include "fake_clever.hpp"

using namespace clever_sync;
using namespace clever_sync::test;

namespace {

std::vector<Connection> connections(FakeClever& clever, const CleverOptions& with_options) {
  const auto today = [](const DistrictId&) { return *parse_date("2026-11-24"); };
  return fetch_connections(clever, with_options, today, {});
}

Connection only_connection(FakeClever& clever) {
  const std::vector<Connection> found = connections(clever, options());
  REQUIRE(found.size() == 1);
  return found[0];
}

FakeClever& sharing(FakeClever& clever) {
  clever.answer("/sections?limit=1&count=true",
                ok(page_json({section_json(1)}, "/v3.1/sections?limit=1&starting_after=1")));
  return clever;
}

bool contains(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("a token shows its one district", "[clever]") {
  FakeClever clever;
  const Connection found = only_connection(sharing(clever));
  CHECK(found.id.text() == our_district);
  CHECK(found.name == "Mesa Unified");
  CHECK(found.state == DistrictState::success);
  CHECK(found.last_sync == "2026-11-24T01:00:00.000Z");
  CHECK(found.trouble.empty());
}

TEST_CASE("what keeps data from coming is named", "[clever]") {
  FakeClever clever;
  sharing(clever);
  const auto trouble_of = [&](std::string_view more) {
    clever.answer("/districts", ok(page_json({district_json(more)})));
    return only_connection(clever).trouble;
  };
  CHECK(contains(trouble_of(R"(,"last_sync":"x","launch_date":"2027-01-10")"), "launch date 2027-01-10"));
  CHECK(trouble_of(R"(,"last_sync":"x","launch_date":"2026-11-24")").empty());
  CHECK(contains(trouble_of(R"(,"last_sync":"x","state":"pending")"), "the district can fix"));
  CHECK(contains(trouble_of(R"(,"last_sync":"x","state":"error")"), "Clever can fix"));
  CHECK(
      contains(trouble_of(R"(,"last_sync":"x","state":"paused","pause_end":"2027-07-26")"), "paused until 2027-07-26"));
  CHECK(contains(trouble_of(""), "never read"));
}

TEST_CASE("a district that is connected and shares nothing is told to set its sharing permissions", "[clever]") {
  FakeClever clever;
  clever.answer("/sections?limit=1&count=true", ok(page_json({})));
  CHECK(contains(only_connection(clever).trouble, "sharing permissions"));
  clever.answer("/sections?limit=1&count=true", status(403));
  CHECK(contains(only_connection(clever).trouble, "Secure Sync"));
}

TEST_CASE("the app's credentials show every district, in order of id, the blocked ones too", "[clever]") {
  const std::string other = "58da8a43cc70ab00017a1a80";
  FakeClever clever;
  sharing(clever);
  clever.answer_url(std::string(oauth) + "?owner_type=district",
                    {ok(R"({"data":[{"owner":{"type":"district","id":")" + std::string(our_district) +
                        R"("},"access_token":"ours"},{"owner":{"type":"district","id":")" + other +
                        R"("},"access_token":"theirs"}]})")});
  clever.intercept = [](const Request& request) -> std::optional<HttpOutcome> {
    if (request.headers.at("authorization") == "Bearer theirs") return status(401);
    return std::nullopt;
  };
  CleverOptions app = options();
  app.credentials = AppClient{.id = "app-id", .secret = "app-secret"};
  const std::vector<Connection> found = connections(clever, app);
  REQUIRE(found.size() == 2);
  CHECK(found[0].id.text() == other);
  CHECK(contains(found[0].trouble, "401"));
  CHECK_FALSE(contains(found[0].trouble, "theirs"));
  CHECK(found[1].name == "Mesa Unified");
}

TEST_CASE("a single token that is refused is an error", "[clever]") {
  FakeClever clever;
  clever.answer("/districts", status(401));
  CHECK_THROWS_AS(connections(clever, options()), Error);
}
