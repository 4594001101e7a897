#pragma once
// Derivation: what the steps of derive_desired share: the inputs, the indexes over them, and what the filters and the
// exceptions say. Made once, read by all steps.

#include <algorithm>
#include <vector>

#include "desired/exceptions.hpp"
#include "desired/participation.hpp"
#include "desired/rule_matcher.hpp"

namespace clever_sync {

struct Derivation {
  /// Refers to the inputs.
  Derivation(const Snapshot& of_snapshot, const RuleSet& of_rules, Date on);

  const Snapshot& snapshot;
  const RuleSet& rules;
  Date as_of;
  RosterIndex index;
  Participation parts;
  Exceptions exceptions;
  IdIndex<UserId> absent_teachers, absent_students;  // places in snapshot.absences

  [[nodiscard]] const Roster& roster() const { return snapshot.roster; }
};

/// The rule that leaves a school out, nullptr if none does or the school is not in the roster.
const RulePtr* school_left_out(const Derivation& derivation, const SchoolId& school);
/// What that rule looked at.
std::vector<Evidence> school_evidence(const Derivation& derivation, const SchoolId& school);

/// Sorts shared and absent records together by id: the first `shared` objects come in order already, as a rule.
template <class DesiredObject>
void sort_by_id(std::vector<DesiredObject>& objects, std::size_t shared) {
  const auto before = [](const DesiredObject& a, const DesiredObject& b) { return a.object.id < b.object.id; };
  const auto middle = objects.begin() + static_cast<std::ptrdiff_t>(shared);
  if (!std::is_sorted(objects.begin(), middle, before)) std::sort(objects.begin(), middle, before);
  if (!std::is_sorted(middle, objects.end(), before)) std::sort(middle, objects.end(), before);
  std::inplace_merge(objects.begin(), middle, objects.end(), before);
}

}  // namespace clever_sync
