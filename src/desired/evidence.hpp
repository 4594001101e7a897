#pragma once
// Evidence: the lines of the committed snapshot that a decision rests on, so that an auditor can look at them.

#include <string>
#include <vector>

#include "desired/roster_index.hpp"
#include "roster/states.hpp"
#include "rules/rule_set.hpp"

namespace clever_sync {

/// `snapshots/sections/<school>.json`
std::string snapshot_path(std::string_view folder, const std::optional<SchoolId>& school);
inline constexpr std::string_view absent_sections_path = "snapshots/sections/absent.json";
inline constexpr std::string_view absent_students_path = "snapshots/students/absent.json";
inline constexpr std::string_view absent_teachers_path = "snapshots/teachers/absent.json";

/// What the rule looked at in that record. Of a student the fields are named, and no value is given.
std::vector<Evidence> evidence_for(const FilterRule& rule, const School& school, const RosterIndex& index);
std::vector<Evidence> evidence_for(const FilterRule& rule, const Section& section, const RosterIndex& index);
std::vector<Evidence> evidence_for(const FilterRule& rule, const Teacher& teacher, const RosterIndex& index);
std::vector<Evidence> evidence_for(const FilterRule& rule, const Student& student, const RosterIndex& index);

/// The nights that missed a record, `2026-11-22,2026-11-23`.
std::string dates_text(const std::vector<Date>& dates);

}  // namespace clever_sync
