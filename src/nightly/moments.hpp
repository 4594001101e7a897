#pragma once
// Moments: the history of the workspace as one kind of object sees it, read in one walk: every commit that touched what
// can concern it, with the ids of the files and folders it looks at. Nothing is opened yet; who asks opens what
// differs.

#include <map>
#include <string>
#include <vector>

#include "audit/history.hpp"
#include "nightly/run_line.hpp"
#include "workspace/repository.hpp"

namespace clever_sync {

/// One commit. Ids of trees and blobs, "" where there is nothing.
struct Moment {
  CommitFact commit;
  ObjectId source, applied, live;  // the folders that can hold the object
  ObjectId refused, receipts, plan;
};

/// `snapshots/sections`, `sphero/applied/classes`, `sphero/live/classes`
std::string source_folder(Kind kind);
std::string applied_folder_of(Kind kind);
std::string live_folder_of(Kind kind);

/// The day of each run that left a line, by its id.
using RunDays = std::map<std::string, Date, std::less<>>;
RunDays run_days(const Repository& repository, const ObjectId& tip);

CommitFact commit_fact(const CommitInfo& commit, const RunDays& days);

/// Oldest first; `commit.position` is the place in the vector.
std::vector<Moment> read_moments(const Repository& repository, const ObjectId& tip, Kind kind, const RunDays& days);

/// The commit that held the state at the end of that day: of the last run for it or an earlier day, with what people
/// committed until the next run began. `tip` itself if no later run is recorded. Throws Error{usage} for a day before
/// the first run.
ObjectId commit_for_day(const Repository& repository, const ObjectId& tip, Date day);

}  // namespace clever_sync
