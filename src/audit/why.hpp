#pragma once
// Why: a class's, teacher's or student's history as an answer. A chain, newest first: what was done, who approved it,
// which line of which rule asked for it, on what evidence; or why it is not there. Pure; never a student's name.

#include <string>

#include "audit/history.hpp"
#include "base/json.hpp"

namespace clever_sync {

/// In one word, where it is: `open`, `archived`, or `absent` (from Sphero Edu).
std::string standing_word(const History& history);

/// The answer for a terminal.
std::string render_why(const History& history);

/// The same facts as JSON, `clever-sync/why@1` (docs/formats.md).
Json why_json(const History& history);

/// Why it is not in Sphero Edu, or why what the rules ask for has not happened yet: one sentence per cause, the first
/// failing stage first; empty when everything is as the rules want it.
std::vector<std::string> why_not(const History& history);

/// The fields in which two canonical lines differ, by name, sorted; nested ones as `name.first`. No values.
std::vector<std::string> changed_fields(const std::string& before, const std::string& after);

}  // namespace clever_sync
