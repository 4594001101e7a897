#include "base/date.hpp"

#include <date/tz.h>
#include <fmt/core.h>

#include "base/error.hpp"
#include "base/printable.hpp"

namespace clever_sync {

namespace {

/// Exactly `digits` decimal digits at `at`, or -1. The caller has checked that the text is long enough.
int number_at(std::string_view text, std::size_t at, std::size_t digits) {
  int number = 0;
  for (const char digit : text.substr(at, digits)) {
    if (digit < '0' || digit > '9') return -1;
    number = number * 10 + (digit - '0');
  }
  return number;
}

constexpr std::size_t date_bytes = 10;  // YYYY-MM-DD
constexpr std::size_t time_bytes = 8;   // HH:MM:SS

std::optional<std::chrono::seconds> parse_time_of_day(std::string_view text) {
  if (text.size() < time_bytes || text[2] != ':' || text[5] != ':') return std::nullopt;
  const int hours = number_at(text, 0, 2);
  const int minutes = number_at(text, 3, 2);
  const int seconds = number_at(text, 6, 2);
  if (hours < 0 || hours > 23 || minutes < 0 || minutes > 59 || seconds < 0 || seconds > 59) return std::nullopt;
  return std::chrono::hours{hours} + std::chrono::minutes{minutes} + std::chrono::seconds{seconds};
}

/// What may follow the seconds: nothing, or a point and digits. True and the text cut to what is left.
bool skip_fraction(std::string_view& rest) {
  if (rest.empty() || rest.front() != '.') return true;
  std::size_t end = 1;
  while (end < rest.size() && rest[end] >= '0' && rest[end] <= '9') ++end;
  rest.remove_prefix(end);
  return end > 1;
}

const date::time_zone& locate(const std::string& name) {
  return *date::locate_zone(name);
}

}  // namespace

std::optional<Date> parse_date(std::string_view text) {
  if (text.size() != date_bytes || text[4] != '-' || text[7] != '-') return std::nullopt;
  const int year = number_at(text, 0, 4);
  const int month = number_at(text, 5, 2);
  const int day = number_at(text, 8, 2);
  if (year < 0 || month < 0 || day < 0) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year{year}, std::chrono::month{static_cast<unsigned>(month)},
                                         std::chrono::day{static_cast<unsigned>(day)}};
  if (!date.ok()) return std::nullopt;
  return std::chrono::sys_days{date};
}

std::string format_date(Date date) {
  const std::chrono::year_month_day parts{date};
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(parts.year()), static_cast<unsigned>(parts.month()),
                     static_cast<unsigned>(parts.day()));
}

std::optional<Date> parse_clever_date(std::string_view text) {
  const std::optional<Date> date = parse_date(text.substr(0, date_bytes));
  if (!date || text.size() == date_bytes) return date;
  const char separator = text[date_bytes];
  std::string_view rest = text.substr(date_bytes + 1);
  if ((separator != 'T' && separator != ' ') || !parse_time_of_day(rest)) return std::nullopt;
  rest.remove_prefix(time_bytes);
  if (!skip_fraction(rest)) return std::nullopt;
  return rest.empty() || rest == "Z" ? date : std::nullopt;
}

std::optional<UtcTime> parse_utc_time(std::string_view text) {
  const std::optional<Date> date = parse_date(text.substr(0, date_bytes));
  if (!date || text.size() <= date_bytes || text[date_bytes] != 'T') return std::nullopt;
  std::string_view rest = text.substr(date_bytes + 1);
  const std::optional<std::chrono::seconds> time = parse_time_of_day(rest);
  if (!time) return std::nullopt;
  rest.remove_prefix(time_bytes);
  if (!skip_fraction(rest) || rest != "Z") return std::nullopt;
  return UtcTime{*date} + *time;
}

std::string format_utc_time(UtcTime time) {
  const Date date = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::hh_mm_ss parts{time - date};
  return fmt::format("{}T{:02}:{:02}:{:02}Z", format_date(date), parts.hours().count(), parts.minutes().count(),
                     parts.seconds().count());
}

TimeZone::TimeZone(std::string_view name) : name_(name) {
  try {
    locate(name_);
  } catch (const std::exception&) {
    // The library's own text is about its files. An old name that was moved (Debian 13 has US/… in tzdata-legacy) and a
    // misspelt one look the same to it.
    throw Error(
        ErrorKind::configuration,
        fmt::format("there is no time zone '{}' in this machine's tz database; use a name such as "
                    "America/Phoenix in place of an old one such as US/Arizona, and see that the package tzdata "
                    "is installed",
                    printable(name_, 60)));
  }
}

Date TimeZone::local_date(UtcTime time) const {
  const auto local = locate(name_).to_local(date::sys_seconds{time.time_since_epoch()});
  return Date{std::chrono::floor<std::chrono::days>(local.time_since_epoch())};
}

}  // namespace clever_sync
