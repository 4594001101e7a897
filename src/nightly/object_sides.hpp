#pragma once
// Reads one object's lines in snapshot, applied and live as of a commit, and derives what the rules want of it.

#include "audit/sides.hpp"
#include "workspace/repository.hpp"

namespace clever_sync {

Sides read_sides(const Repository& repository, const ObjectId& commit, Kind kind, const CleverId& id, Date as_of);

}  // namespace clever_sync
