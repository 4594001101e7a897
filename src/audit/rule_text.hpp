#pragma once
// Rule text: the lines of a rule file that a reason cites, for a reader who wants to see the rule and not its address.
// Private to this folder.

#include <string>
#include <vector>

#include "rules/rule_set.hpp"

namespace clever_sync {

/// The cited line without its indent, and what belongs to it below it, a few lines at most. Of a shipped default the
/// shipped file's. Empty if the files have no such line.
std::vector<std::string> rule_lines(const std::vector<RuleFile>& files, const RuleRef& rule);

}  // namespace clever_sync
