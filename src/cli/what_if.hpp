#pragma once
// What-if: where the inputs of a plan are read from that is not the plan as of now, as `plan` and `backtest` are told.

#include "cli/session.hpp"
#include "nightly/inputs.hpp"

namespace clever_sync {

/// The commit that a revision names, or the tip for "". Throws Error{usage} naming the option.
ObjectId resolve_revision(const Workspace& workspace, const std::string& revision, const std::string& option);

/// The folder of the checkout, for --worktree. Throws Error{usage} in a bare workspace.
std::string work_folder_of(const Workspace& workspace);

}  // namespace clever_sync
