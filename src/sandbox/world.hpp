#pragma once
// World: the district as Clever holds it: every record it has, what of it is shared, and when Clever last read the SIS.
// Events (clever_events.hpp) edit it, pages are made from it. Unlike a snapshot it never holds a date of absence.

#include <cstdint>
#include <set>
#include <string>
#include <unordered_map>

#include "base/date.hpp"
#include "roster/roster.hpp"

namespace clever_sync {

struct World {
  Roster roster;
  std::set<CleverId> unshared;    // records of any kind that the district has and does not share
  std::set<std::string> emptied;  // collections that answer 200 and nothing: `students`, …
  std::unordered_map<CleverId, UtcTime> modified;
  Date day{};  // of the school year
  UtcTime last_sync{};
  std::uint64_t ids_made = 0;
  /// Raised by every edit; what was made from the world under another number is old.
  std::uint64_t revision = 1;
};

/// A world that holds the roster, all of it shared, synced in the morning of the day.
World make_world(Roster roster, Date day);

/// The next morning's sync: moves the day and last_sync. The day must not be before the world's.
void begin_day(World& world, Date day);
/// One more sync on the same day, five minutes after the last.
void sync_again(World& world);
/// Says that a record is not what it was; the caller has edited it.
void touch(World& world, const CleverId& id);

/// An id that was never used, greater than every one made on an earlier day.
CleverId new_id(World& world);

// What is shared: the record itself is, and so is a school that it belongs to.
bool is_shared(const World& world, const School& school);
bool is_shared(const World& world, const Term& term);
bool is_shared(const World& world, const Course& course);
bool is_shared(const World& world, const Section& section);
bool is_shared(const World& world, const Student& student);
bool is_shared(const World& world, const Teacher& teacher);

/// Puts the record where its id belongs in a vector sorted by id.
template <class Record>
Record& insert_by_id(std::vector<Record>& sorted, Record record) {
  const auto at = std::lower_bound(sorted.begin(), sorted.end(), record.id,
                                   [](const Record& left, const auto& id) { return left.id < id; });
  return *sorted.insert(at, std::move(record));
}

/// As find_by_id, for editing.
template <class Record, class IdType>
Record* edit_by_id(std::vector<Record>& sorted, const IdType& id) {
  return const_cast<Record*>(find_by_id(sorted, id));
}

}  // namespace clever_sync
