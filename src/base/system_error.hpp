#pragma once
// What a failed call of the operating system becomes: one Error{storage} with the path, the system's own words, and
// what to do where that is known.

#include <string>
#include <string_view>

namespace clever_sync {

/// Throws Error{storage} "cannot <doing> <path>: <errno's text>; <what to do>". Call it right after the failure.
[[noreturn]] void throw_system_error(std::string_view doing, const std::string& path);

}  // namespace clever_sync
