#pragma once
// Plan names: the names that a reader of a committed plan sees, read from the files that hold some. Students' files are
// opened only for `--names`: they are most of a district.

#include "nightly/inputs.hpp"

namespace clever_sync {

/// As make_name_book of the commit's snapshot and live state. Throws Error{integrity} for a damaged file among those
/// that it reads.
NameBook read_name_book(const Repository& repository, const ObjectId& commit, StudentNames students);

}  // namespace clever_sync
