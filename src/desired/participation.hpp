#pragma once
// Participation: which records of the roster the filters take, and the rule that decided it. Schools come first, since
// a school that is out takes its sections with it; whether a person is in some class is not judged here.

#include <vector>

#include "desired/roster_index.hpp"
#include "rules/rule_set.hpp"

namespace clever_sync {

/// What the filters say of one kind of record, by its place in the roster's vector.
struct Judged {
  /// The rule that leaves the record out, nullptr where none does; empty when no rule looks at the kind.
  std::vector<const RulePtr*> left_out_by;
  /// Of the filter rule that excludes the record; nullptr for one that is in, or that no include rule takes.
  std::vector<const FilterRule*> excluded_by;
  /// The include rule that takes the record; empty when there are none for the kind.
  std::vector<const FilterRule*> included_by;

  [[nodiscard]] const RulePtr* left_out(std::size_t place) const {
    return left_out_by.empty() ? nullptr : left_out_by[place];
  }
  [[nodiscard]] const FilterRule* excluding(std::size_t place) const {
    return excluded_by.empty() ? nullptr : excluded_by[place];
  }
  [[nodiscard]] const FilterRule* including(std::size_t place) const {
    return included_by.empty() ? nullptr : included_by[place];
  }
};

struct Participation {
  Judged schools, sections, teachers, students;
};

Participation judge_participation(const RosterIndex& index, const Filters& filters, Date as_of);

}  // namespace clever_sync
