#pragma once
// What-if: where the inputs of a plan are read from that is not the plan as of now, as `plan` and `backtest` are told.

#include "cli/session.hpp"
#include "nightly/inputs.hpp"

namespace clever_sync {

/// The commit that a revision names, or the tip for "". Throws Error{usage} naming the option.
ObjectId resolve_revision(const Workspace& workspace, const std::string& revision, const std::string& option);

/// The folder of the checkout, for --worktree. Throws Error{usage} in a bare workspace.
std::string work_folder_of(const Workspace& workspace);

/// Whether `plan` is asked for anything but the plan as of now: other rules, another snapshot, or a day that is neither
/// today nor the last snapshot's. Where both APIs are on loopback days are made up: there each day from the last
/// snapshot's on may be the one as of now, as for a run.
bool is_what_if(const Context& context, const Workspace& workspace, const PlanArguments& arguments);

struct WhatIf {
  InputSource source;
  Date as_of{};
  std::string words;  // `the rules of the working tree; the day 2026-12-20`
};
WhatIf read_what_if(const Context& context, const Workspace& workspace, const PlanArguments& arguments);

}  // namespace clever_sync
