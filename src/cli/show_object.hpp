#pragma once
// `show KIND QUERY`: one object in Clever, as the rules want it, as we last wrote it and in Sphero Edu, side by side.

#include "cli/arguments.hpp"
#include "cli/session.hpp"

namespace clever_sync {

/// `arguments.what` is the kind, `arguments.query` the object. Throws Error{usage}.
ExitCode show_object(const Context& context, const Workspace& workspace, const ShowArguments& arguments);

}  // namespace clever_sync
