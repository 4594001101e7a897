#pragma once
// What one rule does tonight, record by record: for `rules explain ID`. A rule is anything that a reason can name: a
// filter rule by its id, a setting by its path (`classes.archive.after_term_end_days`), an entry of keep.yaml. Pure;
// names schools, classes and teachers, never a student.

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "desired/desired.hpp"

namespace clever_sync {

struct ExplainedRecord {
  std::string kind;  // school, section, teacher, student
  CleverId id;
  std::string name;    // "" of a student
  std::string school;  // the name of the primary one; "" if there is none
  std::string effect;  // `left out`, `takes part`, `left out by no-homeroom`, `archive: term-ended`
  friend bool operator==(const ExplainedRecord&, const ExplainedRecord&) = default;
};

struct RuleExplanation {
  RuleRef rule;
  std::string because;                   // of a filter rule, "" if it gives none
  std::vector<ExplainedRecord> matched;  // sorted by kind and id
  /// By kind, the records that take no part since a matched one takes none: a school's sections, a section's
  /// students.
  std::map<std::string, std::size_t> along;
};

/// Nothing when no rule has that id. A filter rule's records are those that its condition matches; another rule's those
/// whose stance it decides, so settings that only the plan looks at have none.
std::optional<RuleExplanation> explain_rule(const Snapshot& snapshot, const RuleSet& rules, std::string_view id,
                                            Date as_of);

/// The ids that explain_rule knows.
std::vector<std::string> explainable_rules(const RuleSet& rules);

}  // namespace clever_sync
