#pragma once
// Plan names: the names that a reader of a committed plan sees, read from the files that hold some. Students' files are
// opened only for `--names`: they are most of a district.

#include "nightly/inputs.hpp"

namespace clever_sync {

/// As make_name_book of the commit's snapshot and live state. Throws Error{integrity} for a damaged file among those
/// that it reads.
NameBook read_name_book(const Repository& repository, const ObjectId& commit, StudentNames students);

/// Adds the names of schools that the plan speaks of and the district no longer shares, from the last snapshot up to
/// `commit` that had them; one that this history does not have (a shallow clone) stays without. Only for a plan of such
/// a school is the history looked at.
void add_earlier_schools(const Repository& repository, const ObjectId& commit, const Plan& plan, NameBook& names);

}  // namespace clever_sync
