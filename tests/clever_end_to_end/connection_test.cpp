// Connection: which districts the credentials see, what a new workspace takes over from Clever, and what one 401 leads
// to.

#include <atomic>
#include <chrono>

#include "base/date.hpp"
#include "catch.hpp"
#include "clever/fake_clever.hpp"
#include "clever_end_to_end/district.hpp"
#include "clever_end_to_end/stub_clever.hpp"

using namespace end_to_end;
using namespace clever_sync;
using namespace clever_sync::test;

namespace {

const std::string other_district = "58da8a43cc70ab00017a1a99";

// Ours is in order; the other one is paused, launches in the far future and shares nothing.
StubAnswer two_districts(const StubRequest& request) {
  if (contains(request.target, "owner_type=district")) {
    return {.body = R"({"data":[{"owner":{"type":"district","id":")" + other_district +
                    R"("},"access_token":"their-token"},{"owner":{"type":"district","id":")" +
                    std::string(our_district) + R"("},"access_token":"our-token"}]})"};
  }
  if (request.authorization == "Bearer our-token") return small_district(request);
  if (request.authorization != "Bearer their-token") return {.status = 401, .body = "{}"};
  if (contains(request.target, "/districts")) {
    return {.body = page_json({with(district_json(R"(,"state":"paused","last_sync":"2026-06-01T01:00:00.000Z",)"
                                                  R"("launch_date":"2099-09-01","pause_end":"2026-12-24")"),
                                    our_district, other_district)})};
  }
  return {.body = page_json({})};
}

struct Made {
  Outcome outcome;
  std::string config;
};
Made init_from(const StubClever& clever, const std::vector<std::string>& more,
               const std::map<std::string, std::string>& environment) {
  const TemporaryFolder folder;
  std::vector<std::string> command{CLEVER_SYNC_PROGRAM,       "init",          folder.path() + "/w", "--district",
                                   std::string(our_district), "--from-clever", "--clever-api",       clever.api(),
                                   "--clever-oauth",          clever.oauth()};
  command.insert(command.end(), more.begin(), more.end());
  std::map<std::string, std::string> settings{{"GIT_CONFIG_GLOBAL", "/dev/null"}, {"CLEVER_TOKEN", "our-token"}};
  for (const auto& [name, value] : environment) settings[name] = value;
  Made made{.outcome = run_program(command, settings), .config = {}};
  made.config = run_program({"cat", folder.path() + "/w/clever-sync.yaml"}, {}).out;
  return made;
}

StubAnswer standing_at(const StubRequest& request, const std::string& state, const std::string& zip) {
  if (!contains(request.target, "/schools")) return small_district(request);
  const std::string place = R"(,"location":{"state":")" + state + R"(","zip":")" + zip + R"("})";
  return {.body = page_json({school_json(1, place), school_json(2, place)})};
}

Date day_in(const char* zone) {
  return TimeZone(zone).local_date(std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now()));
}

}  // namespace

TEST_CASE("connections lists every district of the app: id, name, state, dates, approval, and what blocks its data",
          "[clever_end_to_end]") {
  const StubClever clever(two_districts);
  NightlyDistrict district;
  district.use_clever(clever.api(), clever.oauth());
  district.use_app_client();
  const Outcome text = district.workspace.run({"connections"});
  INFO(text.out << text.err);
  REQUIRE(text.exit == 0);
  const std::size_t second = text.out.find(other_district);
  REQUIRE(second != std::string::npos);
  const std::string ours = text.out.substr(0, second);
  for (const std::string& part : {std::string(our_district), std::string("Mesa Unified"), std::string("state success"),
                                  std::string("last sync 2026-11-24T01:00:00.000Z")}) {
    CHECK(contains(ours, part));
  }
  CHECK(contains(ours, "approved here"));
  CHECK_FALSE(contains(ours, "not approved here"));
  const std::string theirs = text.out.substr(second);
  for (const char* part : {"state paused", "launches 2099-09-01", "not approved here", "shares no sections",
                           "2099-09-01 is not reached", "paused until 2026-12-24"}) {
    CHECK(contains(theirs, part));
  }
  const Outcome json = district.workspace.run({"connections", "-o", "json"});
  CHECK(contains(json.out, "\"format\":\"clever-sync/connections@1\""));
  CHECK(contains(json.out, R"("approved":true,"id":"58da8a43cc70ab00017a1a87")"));
  for (const char* secret : {"our-token", "their-token", "app-secret"}) {
    CHECK_FALSE(contains(text.out + text.err + json.out + json.err, secret));
  }
}

TEST_CASE("a launch date is judged by the day in the district's time zone", "[clever_end_to_end][slow]") {
  const std::string launch = format_date(day_in("Pacific/Kiritimati"));  // where the day begins first
  const StubClever clever([&](const StubRequest& request) -> StubAnswer {
    if (!contains(request.target, "/districts")) return small_district(request);
    return {.body =
                page_json({district_json(R"(,"state":"success","last_sync":"x","launch_date":")" + launch + "\"")})};
  });
  NightlyDistrict district;
  district.use_clever(clever.api(), clever.oauth());
  district.edit("clever-sync.yaml", "America/Phoenix", "Pacific/Kiritimati");
  CHECK_FALSE(contains(district.workspace.run({"connections"}).out, "not reached"));
  district.edit("clever-sync.yaml", "Pacific/Kiritimati", "Etc/GMT+12");  // where it begins last
  CHECK(contains(district.workspace.run({"connections"}).out, launch + " is not reached"));
}

TEST_CASE("init --from-clever takes over the name, and the time zone that the schools agree on",
          "[clever_end_to_end]") {
  const StubClever clever([](const StubRequest& request) { return standing_at(request, "AZ", "85201"); });
  const Made made = init_from(clever, {}, {});
  INFO(made.outcome.err << made.config);
  REQUIRE(made.outcome.exit == 0);
  CHECK(contains(made.config, "name: \"Mesa Unified\""));
  CHECK(contains(made.config, "time_zone: \"America/Phoenix\""));
  CHECK(contains(made.outcome.err, "America/Phoenix, by state and ZIP code of all its 2 schools"));
  CHECK_FALSE(contains(made.outcome.err, "warning"));
  const Made chosen = init_from(clever, {"--time-zone", "America/Denver", "--name", "Mesa"}, {});
  CHECK(contains(chosen.config, "time_zone: \"America/Denver\""));
  CHECK_FALSE(contains(chosen.config, "Mesa Unified"));
}

TEST_CASE("init --from-clever says plainly what to set when the schools do not settle the time zone",
          "[clever_end_to_end]") {
  const StubClever clever([](const StubRequest& request) { return standing_at(request, "AZ", "86515"); });
  const Made made = init_from(clever, {}, {});
  REQUIRE(made.outcome.exit == 0);
  CHECK(contains(made.config, "time_zone: \"UTC\""));
  CHECK(contains(made.outcome.err, "state and ZIP code of 2 of its 2 schools do not settle it"));
  CHECK(contains(made.outcome.err, "set district.time_zone in clever-sync.yaml"));
}

TEST_CASE("init --from-clever finds the district among several with the app's client, and keeps using it",
          "[clever_end_to_end][slow]") {
  const StubClever clever([](const StubRequest& request) -> StubAnswer {
    if (contains(request.target, "district=" + std::string(our_district)))
      return {.body = token_list(std::string(our_district), "our-token")};
    return two_districts(request);
  });
  const Made made = init_from(
      clever, {}, {{"CLEVER_TOKEN", ""}, {"CLEVER_CLIENT_ID", "app-id"}, {"CLEVER_CLIENT_SECRET", "app-secret"}});
  INFO(made.outcome.err);
  REQUIRE(made.outcome.exit == 0);
  CHECK(contains(made.config, "client: {id: {env: CLEVER_CLIENT_ID}, secret: {env: CLEVER_CLIENT_SECRET}}"));
  CHECK(contains(made.config, "name: \"Mesa Unified\""));
  CHECK_FALSE(contains(made.config, "app-secret"));
}

TEST_CASE("init --from-clever with credentials of another district makes nothing", "[clever_end_to_end][slow]") {
  const StubClever clever([](const StubRequest& request) -> StubAnswer {
    if (!contains(request.target, "/districts")) return small_district(request);
    return {.body = page_json({with(district_json(), our_district, other_district)})};
  });
  const Made made = init_from(clever, {}, {});
  CHECK(made.outcome.exit == 1);
  CHECK(contains(made.outcome.err, "another district"));
  CHECK(made.config.empty());
}

TEST_CASE("a token that Clever replaced costs one new look-up, and the night goes on", "[clever_end_to_end]") {
  std::atomic<int> look_ups = 0;
  const StubClever clever([&](const StubRequest& request) -> StubAnswer {
    if (contains(request.target, "/oauth/tokens"))
      return {.body = token_list(std::string(our_district), look_ups++ == 0 ? "old-token" : "new-token")};
    if (request.authorization != "Bearer new-token") return {.status = 401, .body = "{}"};
    return small_district(request);
  });
  NightlyDistrict district;
  district.use_clever(clever.api(), clever.oauth());
  district.use_app_client();
  district.night("2026-08-10");
  CHECK(look_ups == 2);  // at the start of the run, and once after the 401
}

TEST_CASE("a token that stays refused ends the night with exit 1 after one new look-up", "[clever_end_to_end][slow]") {
  const StubClever clever([&](const StubRequest& request) -> StubAnswer {
    if (contains(request.target, "/oauth/tokens"))
      return {.body = token_list(std::string(our_district), "stale-token")};
    return {.status = 401, .body = R"({"message":"stale-token is not valid"})"};
  });
  NightlyDistrict district;
  district.use_clever(clever.api(), clever.oauth());
  district.use_app_client();
  const std::string said = district.night("2026-08-10", 1);
  CHECK(clever.requests_to("/oauth/tokens") == 2);
  CHECK(clever.requests_to("/v3.1/") == 1);
  CHECK(contains(said, "Clever refuses the token (401)"));
  CHECK_FALSE(contains(said, "stale-token"));
}
