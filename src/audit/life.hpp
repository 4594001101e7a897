#pragma once
// Life: an object's history as events, in order: shared, renamed, created, members, archived, restored, drift.
// `history` prints one line for each, `why` and its page draw them. Pure; never a student's values.

#include <optional>
#include <string>
#include <vector>

#include "audit/history.hpp"
#include "audit/page.hpp"
#include "base/json.hpp"

namespace clever_sync {

struct LifeEvent {
  /// In Clever: shared, changed, renamed, members, left, returned. In Sphero Edu, by us: created, updated, renamed,
  /// members, archived, restored, relinked, adopted, refused, unknown, skipped. Not by us: drift, vanished.
  std::string code;
  enum class In { clever, sphero } in = In::clever;
  Date day{};
  std::string what;  // one clause
  CommitFact commit;
  std::string path;                    // of the file that shows it
  int line = 0;                        // in it, 0 for none
  std::optional<std::size_t> receipt;  // which of History::receipts
};

/// Oldest first.
std::vector<LifeEvent> life_of(const History& history);

/// One line per event.
std::string render_life(const History& history);
/// The same with the timeline drawn.
Page life_page(const History& history);
/// `clever-sync/history@1`
Json life_json(const History& history);

/// The fields in which two canonical lines differ, by name, sorted; nested ones as `name.first`. No values.
std::vector<std::string> changed_fields(const std::string& before, const std::string& after);

}  // namespace clever_sync
