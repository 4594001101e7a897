#pragma once
// Notes: what a comparison has to say beside its changes: findings, and counts of what is as it should be and of what
// was withheld. Every stage of the plan returns some; make_plan adds them up.

#include <cstdint>
#include <vector>

#include "roster/finding.hpp"

namespace clever_sync {

struct Notes {
  std::vector<Finding> findings;
  std::int64_t unchanged = 0;  // wanted, there, and equal
  std::int64_t withheld = 0;   // changes that wait for a person's decision or for a refusal to cool down

  void add(const Notes& other) {
    findings.insert(findings.end(), other.findings.begin(), other.findings.end());
    unchanged += other.unchanged;
    withheld += other.withheld;
  }
};

}  // namespace clever_sync
