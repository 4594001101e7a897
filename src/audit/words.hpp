#pragma once
// Words that several answers share: how a commit, a rule, an action or a change's effect is named. Private to this
// folder.

#include <string>
#include <vector>

#include "audit/history.hpp"
#include "base/json.hpp"

namespace clever_sync {

/// `commit 1a2b3c4d5e6f`
std::string commit_words(const CommitFact& commit);
/// `run 2026… (commit 1a2b3c4d5e6f)`, or the author of a person's commit
std::string origin_words(const CommitFact& commit);
/// `rules/filters.yaml:12 (no-homeroom)`
std::string rule_citation(const RuleRef& rule);
/// What a change did, in words and counts: `name "Robotics", 2 students added`. Of a student no values.
std::string effect_of(const Change& change);
/// `Sphero Edu answered 200`, or that it was settled by reading back
std::string answer_words(const ReceiptFact& receipt);
/// `3 nights: 2026-09-01, 2026-09-02, 2026-09-03`; "" if the line has none.
std::string missed_nights(const std::string& absent_line);
/// `a, b, c`
std::string joined(const std::vector<std::string>& words);
/// `1 night`, `2 nights`, `2 classes`
std::string counted(std::int64_t count, const std::string& one);

}  // namespace clever_sync
