#pragma once
// The time zone of a place in the United States, of its state and ZIP code. Clever has no field for a district's time
// zone, and days are the district's own, so a new workspace gets it from where the schools stand. Where a state has
// several zones and the ZIP code does not settle it, there is no answer: a wrong zone would move every date by a day.

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "clever/harvest.hpp"

namespace clever_sync {

/// The zone's name in the tz database, or nothing where state and ZIP code do not settle it. `state` is the postal code
/// of two letters, in either case; Clever's `location` is free text, so everything else has no answer.
/// Sources: 49 CFR part 71 (limits of the time zones); USPS Publication 65 (ZIP code prefixes); tz database, zone1970.
std::optional<std::string_view> time_zone_of(const Place& place);

/// The one zone of all schools; "" with the reason in `grounds` when there is none, or they differ.
struct TimeZoneGuess {
  std::string zone;
  std::string grounds;
};
TimeZoneGuess guess_time_zone(std::span<const Place> schools);

}  // namespace clever_sync
