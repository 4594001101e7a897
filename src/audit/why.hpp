#pragma once
// Why: a class's, teacher's or student's history as an answer. A chain, newest first: what was done, who approved it,
// which line of which rule asked for it, on what evidence, what would have made it otherwise; or why it is not there,
// the first stage that stops it first. Pure; never a student's name.

#include <string>
#include <vector>

#include "audit/history.hpp"
#include "audit/page.hpp"
#include "base/json.hpp"

namespace clever_sync {

/// In one word, where it is: `open`, `archived`, or `absent` (from Sphero Edu).
std::string standing_word(const History& history);

/// The stages that a record passes on its way into Sphero Edu, in order.
enum class PathStage { shared, takes_part, planned, cleared, approved, sent, accepted };
std::string_view name_of(PathStage stage);

/// Why it is not as one would expect: the stage that stops it, and a sentence.
struct Stop {
  PathStage stage = PathStage::shared;
  std::string words;
};

/// Why it is not in Sphero Edu, or why what the rules ask for has not happened yet, the first failing stage first;
/// empty when everything is as the rules want it.
std::vector<Stop> why_not(const History& history);

/// The answer for a terminal, and as a page with the timeline drawn.
std::string render_why(const History& history);
Page why_page(const History& history);

/// The same facts as JSON, `clever-sync/why@1` (docs/formats.md).
Json why_json(const History& history);

}  // namespace clever_sync
