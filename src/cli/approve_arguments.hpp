#pragma once
// What the options of `approve` must be together: an approval is a person's word, and a slip of the pen must not become
// one. Checked before anything is opened.

#include "cli/arguments.hpp"

namespace clever_sync {

/// Throws Error{usage} for a reason that says nothing, waivers that don't pair or contradict each other, a `--plan`
/// that pins nothing, and options that have no meaning for what is approved.
void check_approve_arguments(const ApproveArguments& arguments);

}  // namespace clever_sync
