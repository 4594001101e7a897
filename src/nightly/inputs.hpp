#pragma once
// The committed inputs of a plan, read from one commit: configuration, rules, snapshot, applied, live, and whether the
// district is approved. Nothing here decides anything.

#include <optional>
#include <string>
#include <vector>

#include "plan/make_plan.hpp"
#include "review/approval.hpp"
#include "review/render.hpp"
#include "roster/states.hpp"
#include "rules/config.hpp"
#include "rules/rule_set.hpp"
#include "workspace/repository.hpp"

namespace clever_sync {

// Paths of the workspace (design section 3), each once.
inline constexpr std::string_view config_path = "clever-sync.yaml";
inline constexpr std::string_view rules_folder = "rules";
inline constexpr std::string_view snapshot_folder = "snapshots";
inline constexpr std::string_view applied_folder = "sphero/applied";
inline constexpr std::string_view live_folder = "sphero/live";
inline constexpr std::string_view plan_path = "plans/plan.json";
inline constexpr std::string_view plan_markdown_path = "plans/plan.md";
inline constexpr std::string_view approvals_folder = "approvals";
inline constexpr std::string_view connection_path = "approvals/connection.json";
inline constexpr std::string_view receipts_folder = "receipts";
inline constexpr std::string_view runs_folder = "runs";

/// The paths that only the tool writes; approvals are written by both and are not among them.
std::vector<std::string> tool_owned_paths();

/// Where each input is read from. All from one commit, but for what-ifs.
struct InputSource {
  ObjectId commit;
  ObjectId rules_commit;     // `--rules REV`; else the same
  ObjectId snapshot_commit;  // `--snapshot REV`; else the same
  /// `--worktree`: the rules and configuration of the checkout's files, committed or not; "" otherwise.
  std::string work_folder;
  static InputSource at(const ObjectId& commit) {
    return {.commit = commit, .rules_commit = commit, .snapshot_commit = commit, .work_folder = {}};
  }
};

struct WorkspaceInputs {
  ObjectId commit;
  Config config;
  RuleSet rules;
  Snapshot snapshot;
  AppliedState applied;
  LiveState live;
  bool connection_approved = false;
  PlanInputsIds ids;
};

/// The trees and blobs of the inputs, as a plan names them.
PlanInputsIds input_ids(const Repository& repository, const InputSource& source);

/// What a night has at hand, as it has just committed it: that is not read again.
struct AtHand {
  std::optional<Snapshot> snapshot;
  std::optional<LiveState> live;
};

/// Throws Error{configuration} for a missing or wrong configuration or rule file, Error{integrity} for a damaged state.
WorkspaceInputs read_inputs(const Repository& repository, const InputSource& source);
WorkspaceInputs read_inputs(const Repository& repository, const InputSource& source, AtHand at_hand);

Config read_config(const Repository& repository, const ObjectId& commit);
/// Of `rules_commit`, or with a work folder the file there.
Config read_config(const Repository& repository, const InputSource& source);
std::vector<RuleFile> read_rule_files(const Repository& repository, const ObjectId& commit);
/// The rule files of a folder on disk that holds `rules/` (or is one): for --worktree and `rules check`.
std::vector<RuleFile> read_rule_files_of_folder(const std::string& folder);
Snapshot read_snapshot(const Repository& repository, const ObjectId& commit);
AppliedState read_applied(const Repository& repository, const ObjectId& commit);
LiveState read_live(const Repository& repository, const ObjectId& commit);
/// The same, of the tree at that folder, or of the blob: how a plan's inputs are read that it names by id. "" is the
/// empty tree.
std::vector<RuleFile> read_rule_files_of_tree(const Repository& repository, const ObjectId& tree);
Snapshot read_snapshot_of_tree(const Repository& repository, const ObjectId& tree);
AppliedState read_applied_of_tree(const Repository& repository, const ObjectId& tree);
LiveState read_live_of_tree(const Repository& repository, const ObjectId& tree);
/// The committed plan, or nothing before the first.
std::optional<ParsedPlan> read_plan(const Repository& repository, const ObjectId& commit);
std::optional<Approval> read_approval(const Repository& repository, const ObjectId& commit,
                                      const std::string& part_digest);
/// The approval of the connection if it is this district's and not revoked.
std::optional<ConnectionApproval> read_connection_approval(const Repository& repository, const ObjectId& commit,
                                                           const DistrictId& district);

enum class StudentNames { leave_out, join };
/// Names for a reader: schools, classes and teachers always; students only where asked for.
NameBook make_name_book(const Snapshot& snapshot, const LiveState& live, StudentNames students);
/// Those of the above that plan.md shows: of the schools, and of what the plan changes or judges.
NameBook make_name_book(const Plan& plan, const Snapshot& snapshot, const LiveState& live);

/// plans/plan.json and plans/plan.md as they would be committed.
struct PlanFiles {
  Plan plan;
  std::string json;
  std::string markdown;
  std::string digest;  // digests.plan
};
PlanFiles make_plan_files(Plan plan, const NameBook& names);

struct MadePlan : PlanFiles {
  DesiredResult desired;
};
MadePlan make_workspace_plan(const WorkspaceInputs& inputs, Date as_of);
/// The plan of what remains when applied and live have moved on under the same snapshot and rules, on the same day:
/// what is desired is as it was.
PlanFiles make_remaining_plan(const WorkspaceInputs& inputs, const DesiredResult& desired, const AppliedState& applied,
                              const LiveState& live, const PlanInputsIds& ids, Date as_of);
/// The same without the files: the plan as a value, with students' values, and who is left out by which rule.
struct DerivedPlan {
  DesiredResult desired;
  Plan plan;
};
DerivedPlan derive_workspace_plan(const WorkspaceInputs& inputs, Date as_of);
/// As derive_workspace_plan, under other rules and another policy than those of the inputs.
DerivedPlan derive_plan_under(const WorkspaceInputs& inputs, const RuleSet& rules, const ReviewPolicy& policy,
                              Date as_of);

}  // namespace clever_sync
