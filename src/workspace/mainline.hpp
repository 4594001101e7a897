#pragma once
// Mainline: the parent through which the line of nights goes on. That is the first, with one exception. Who approves in
// a clone, pulls the nights that ran meanwhile and pushes makes a merge whose first parent is the approval and whose
// second is those nights: there the line is the second's. It is taken only if the merge has all of the program's
// folders from it, and the first parent's side wrote nothing in them since the two parted: no night can be passed over
// so. Private to this folder.

#include <cstddef>

#include "workspace/git_library.hpp"

namespace clever_sync {

/// The number of the parent of a commit that has some. What a shallow clone lacks leaves it at the first.
std::size_t mainline_parent(const git_commit* commit);

}  // namespace clever_sync
