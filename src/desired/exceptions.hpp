#pragma once
// Exceptions: the entries of keep.yaml that hold today, by record. Entries that have run out or that name nobody known
// hold nothing and become findings.

#include <array>
#include <unordered_map>
#include <vector>

#include "roster/finding.hpp"
#include "roster/roster.hpp"
#include "rules/rule_set.hpp"

namespace clever_sync {

class Exceptions {
 public:
  /// Refers to the rules.
  Exceptions(const Keep& keep, const Snapshot& snapshot, Date as_of);

  /// The entry's rule if the class is kept open today, else nullptr.
  [[nodiscard]] const RulePtr* kept(const SectionId& section) const { return rule_in(kept_, section.as<AnyTag>()); }
  /// The entry's rule if the record is left alone today, else nullptr.
  [[nodiscard]] const RulePtr* ignored(Kind kind, const CleverId& id) const {
    return rule_in(ignored_[static_cast<std::size_t>(kind)], id);
  }
  [[nodiscard]] bool ignores_some(Kind kind) const { return !ignored_[static_cast<std::size_t>(kind)].empty(); }
  [[nodiscard]] const std::vector<Finding>& findings() const { return findings_; }

 private:
  using Rules = std::unordered_map<CleverId, const RulePtr*>;
  static const RulePtr* rule_in(const Rules& rules, const CleverId& id) {
    if (rules.empty()) return nullptr;
    const auto at = rules.find(id);
    return at == rules.end() ? nullptr : at->second;
  }

  Rules kept_;
  std::array<Rules, 3> ignored_;
  std::vector<Finding> findings_;
};

}  // namespace clever_sync
