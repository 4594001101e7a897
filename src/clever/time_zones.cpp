#include "clever/time_zones.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <set>

namespace clever_sync {

namespace {

constexpr std::string_view eastern = "America/New_York";
constexpr std::string_view central = "America/Chicago";
constexpr std::string_view mountain = "America/Denver";
constexpr std::string_view pacific = "America/Los_Angeles";
constexpr std::string_view arizona = "America/Phoenix";
constexpr std::string_view unsettled;

struct StateZone {
  std::string_view state;
  std::string_view zone;
};

// Where the state alone settles it.
constexpr auto whole_states = std::to_array<StateZone>({{"AL", central},
                                                        {"AR", central},
                                                        {"AS", "Pacific/Pago_Pago"},
                                                        {"CA", pacific},
                                                        {"CO", mountain},
                                                        {"CT", eastern},
                                                        {"DC", eastern},
                                                        {"DE", eastern},
                                                        {"GA", eastern},
                                                        {"GU", "Pacific/Guam"},
                                                        {"HI", "Pacific/Honolulu"},
                                                        {"IA", central},
                                                        {"IL", central},
                                                        {"LA", central},
                                                        {"MA", eastern},
                                                        {"MD", eastern},
                                                        {"ME", eastern},
                                                        {"MN", central},
                                                        {"MO", central},
                                                        {"MP", "Pacific/Guam"},
                                                        {"MS", central},
                                                        {"MT", mountain},
                                                        {"NC", eastern},
                                                        {"NH", eastern},
                                                        {"NJ", eastern},
                                                        {"NM", mountain},
                                                        {"NY", eastern},
                                                        {"OH", eastern},
                                                        {"OK", central},
                                                        {"PA", eastern},
                                                        {"PR", "America/Puerto_Rico"},
                                                        {"RI", eastern},
                                                        {"SC", eastern},
                                                        {"UT", mountain},
                                                        {"VA", eastern},
                                                        {"VI", "America/Puerto_Rico"},
                                                        {"VT", eastern},
                                                        {"WA", pacific},
                                                        {"WI", central},
                                                        {"WV", eastern},
                                                        {"WY", mountain}});

// ZIP codes by their first three digits, both ends included. A prefix that a border crosses is unsettled, however few
// live beyond it.
struct PrefixZone {
  std::string_view state;
  int from;
  int to;
  std::string_view zone;
};
constexpr auto split_states = std::to_array<PrefixZone>({
    {"AK", 995, 995, unsettled},  // Adak and Atka
    {"AK", 996, 999, "America/Anchorage"},
    {"AZ", 850, 859, arizona},
    {"AZ", 863, 864, arizona},  // 860 and 865: the Navajo Nation has daylight saving time
    {"FL", 320, 323, eastern},
    {"FL", 325, 325, central},
    {"FL", 326, 349, eastern},
    {"ID", 832, 834, "America/Boise"},
    {"ID", 836, 837, "America/Boise"},
    {"ID", 838, 838, pacific},
    {"IN", 460, 462, "America/Indiana/Indianapolis"},
    {"IN", 463, 464, central},
    {"IN", 466, 468, "America/Indiana/Indianapolis"},
    {"IN", 470, 474, "America/Indiana/Indianapolis"},
    {"IN", 476, 477, central},
    {"IN", 478, 478, "America/Indiana/Indianapolis"},
    {"KS", 660, 676, central},
    {"KS", 679, 679, central},
    {"KY", 400, 400, eastern},
    {"KY", 402, 418, eastern},
    {"KY", 420, 424, central},
    {"MI", 480, 497, "America/Detroit"},
    {"ND", 580, 584, central},
    {"ND", 587, 587, central},
    {"NE", 680, 689, central},
    {"NE", 693, 693, mountain},
    {"NV", 889, 897, pacific},
    {"OR", 970, 978, pacific},
    {"SD", 570, 574, central},
    {"SD", 577, 577, mountain},
    {"TN", 370, 372, central},
    {"TN", 374, 374, eastern},
    {"TN", 376, 376, eastern},
    {"TN", 378, 379, eastern},
    {"TN", 380, 385, central},
    {"TX", 750, 797, central},
    {"TX", 799, 799, mountain},
    {"TX", 885, 885, mountain},
});

std::string upper_case(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  }
  return out;
}

// The first three digits of `85201` or `85201-1234`, or -1.
int prefix_of(std::string_view zip) {
  constexpr std::size_t zip_digits = 5, prefix_digits = 3;
  const std::string_view digits = zip.substr(0, zip_digits);
  const bool whole = digits.size() == zip_digits &&
                     std::ranges::all_of(digits, [](char c) { return c >= '0' && c <= '9'; }) &&
                     (zip.size() == zip_digits || zip[zip_digits] == '-');
  if (!whole) return -1;
  int prefix = 0;
  for (const char digit : digits.substr(0, prefix_digits)) prefix = prefix * 10 + (digit - '0');
  return prefix;
}

}  // namespace

std::optional<std::string_view> time_zone_of(const Place& place) {
  const std::string state = upper_case(place.state);
  const auto* const whole = std::ranges::find(whole_states, std::string_view(state), &StateZone::state);
  if (whole != whole_states.end()) return whole->zone;
  const int prefix = prefix_of(place.zip);
  const auto* const part = std::ranges::find_if(split_states, [&](const PrefixZone& range) {
    return range.state == state && range.from <= prefix && prefix <= range.to;
  });
  if (part == split_states.end() || part->zone == unsettled) return std::nullopt;
  return part->zone;
}

TimeZoneGuess guess_time_zone(std::span<const Place> schools) {
  if (schools.empty()) return {.zone = {}, .grounds = "it shares no school with the app"};
  std::set<std::string_view> zones;
  std::size_t unknown = 0;
  for (const Place& place : schools) {
    if (const auto zone = time_zone_of(place)) {
      zones.insert(*zone);
    } else {
      ++unknown;
    }
  }
  if (unknown > 0) {
    return {
        .zone = {},
        .grounds = fmt::format("state and ZIP code of {} of its {} schools do not settle it", unknown, schools.size())};
  }
  if (zones.size() > 1) return {.zone = {}, .grounds = "its schools stand in several time zones"};
  return {
      .zone = std::string(*zones.begin()),
      .grounds = fmt::format("by state and ZIP code of {}",
                             schools.size() == 1 ? "its school" : fmt::format("all its {} schools", schools.size()))};
}

}  // namespace clever_sync
