#pragma once
// The keys of Clever's records that are read at all: the allow-list. A record of a large district has forty members and
// is read for ten of them, a million times in a night, so a member's key is turned into a number once, and what is not
// listed here is passed over there and then.

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string_view>
#include <type_traits>

namespace clever_sync {

/// In order of name; `teacher` is both a section's primary teacher and a role.
enum class RecordKey : std::uint8_t {
  course,
  district,
  email,
  end_date,
  first,
  grade,
  high_grade,
  id,
  last,
  last_sync,
  launch_date,
  location,
  low_grade,
  name,
  nces_id,
  number,
  pause_end,
  pause_start,
  period,
  roles,
  school,
  school_number,
  schools,
  section_number,
  sis_id,
  start_date,
  state,
  state_id,
  student,
  students,
  subject,
  teacher,
  teacher_number,
  teachers,
  term_id,
  title,
  zip,
};

/// The keys as Clever spells them, at the place of their number.
inline constexpr std::array<std::string_view, 37> record_keys = {
    "course",     "district",   "email",          "end_date",      "first",       "grade",
    "high_grade", "id",         "last",           "last_sync",     "launch_date", "location",
    "low_grade",  "name",       "nces_id",        "number",        "pause_end",   "pause_start",
    "period",     "roles",      "school",         "school_number", "schools",     "section_number",
    "sis_id",     "start_date", "state",          "state_id",      "student",     "students",
    "subject",    "teacher",    "teacher_number", "teachers",      "term_id",     "title",
    "zip"};
static_assert(record_keys.back() == "zip" && static_cast<std::size_t>(RecordKey::zip) + 1 == record_keys.size());

inline constexpr std::string_view name_of(RecordKey key) {
  return record_keys[static_cast<std::size_t>(key)];
}

namespace detail {

inline constexpr std::size_t key_slots = 128;

/// Of a key that is not empty. Its factors were found by trying: no two keys share a slot, which is checked below.
constexpr std::size_t slot_of_key(std::string_view key) {
  const auto at = [key](std::size_t i) { return static_cast<std::size_t>(static_cast<unsigned char>(key[i])); };
  return (key.size() + at(0) * 5 + at(key.size() / 2) * 38 + at(key.size() - 1)) % key_slots;
}

constexpr std::array<std::uint8_t, key_slots> make_key_table() {
  std::array<std::uint8_t, key_slots> table{};  // the number of the key, plus one
  for (std::size_t i = 0; i < record_keys.size(); ++i) {
    std::uint8_t& slot = table[slot_of_key(record_keys[i])];
    if (slot != 0) throw "two keys share a slot";
    slot = static_cast<std::uint8_t>(i + 1);
  }
  return table;
}
inline constexpr auto key_table = make_key_table();

/// Of keys of the same length, 2 to 16 bytes, in words that overlap: a comparison of a length that is known at run time
/// only is a call, and there are fifty million of them in a night.
inline bool equal_keys(std::string_view a, std::string_view b) {
  const auto same = [&]<std::size_t bytes>(std::integral_constant<std::size_t, bytes>) {
    const std::size_t last = a.size() - bytes;
    return std::memcmp(a.data(), b.data(), bytes) == 0 && std::memcmp(a.data() + last, b.data() + last, bytes) == 0;
  };
  if (a.size() >= 8) return same(std::integral_constant<std::size_t, 8>{});
  if (a.size() >= 4) return same(std::integral_constant<std::size_t, 4>{});
  return same(std::integral_constant<std::size_t, 2>{});
}
static_assert(std::ranges::all_of(record_keys,
                                  [](std::string_view key) { return key.size() >= 2 && key.size() <= 16; }));

}  // namespace detail

/// Nothing for a key that is not read.
inline std::optional<RecordKey> parse_record_key(std::string_view key) {
  if (key.empty()) return std::nullopt;
  const std::uint8_t number = detail::key_table[detail::slot_of_key(key)];
  if (number == 0) return std::nullopt;
  const std::string_view known = record_keys[number - 1U];
  if (known.size() != key.size() || !detail::equal_keys(known, key)) return std::nullopt;
  return static_cast<RecordKey>(number - 1U);
}

}  // namespace clever_sync
