#pragma once
// What the checks say of one rule file, as lines that a test can compare.

#include <string>
#include <string_view>
#include <vector>

#include "rules/rule_set.hpp"

namespace clever_sync {

inline std::vector<std::string> problems_in(std::string_view file, std::string_view text) {
  std::vector<std::string> lines;
  for (const RuleProblem& problem : check_rules({{.file = std::string(file), .text = std::string(text)}}))
    lines.push_back(render_problem(problem));
  return lines;
}

/// The rule set of one file, the others at their defaults.
inline RuleSet rules_of(std::string_view file, std::string_view text) {
  return parse_rules({{.file = std::string(file), .text = std::string(text)}});
}

using Lines = std::vector<std::string>;

}  // namespace clever_sync
