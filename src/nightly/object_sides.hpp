#pragma once
// Reads one object's lines in snapshot, applied and live as of the last commit of a past, and derives what the rules
// want of it.

#include "audit/sides.hpp"
#include "nightly/past.hpp"

namespace clever_sync {

Sides read_sides(Past& past, Kind kind, const CleverId& id, Date as_of);

}  // namespace clever_sync
