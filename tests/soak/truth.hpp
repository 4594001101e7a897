#pragma once
// The truth: what the district shares, asked of Clever in peace, and how many complete nights in a row each record has
// been missing. What a night archives is held against it.

#include <map>
#include <set>
#include <string>

#include "base/date.hpp"
#include "roster/roster.hpp"
#include "sandbox/running_sandbox.hpp"

namespace clever_sync::soak {

using Ids = std::set<std::string>;

struct Truth {
  Ids sections, students, teachers;
  std::map<std::string, Date> section_ends;  // of sections in a term that ends
};

/// Asks the sandbox, which must not be misbehaving.
Truth read_truth(const RunningSandbox& running);

/// Ids of a committed snapshot.
Truth truth_of(const Roster& roster);

/// What was shared at both times, and what was at either.
Truth both(const Truth& one, const Truth& other);
Truth either(const Truth& one, const Truth& other);
bool contains(const Truth& whole, const Truth& part);

/// Nights without a record. Only complete ones count, each date once.
class Missing {
 public:
  /// A complete night: `surely` was there all the time of the read, and `read` is what the night got.
  void add_night(Date day, const Truth& surely, const Truth& read);
  [[nodiscard]] int nights(const std::string& id) const;
  /// When the section's term ends, as last seen; nothing if it has no end.
  [[nodiscard]] std::optional<Date> end_of(const std::string& section) const;

 private:
  std::map<std::string, std::set<Date>> missed_;
  std::map<std::string, Date> ends_;
  Ids known_;
};

}  // namespace clever_sync::soak
