#pragma once
// Reads the one thing that answers use and no commit holds: the journal of a run that has left no run line, because it
// is still at work or was cut off. It stands in the workspace where that run was begun, and in no clone of it.

#include <optional>
#include <string>

#include "audit/status.hpp"
#include "base/disk.hpp"
#include "workspace/repository.hpp"

namespace clever_sync {

/// Where the journal of a run stands while it writes to Sphero Edu.
std::string journal_path(const Repository& repository);

/// Nothing if no run has begun to write to Sphero Edu since the last one that ended. Throws Error{storage} if the file
/// can't be read; that it is damaged is an answer.
std::optional<UnendedRun> read_unended_run(Disk& disk, const Repository& repository);

}  // namespace clever_sync
