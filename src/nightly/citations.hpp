#pragma once
// Citations: what a decision rests on, looked up in the repository: the rule's line and who wrote it, the snapshot
// since which a fact has held, the approval of a part. Private to this folder.

#include <optional>
#include <string>

#include "audit/history.hpp"
#include "nightly/past.hpp"
#include "plan/plan.hpp"

namespace clever_sync {

/// The line as of that commit, with its author. Without text and author when the file is a shipped default.
RuleLine cite_rule(Past& past, std::size_t position, const RuleRef& rule);

/// The oldest commit, back from that one, since which the field has had the value it has there, without a break;
/// nothing when the file or record is not in the tree.
std::optional<CommitFact> since_when(Past& past, std::size_t position, const Evidence& evidence);

/// The approval of that part of the plan as it stood at that commit.
std::optional<ApprovalFact> cite_approval(Past& past, std::size_t position, const std::string& part_digest);

}  // namespace clever_sync
