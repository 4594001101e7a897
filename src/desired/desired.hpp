#pragma once
// Desired: what Sphero Edu should hold tonight, derived from a snapshot, the rules and the date; each item with the
// line that decided it, each record that takes no part with the rule that left it out. Knows neither applied nor live,
// so it says what is wanted, not what to do. Pure.

#include "roster/states.hpp"
#include "rules/rule_set.hpp"

namespace clever_sync {

/// Which records take part, what they become, and under which stance: design section 4.
///
/// - A section in scope is open with its mapped fields, its members in scope, its reason code `listed` and the include
///   rule (or the default's line); or archive with `term-ended`, `school-year-ended`; one that a rule excludes,
///   `filtered-out`.
/// - An absent section, student or teacher is keep until K nights missed it, then archive with `left-clever`, the
/// missed nights
///   as evidence.
/// - A person in scope is open; one who is still shared but in no class in scope is keep; one whom an exclude rule
/// drops is archive
///   with `filtered-out`. That an account in an open class is never archived is the plan's business, which sees live.
/// - keep.yaml's exceptions are applied here, save `link`, which is the plan's.
/// Same inputs in any order, same result.
DesiredResult derive_desired(const Snapshot& snapshot, const RuleSet& rules, Date as_of);

/// What one filter rule matches: for `rules explain ID`. Sorted by kind and id.
std::vector<std::pair<std::string, CleverId>> records_matched(const Snapshot& snapshot, const FilterRule& rule,
                                                              Date as_of);

/// Rules that match nothing in this snapshot (`unused-rule`) or only what rules before them match (`shadowed-rule`).
std::vector<Finding> check_coverage(const Snapshot& snapshot, const RuleSet& rules, Date as_of);

}  // namespace clever_sync
