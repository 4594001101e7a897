#pragma once
// Reasons: a change's code, the rule line that decides it, and the facts of the committed trees that it rests on. They
// are for people and for `why`: nothing in the program branches on one.

#include <string_view>
#include <vector>

#include "plan/plan.hpp"
#include "rules/rule_set.hpp"

namespace clever_sync {

Reason make_reason(ReasonCode code, const RulePtr& rule, std::vector<Evidence> evidence);
/// The cause that `desired` gave, as it is.
Reason make_reason(const Cause& cause);

/// A fact of sphero/live. `value` must be "" for a student.
Evidence live_evidence(Kind kind, CleverId id, std::string_view school, std::string_view field, std::string_view value);
/// A fact of the section's record in the snapshot.
Evidence section_evidence(SectionId id, std::string_view school, std::string_view field);

/// What live shows as managed by Clever, nobody knows, and `orphans.archive` leaves alone.
Finding orphan_kept(Kind kind, CleverId id);

/// A change's `school`: the school's Clever id, or "" for any other text.
std::string school_of_change(std::string_view school);

}  // namespace clever_sync
