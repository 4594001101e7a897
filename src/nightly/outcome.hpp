#pragma once
// Exit codes, and which one counts when several hold. docs/formats.md lists them for people.

#include <vector>

#include "base/error.hpp"

namespace clever_sync {

enum class ExitCode {
  done = 0,
  error = 1,
  changes = 2,  // --detailed-exitcode only
  guardrail_holds = 3,
  waits = 4,  // for a person or a date
  locked = 5,
  applied_in_part = 6,
  source_refused = 7,
  integrity = 8,
  usage = 64,
  configuration = 78,
  interrupted = 130,
  terminated = 143,
};

/// The code of a run that an Error ended.
ExitCode exit_of(ErrorKind kind);

/// The one to return: the first of 8, 78, 1, 7, 5, 6, 3, 4, 0 that is among them (design section 8).
ExitCode worst_of(const std::vector<ExitCode>& codes);

}  // namespace clever_sync
