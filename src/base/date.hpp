#pragma once
// Dates, moments and time zones. A Date is a calendar day in the district's time zone (or Clever's plain date); a
// UtcTime is a moment, to the second. Nothing here reads a clock: see base/clock.hpp. Only date.cpp includes the date
// library.

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace clever_sync {

using Date = std::chrono::sys_days;
using UtcTime = std::chrono::sys_seconds;

/// Exactly YYYY-MM-DD, a day that exists; nothing for any other text.
std::optional<Date> parse_date(std::string_view text);
std::string format_date(Date date);

/// The calendar day of any of the three forms in which Clever has sent dates: `2015-08-25`, `2015-08-25T00:00:00.000Z`,
/// `2015-08-25 00:00:00.000000`. Nothing for any other text. Source: Clever's API reference, version 1.2, "Terms".
std::optional<Date> parse_clever_date(std::string_view text);

/// `YYYY-MM-DDTHH:MM:SS`, with optional fraction (dropped) and `Z`; nothing for any other text.
std::optional<UtcTime> parse_utc_time(std::string_view text);
/// `2026-11-24T02:00:00Z`
std::string format_utc_time(UtcTime time);

/// A zone of the system's tz database, known to exist.
class TimeZone {
 public:
  /// Throws Error{configuration} naming the zone if the system's tz database lacks it; old names such as US/Arizona get
  /// the advice to use the America/… name.
  explicit TimeZone(std::string_view name);
  [[nodiscard]] const std::string& name() const noexcept { return name_; }
  [[nodiscard]] Date local_date(UtcTime time) const;

 private:
  std::string name_;
};

}  // namespace clever_sync
