#include "nightly/outcome.hpp"

#include <algorithm>
#include <array>

namespace clever_sync {

ExitCode exit_of(ErrorKind kind) {
  using enum ErrorKind;
  switch (kind) {
    case usage:
      return ExitCode::usage;
    case configuration:
      return ExitCode::configuration;
    case integrity:
      return ExitCode::integrity;
    case remote:
    case storage:
    case stale:
    case bug:
      return ExitCode::error;
  }
  unreachable("ErrorKind");
}

ExitCode worst_of(const std::vector<ExitCode>& codes) {
  using enum ExitCode;
  constexpr std::array order{integrity, configuration,   error,           source_refused,
                             locked,    applied_in_part, guardrail_holds, waits};
  for (const ExitCode code : order) {
    if (std::ranges::find(codes, code) != codes.end()) return code;
  }
  return done;
}

}  // namespace clever_sync
