#pragma once
// The checks of `verify` that need no repository: a plan against what its inputs give, an approval against the plans
// that stood before it, a commit against the stage that made it. Each puts into the report what it proves and what is
// wrong. Pure.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "audit/history.hpp"
#include "audit/verify.hpp"
#include "plan/plan.hpp"
#include "review/approval.hpp"

namespace clever_sync {

/// A committed plan, and what its inputs give.
struct RemadePlan {
  std::string commit, path;
  std::string_view committed, made_again;  // bytes
  const Plan& committed_plan;
  const Plan& made_plan;
};
void check_made_again(const RemadePlan& plan, VerifyReport& report);

/// A plan that was committed, without its changes.
struct PlanFacts {
  std::string digest;
  UtcTime committed{};
  Plan header;
};

/// One version of an approval file.
struct ApprovalVersion {
  std::string commit, path;
  UtcTime committed{};  // the time of the commit that brought it
  Approval approval;
  std::optional<Approval> before;  // the version that it took the place of
  int most_hours = 0;              // that the policy gave an approval then
};
/// `plans`: those that stood in the history before or with it, oldest first.
void check_approval(const ApprovalVersion& version, const std::vector<PlanFacts>& plans, VerifyReport& report);

/// A commit, as far as it touched what only the tool writes.
struct ToolPaths {
  std::string commit;
  std::string stage;                 // its Clever-Sync-Stage trailer, "" for none
  std::vector<std::string> changed;  // of the paths that tool_stages knows
};
/// The finest paths by which a commit is judged: folders and files.
std::vector<std::string> judged_paths();
void check_paths(const ToolPaths& paths, VerifyReport& report);

}  // namespace clever_sync
