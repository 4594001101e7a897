#pragma once
// Golden answers: what why and diagnose say after real nights, as files that a person has read. What differs from run
// to run (ids of commits, runs and plans, digests, the machine's time) stands in them as a word in brackets.
// UPDATE_GOLDEN=1 rewrites them, so that a change of wording shows in the diff; a missing one fails.

#include <string>

namespace end_to_end {

/// Checks the answer against tests/end_to_end/answers/<name>.txt.
void check_answer(const std::string& name, const std::string& answer);

/// The answer with `[commit]`, `[run]`, `[plan]`, `[digest]`, `[time]`, `[line]`, `[request]` for what varies.
std::string masked(std::string answer);

}  // namespace end_to_end
