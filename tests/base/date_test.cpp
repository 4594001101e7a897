#include "base/date.hpp"

#include <rapidcheck.h>

#include "base/error.hpp"
#include "catch.hpp"

namespace clever_sync {

namespace {

constexpr Date day(int year, unsigned month, unsigned day_of_month) {
  return std::chrono::sys_days{std::chrono::year{year} / std::chrono::month{month} / std::chrono::day{day_of_month}};
}

UtcTime utc(std::string_view text) {
  const std::optional<UtcTime> time = parse_utc_time(text);
  REQUIRE(time.has_value());
  return *time;
}

}  // namespace

TEST_CASE("a date is read only if it is YYYY-MM-DD and exists", "[date]") {
  CHECK(parse_date("2026-11-24") == day(2026, 11, 24));
  CHECK(parse_date("2028-02-29") == day(2028, 2, 29));
  for (const char* text : {"", "2026-11-2", "2026-11-244", "2026-02-29", "2026-13-01", "2026-00-10", "2026-11-00",
                           "2026-11-31", "26-11-2024", "2026/11/24", " 2026-11-2", "2026-1a-24", "+026-11-24"}) {
    CHECK_FALSE(parse_date(text).has_value());
  }
}

TEST_CASE("a date is written with leading zeros", "[date]") {
  CHECK(format_date(day(2026, 1, 5)) == "2026-01-05");
  CHECK(format_date(day(812, 1, 5)) == "0812-01-05");
}

TEST_CASE("every date survives being written and read", "[date]") {
  CHECK(rc::check([] {
    const Date date{std::chrono::days{*rc::gen::inRange(-700000, 2900000)}};
    RC_ASSERT(parse_date(format_date(date)) == date);
  }));
}

TEST_CASE("Clever's dates are read in each of the forms that it has sent", "[date]") {
  CHECK(parse_clever_date("2015-08-25") == day(2015, 8, 25));
  CHECK(parse_clever_date("2015-08-25T00:00:00.000Z") == day(2015, 8, 25));
  CHECK(parse_clever_date("2015-08-25T00:00:00Z") == day(2015, 8, 25));
  CHECK(parse_clever_date("2015-08-25 00:00:00.000000") == day(2015, 8, 25));
  for (const char* text : {"", "8/25/2015", "2015-08-25T", "2015-08-25X00:00:00", "2015-08-25T24:00:00Z",
                           "2015-08-25T00:00:00.Z", "2015-08-25T00:00:00+01:00", "2015-08-25 00:00", "2015-02-30"}) {
    CHECK_FALSE(parse_clever_date(text).has_value());
  }
}

TEST_CASE("a moment is read with or without a fraction and written to the second", "[date]") {
  CHECK(format_utc_time(utc("2026-11-24T02:03:04Z")) == "2026-11-24T02:03:04Z");
  CHECK(format_utc_time(utc("2026-11-24T02:03:04.999Z")) == "2026-11-24T02:03:04Z");
  CHECK(format_utc_time(utc("1969-12-31T23:59:59Z")) == "1969-12-31T23:59:59Z");
  for (const char* text : {"", "2026-11-24", "2026-11-24T02:03:04", "2026-11-24 02:03:04Z", "2026-11-24T02:03:60Z",
                           "2026-11-24T02:03:04.Z", "2026-11-24T02:03:04+00:00", "2026-11-31T02:03:04Z"}) {
    CHECK_FALSE(parse_utc_time(text).has_value());
  }
}

TEST_CASE("the district's day is its own, not Greenwich's", "[date]") {
  const TimeZone phoenix("America/Phoenix");  // UTC-7 all year
  CHECK(phoenix.local_date(utc("2026-11-24T06:59:59Z")) == day(2026, 11, 23));
  CHECK(phoenix.local_date(utc("2026-11-24T07:00:00Z")) == day(2026, 11, 24));
  const TimeZone auckland("Pacific/Auckland");  // UTC+13 in November
  CHECK(auckland.local_date(utc("2026-11-24T10:59:59Z")) == day(2026, 11, 24));
  CHECK(auckland.local_date(utc("2026-11-24T11:00:00Z")) == day(2026, 11, 25));
}

TEST_CASE("summer time moves the start of the district's day", "[date]") {
  const TimeZone new_york("America/New_York");
  CHECK(new_york.local_date(utc("2026-07-01T03:59:59Z")) == day(2026, 6, 30));
  CHECK(new_york.local_date(utc("2026-07-01T04:00:00Z")) == day(2026, 7, 1));
  CHECK(new_york.local_date(utc("2026-12-01T04:59:59Z")) == day(2026, 11, 30));
}

TEST_CASE("an unknown time zone is refused with the form to use", "[date]") {
  try {
    const TimeZone zone("Mesa/Ariz\x1b[1mona");
    FAIL("accepted");
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::configuration);
    const std::string message = error.what();
    CHECK(message.find("'Mesa/Ariz\\u{1b}[1mona'") != std::string::npos);
    CHECK(message.find("America/Phoenix") != std::string::npos);
  }
  CHECK_THROWS_AS(TimeZone(""), Error);
  CHECK_THROWS_AS(TimeZone("../../etc/passwd"), Error);
}

}  // namespace clever_sync
