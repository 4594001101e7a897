#pragma once
// Citations: what a decision rests on, looked up in the repository: the rule's line and who wrote it, the snapshot
// since which a fact has held, the approval of a part. Private to this folder.

#include <optional>
#include <string>

#include "audit/history.hpp"
#include "nightly/moments.hpp"
#include "plan/plan.hpp"
#include "workspace/repository.hpp"

namespace clever_sync {

/// The line as of that commit, with its author. Without text and author when the file is a shipped default.
RuleLine cite_rule(const Repository& repository, const ObjectId& commit, const RuleRef& rule, const RunDays& days);

/// The oldest commit, back from `commit`, since which the field has had the value it has there; nothing when the file
/// or record is not in the tree. Looks back over at most a few hundred changes of the file.
std::optional<CommitFact> since_when(const Repository& repository, const ObjectId& commit, const Evidence& evidence,
                                     const RunDays& days);

/// The approval of that part of the plan as it stood at `commit`.
std::optional<ApprovalFact> cite_approval(const Repository& repository, const ObjectId& commit,
                                          const std::string& part_digest, const RunDays& days);

}  // namespace clever_sync
