#pragma once
// Gathers from the repository what it knows of one class, teacher or student, for the pure questions in `audit`. Reads
// only files whose path can hold the object, along the commits that changed them.

#include <string>
#include <vector>

#include "audit/history.hpp"
#include "nightly/inputs.hpp"
#include "nightly/past_plans.hpp"

namespace clever_sync {

/// An object that a query means.
struct Match {
  CleverId id;
  std::string name;  // class or teacher; "" of a student unless `names` is join
  friend auto operator<=>(const Match&, const Match&) = default;
};

/// Everything that a Clever id, a Sphero Edu id, or a name or part of one can mean in the last commit, sorted by id.
/// Exact matches hide partial ones. A well-formed Clever id matches itself even when nothing knows it, so that `why`
/// can say that it was never shared; its name is not looked up.
std::vector<Match> find_matches(const Past& past, Kind kind, const std::string& query, StudentNames names);

/// How much of a history is wanted: what `history` shows is cheaper than what `why` cites.
enum class Citations { leave_out, look_up };

struct HistoryQuestion {
  Kind kind = Kind::class_;
  CleverId id;
  Date as_of{};
  UtcTime now{};
  Depth depth = Depth::where_it_counts;
  Citations citations = Citations::look_up;
};

/// The whole history of one object up to the last commit of the past.
History gather_history(Past& past, const HistoryQuestion& question);

}  // namespace clever_sync
