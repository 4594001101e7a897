// What a new workspace takes over from Clever: the district's name, and the time zone where its schools settle it.

#include "base/date.hpp"
#include "base/error.hpp"
#include "catch.hpp"
#include "clever/time_zones.hpp"
#include "fake_clever.hpp"

using namespace clever_sync;
using namespace clever_sync::test;

namespace {

std::string zone(std::string_view state, std::string_view zip) {
  return std::string(time_zone_of({.state = state, .zip = zip}).value_or(""));
}

std::string at(std::string_view state, std::string_view zip) {
  return R"(,"location":{"address":"1 Secret Street","state":")" + std::string(state) + R"(","zip":")" +
         std::string(zip) + R"("})";
}

DistrictProfile profile_of(const std::vector<std::string>& schools) {
  FakeClever clever;
  clever.answer("/schools?limit=2&count=true", ok(page_json(schools)));
  return fetch_profile(clever, options(), {});
}

}  // namespace

TEST_CASE("a state of one time zone settles it, whatever the ZIP code", "[clever][time-zone]") {
  CHECK(zone("CA", "") == "America/Los_Angeles");
  CHECK(zone("ny", "10001") == "America/New_York");
  CHECK(zone("HI", "96813") == "Pacific/Honolulu");
  CHECK(zone("UT", "no ZIP") == "America/Denver");
}

TEST_CASE("in a state of several zones the ZIP code settles it, or nothing does", "[clever][time-zone]") {
  CHECK(zone("AZ", "85201") == "America/Phoenix");
  CHECK(zone("AZ", "86515") == "");  // Window Rock: the Navajo Nation
  CHECK(zone("TN", "38103") == "America/Chicago");
  CHECK(zone("TN", "37902-1234") == "America/New_York");
  CHECK(zone("TX", "79901") == "America/Denver");
  CHECK(zone("TX", "75201") == "America/Chicago");
  CHECK(zone("FL", "32501") == "America/Chicago");
  CHECK(zone("FL", "33101") == "America/New_York");
  CHECK(zone("FL", "32456") == "");  // Port St. Joe: the border crosses 324
  CHECK(zone("ID", "83814") == "America/Los_Angeles");
  CHECK(zone("ID", "83702") == "America/Boise");
  CHECK(zone("MI", "48201") == "America/Detroit");
  CHECK(zone("IN", "46204") == "America/Indiana/Indianapolis");
  CHECK(zone("KY", "") == "");
  CHECK(zone("AZ", "00000") == "");
}

TEST_CASE("whatever is no state of two letters settles nothing", "[clever][time-zone]") {
  for (const char* state : {"", "Arizona", "ZZ", "A", "ON", "C A"}) CHECK(zone(state, "85201") == "");
  for (const char* zip : {"8520", "8520x", "852011", "85201 1234", " 85201"}) CHECK(zone("AZ", zip) == "");
}

TEST_CASE("every zone of the table is one that this machine knows", "[clever][time-zone]") {
  for (const char* state : {"AL", "AR", "AS", "CA", "CO", "CT", "DC", "DE", "GA", "GU", "HI", "IA", "IL", "LA",
                            "MA", "MD", "ME", "MN", "MO", "MP", "MS", "MT", "NC", "NH", "NJ", "NM", "NY", "OH",
                            "OK", "PA", "PR", "RI", "SC", "UT", "VA", "VI", "VT", "WA", "WI", "WV", "WY"}) {
    CHECK_NOTHROW(TimeZone(zone(state, "")));
  }
  for (const auto& [state, prefix] : std::vector<std::pair<const char*, const char*>>{
           {"AK", "99801"}, {"IN", "46204"}, {"MI", "48201"}, {"ID", "83702"}, {"NV", "89101"}, {"OR", "97201"}}) {
    CHECK_NOTHROW(TimeZone(zone(state, prefix)));
  }
}

TEST_CASE("the profile has Clever's name of the district and the zone that all its schools agree on", "[clever]") {
  const DistrictProfile profile =
      profile_of({school_json(1, at("AZ", "85201")), school_json(2, at("az", "85210-0001"))});
  CHECK(profile.name == "Mesa Unified");
  CHECK(profile.time_zone == "America/Phoenix");
  CHECK(profile.grounds == "by state and ZIP code of all its 2 schools");
}

TEST_CASE("schools that disagree, or do not say where they are, leave the zone open with the reason", "[clever]") {
  const DistrictProfile two = profile_of({school_json(1, at("TN", "38103")), school_json(2, at("TN", "37902"))});
  CHECK(two.time_zone.empty());
  CHECK(two.grounds == "its schools stand in several time zones");
  const DistrictProfile none = profile_of({school_json(1, at("AZ", "85201")), school_json(2)});
  CHECK(none.time_zone.empty());
  CHECK(none.grounds == "state and ZIP code of 1 of its 2 schools do not settle it");
  CHECK(profile_of({}).grounds == "it shares no school with the app");
  CHECK(profile_of({school_json(1, R"(,"location":"Mesa")")}).time_zone.empty());
}

TEST_CASE("the profile of a district that the credentials do not open is an error", "[clever]") {
  FakeClever clever;
  clever.answer("/districts", ok(page_json({with(district_json(), our_district, "58da8a43cc70ab00017a1a88")})));
  CHECK_THROWS_AS(fetch_profile(clever, options(), {}), Error);
  clever.answer("/districts", ok(page_json({district_json()})));
  clever.answer("/schools?limit=2&count=true", status(500));
  CHECK_THROWS_AS(fetch_profile(clever, options(), {}), Error);
}
