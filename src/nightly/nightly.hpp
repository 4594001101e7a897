#pragma once
// Nightly: the order of the stages, and what each outcome means for the next. Recover, fetch, observe, plan, gate,
// apply, read back, record; a refused source or a failure ends the night, and the run line says so. Also the other
// commands that record a run: fetch, observe and apply alone. The caller holds the lock.

#include <functional>
#include <string>
#include <vector>

#include "nightly/stages.hpp"

namespace clever_sync {

struct RunReport {
  ExitCode exit = ExitCode::done;
  RunLine line;
  /// For people: what happened and what to do next, a sentence each.
  std::vector<std::string> sentences;
  std::vector<Finding> findings;  // of the fetch
};

RunReport run_nightly(const Edges& edges, const Run& run, const CleverSource& clever, Target& target,
                      const ApplyOptions& options);
RunReport run_fetch_alone(const Edges& edges, const Run& run, const CleverSource& clever);
RunReport run_observe_alone(const Edges& edges, const Run& run, Target& target);
RunReport run_apply_alone(const Edges& edges, const Run& run, Target& target, const ApplyOptions& options);

/// Runs what a run needs before it begins, as its secrets: an Error of it leaves the run line too, and goes on.
void prepare_run(const Edges& edges, const Run& run, const std::function<void()>& prepare);

/// A run id out of the start and four random hex digits: 20261124T020000Z-1a2b.
std::string make_run_id(UtcTime started, unsigned random);

}  // namespace clever_sync
