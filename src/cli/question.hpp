#pragma once
// Question: what why, history, show and diagnose have in common: one object asked for by id or name, as of a day.

#include <optional>
#include <string>
#include <vector>

#include "cli/session.hpp"
#include "nightly/history.hpp"

namespace clever_sync {

/// The state that --as-of means: its commit, and the day itself; without it the tip and today.
struct AskedState {
  ObjectId commit;
  Date as_of{};
};
AskedState asked_state(const Context& context, const Workspace& workspace);

/// The one object that the query means. Nothing when several do: they are printed. Throws Error{usage} when none does.
std::optional<CleverId> find_asked(const Context& context, const Past& past, Kind kind, const std::string& query);

}  // namespace clever_sync
