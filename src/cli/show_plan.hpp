#pragma once
// `show` of a whole plan: its first lines are on the screen before its changes are read, and no form of it is ever held
// as a whole.

#include "cli/session.hpp"
#include "nightly/inputs.hpp"
#include "nightly/plan_lookup.hpp"

namespace clever_sync {

/// Prints the plan in the format that was asked for. Throws Error{integrity} for a file that is damaged; what was right
/// before the damage may stand on stdout by then.
void show_plan(const Context& context, const Repository& repository, FoundPlan found, StudentNames students);

}  // namespace clever_sync
