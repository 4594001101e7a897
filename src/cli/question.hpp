#pragma once
// Question: what why, history, show and diagnose have in common: one object asked for by id or name, as of a day.

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "audit/page.hpp"
#include "base/json.hpp"
#include "cli/session.hpp"
#include "nightly/diagnosis_facts.hpp"
#include "nightly/history.hpp"

namespace clever_sync {

/// One answer in the forms that -o can ask for; Markdown and HTML are both made of the page.
struct Answer {
  std::function<std::string()> text;
  std::function<Json()> json;
  std::function<Page()> page;
};
void print_answer(const Context& context, const Answer& answer);

/// That several records match, and which; `clever-sync/matches@1`.
void print_matches(const Context& context, const std::vector<Person>& matches);

/// The state that --as-of means: its commit, and the day itself; without it the tip and today.
struct AskedState {
  ObjectId commit;
  Date as_of{};
};
AskedState asked_state(const Context& context, const Workspace& workspace);

/// The history of the one object that the query means, as of the day that is asked for: what why and history tell.
/// Nothing when several match: they are printed. Throws as find_asked does.
struct HistoryAsked {
  Kind kind = Kind::class_;
  std::string query;
  Depth depth = Depth::where_it_counts;
  Citations citations = Citations::look_up;
};
std::optional<History> read_asked_history(const Context& context, const HistoryAsked& asked);

/// The one object that the query means. Nothing when several do: they are printed. Throws Error{usage} when none does.
std::optional<CleverId> find_asked(const Context& context, const Past& past, Kind kind, const std::string& query);

}  // namespace clever_sync
