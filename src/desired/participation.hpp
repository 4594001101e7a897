#pragma once
// Participation: which records of the roster the filters take, and the rule that decided it. Schools come first, since
// a school that is out takes its sections with it; whether a person is in some class is not judged here.

#include <cstdint>
#include <vector>

#include "desired/roster_index.hpp"
#include "rules/rule_set.hpp"

namespace clever_sync {

/// What the filters say of one kind of record, by its place in the roster's vector. Small, since every membership looks
/// here: numbers of rules, not pointers.
class Judged {
 public:
  /// `records`: how many there are.
  Judged(const Filters& filters, std::size_t records) : filters_(&filters), records_(records) {}

  /// Called for the records about which there is something to say; who is never named here is in by default.
  void include(std::size_t place, const FilterRule& by);
  void leave_out(std::size_t place);  // since no include rule takes it
  void exclude(std::size_t place, const FilterRule& by);

  /// No record is left out.
  [[nodiscard]] bool takes_all() const { return verdicts_.empty(); }
  /// The rule that leaves the record out, nullptr where none does.
  [[nodiscard]] const RulePtr* left_out(std::size_t place) const {
    if (verdicts_.empty() || verdicts_[place] == in) return nullptr;
    return verdicts_[place] == not_included ? &filters_->include_default : &excluding(place)->rule;
  }
  /// The filter rule that excludes the record; nullptr for one that is in, or that no include rule takes.
  [[nodiscard]] const FilterRule* excluding(std::size_t place) const {
    if (verdicts_.empty() || verdicts_[place] < excluded_by) return nullptr;
    return &filters_->exclude[verdicts_[place] - excluded_by];
  }
  /// The include rule that takes the record; nullptr where there are none for the kind.
  [[nodiscard]] const FilterRule* including(std::size_t place) const {
    if (included_by_.empty() || included_by_[place] == 0) return nullptr;
    return &filters_->include[included_by_[place] - 1];
  }

 private:
  static constexpr std::uint32_t in = 0, not_included = 1, excluded_by = 2;  // and the rule's place in the list
  void set(std::size_t place, std::uint32_t verdict);

  const Filters* filters_;
  std::size_t records_;
  std::vector<std::uint32_t> verdicts_;     // empty while all are in
  std::vector<std::uint32_t> included_by_;  // the rule's place in the list, from 1; empty without include rules
};

struct Participation {
  Judged schools, sections, teachers, students;
};

Participation judge_participation(const RosterIndex& index, const Filters& filters, Date as_of);

}  // namespace clever_sync
