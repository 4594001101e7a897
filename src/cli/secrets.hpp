#pragma once
// Secrets: looked up where the configuration says, at run time, and handed on. Never printed, stored or put into an
// error or an argument list.

#include <string>

#include "rules/config.hpp"

namespace clever_sync {

/// The secret without surrounding white space. `purpose` names it in errors (`clever.token`). Throws
/// Error{configuration} when it is not there or empty, when its file can be read by others, or when its command fails.
std::string read_secret(const SecretSource& source, const std::string& purpose);

}  // namespace clever_sync
