#pragma once
// Backtesting: goes back through the nights of a workspace's history and asks other rules what they would have planned
// on each (audit/backtest.hpp). Reads only; works offline and in a bare clone.

#include <functional>
#include <string>

#include "audit/backtest.hpp"
#include "nightly/inputs.hpp"

namespace clever_sync {

/// The rules that are tried, read from a commit or from the files of the checkout.
struct TriedRules {
  std::string whose;  // for a reader: `the working tree`, `commit 1a2b3c4d5e6f`
  std::vector<RuleFile> files;
  RuleSet rules;
  Config config;
};
/// Throws Error{configuration} for rules or a configuration with a mistake.
TriedRules read_tried_rules(const Repository& repository, const InputSource& source);

/// The last `nights` days on which a plan was made, each with the first plan over that day's last snapshot: the one
/// that the night was gated by, before anything of it was applied. Throws Error{configuration} for a shallow clone that
/// ends within them.
BacktestReport run_backtest(const Repository& repository, const ObjectId& tip, const TriedRules& tried,
                            std::size_t nights, const std::function<void(const std::string&)>& tell);

}  // namespace clever_sync
