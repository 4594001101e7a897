#pragma once
// A generated district of any size, for benchmarks and large tests: schools of 500 to 700 students, six classes for
// each student, 25 students in each class. The same on every platform for the same number and seed.

#include <cstdint>

#include "roster/roster.hpp"

namespace clever_sync {

struct GeneratorWish {
  std::int64_t students = 1000;
  std::uint64_t seed = 1;
};
Roster generate_district(const GeneratorWish& wish);

/// The terms that every invented district has.
struct InventedTerm {
  const char* name;
  const char* start;  // "" for a term that has only a name
  const char* end;
};
inline constexpr InventedTerm fall_term{"Fall 2026", "2026-08-03", "2026-12-18"};
inline constexpr InventedTerm spring_term{"Spring 2027", "2027-01-05", "2027-05-27"};
inline constexpr InventedTerm year_term{"2026-2027", "2026-08-03", "2027-05-27"};
inline constexpr InventedTerm name_only_term{"All year", "", ""};

}  // namespace clever_sync
