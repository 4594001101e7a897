#pragma once
// The stages as the commands run them: each takes the tip that it builds on and gives the tip it left. `nightly` is
// their composition (nightly.hpp), and a command of the same name is one of them alone. None takes the lock: the caller
// holds it.

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "apply/apply.hpp"
#include "nightly/edges.hpp"
#include "nightly/inputs.hpp"
#include "nightly/outcome.hpp"
#include "nightly/run_line.hpp"
#include "snapshot/snapshot.hpp"

namespace clever_sync {

// fetch

/// A complete read, committed as the snapshot (no commit when nothing changed).
struct SnapshotTaken {
  ObjectId commit;
  std::string subject;
  std::string tree;  // of snapshots/
  Snapshot snapshot;
  DistrictState state = DistrictState::success;
  std::string last_sync;
  std::vector<Finding> findings;
};
/// Reads Clever and commits the snapshot. A partial read leaves everything as it was. Throws Error{remote}.
std::variant<SnapshotTaken, PartialFetch> run_fetch(const Edges& edges, const Run& run, const CleverSource& clever,
                                                    const ObjectId& tip);

// observe

struct Observed {
  ObjectId commit;
  Observation observation;
};
/// Sphero Edu has not approved the district, or does not know it: nothing can be read or written there.
struct NotConnected {
  std::string what;  // one sentence with what to do
};
std::variant<Observed, NotConnected> run_observe(const Edges& edges, const Run& run, Target& target,
                                                 const ObjectId& tip);

/// Replaces sphero/live or sphero/applied as a whole.
void put_live(CommitBuilder& builder, const LiveState& live);
void put_applied(CommitBuilder& builder, const AppliedState& applied);
/// The same, where the base holds `before`: what is the same in both is not written again.
void put_live(CommitBuilder& builder, const ManagedState& before, const LiveState& live);
void put_applied(CommitBuilder& builder, const ManagedState& before, const AppliedState& applied);

// plan

/// What the gates look at beside the plan.
struct GateFacts {
  ObjectId commit;  // in which the approvals stand
  bool connection_approved = false;
  std::optional<Date> launch_date;  // nothing too if the configuration does not wait for it
  UtcTime now{};
};

struct Planned {
  ObjectId commit;
  MadePlan made;
  WorkspaceInputs inputs;
};
/// Throws Error{usage} before the first snapshot. Plans from the tip's trees, of which some may be at hand, and commits
/// plans/ when it differs. Plans again when a person's commit moved the rules.
Planned run_plan(const Edges& edges, const Run& run, const ObjectId& tip, AtHand at_hand);
/// The plan at the tip, made again for a later day from the same inputs without reading a record.
struct QuietPlan {
  PlanFiles made;
  GateFacts facts;
  std::string renews;  // digests.plan of the one at the tip
};
/// Nothing when that can't be told: an input is another than that plan names, or the day decides something
/// (plan/later_day.hpp). run_plan plans then.
std::optional<QuietPlan> find_quiet_plan(const Repository& repository, const ObjectId& tip, Date as_of, UtcTime now);
/// Commits it; `tip` becomes the commit. False if a person's commit moved the rules meanwhile: run_plan, from `tip`.
bool commit_quiet_plan(const Edges& edges, const Run& run, QuietPlan& quiet, ObjectId& tip);
void put_plan(CommitBuilder& builder, const PlanFiles& made);
/// `plan 2026-11-24: Plan: 3 to create, …`
std::string plan_subject(const Plan& plan);

// apply

/// Commits what a run that died had done, then removes its journal; nothing to do is the rule.
struct RecoveryReport {
  ObjectId commit;
  std::int64_t done = 0, not_done = 0, looked_up = 0;
  bool found = false;
  std::vector<ReceiptsHead> receipts;
};
/// Whether a run that died left a journal that run_recovery would settle.
bool run_left_over(const Edges& edges);
RecoveryReport run_recovery(const Edges& edges, const Run& run, Target& target, const ObjectId& tip);

/// Why parts of a plan are not applied tonight, as exit codes, words for the run line, and next steps for people.
struct GateReport {
  Gate additions, removals;
  std::vector<ExitCode> codes;
  std::vector<std::string> waits, holds;
  std::vector<std::string> next_steps;
};
GateFacts gate_facts(const Planned& planned, UtcTime now);
GateReport gate_plan(const Plan& plan, const GateFacts& facts, const Repository& repository,
                     const std::optional<RunLine>& last_fetch);

struct ApplyStageReport {
  ObjectId commit;
  std::string plan;  // digest of the plan that was gated
  GateReport gates;
  /// For people, of the plan that remains: the commands name its digest.
  std::vector<std::string> next_steps;
  ApplyReport report;
  std::optional<NotConnected> not_connected;
  std::vector<ReceiptsHead> receipts;
  /// Changes whose effect Sphero Edu does not show although it said done: `update class 58da…`.
  std::vector<std::string> read_back_differences;
  [[nodiscard]] std::vector<ExitCode> codes() const;
};
/// Observes, plans, gates, applies what is cleared, reads back, and commits receipts, applied, live and the plan of
/// what remains. `snapshot` is that of the tip, if it is at hand. `line` gets what the run line needs, and is committed
/// with the rest.
ApplyStageReport run_apply(const Edges& edges, const Run& run, Target& target, const ApplyOptions& options,
                           const ObjectId& tip, std::optional<Snapshot> snapshot, RunLine& line);

/// Commits a run line alone: refused, failed, and fetch- or observe-only runs.
ObjectId commit_run_line(const Edges& edges, const Run& run, const ObjectId& tip, const RunLine& line);

}  // namespace clever_sync
