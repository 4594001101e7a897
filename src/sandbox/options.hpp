#pragma once
// The command line of clever-sync-sandbox.

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <variant>

#include "base/date.hpp"
#include "sandbox/sandbox.hpp"

namespace clever_sync {

struct SandboxOptions {
  SandboxSettings settings;
  std::string snapshots = "snapshots";   // the folder that the district is read from
  std::optional<std::int64_t> students;  // generated instead
  std::uint64_t seed = 1;
  Date day{};
  std::string port_file;
  std::string write_sample;  // a folder: write the sample district there and end
};
/// `--help`: the text to print.
struct HelpWanted {
  std::string text;
};
/// Throws Error{usage} for anything that it does not know.
std::variant<SandboxOptions, HelpWanted> parse_options(std::span<const char* const> arguments);

}  // namespace clever_sync
