#pragma once
// The sandbox's own reading and writing of snapshot folders; everything else in this program is in memory.

#include <string>

#include "roster/roster.hpp"

namespace clever_sync {

/// The roster of the canonical snapshot in that folder. Throws Error{configuration} when there is none,
/// Error{integrity} when it is not canonical.
Roster read_district(const std::string& folder);

/// Writes sample_files() below the folder.
void write_sample(const std::string& folder);

}  // namespace clever_sync
