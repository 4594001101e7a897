#include "desired/derivation.hpp"

#include "desired/evidence.hpp"

namespace clever_sync {

Derivation::Derivation(const Snapshot& of_snapshot, const RuleSet& of_rules, Date on)
    : snapshot(of_snapshot),
      rules(of_rules),
      as_of(on),
      index(of_snapshot.roster, teacher_sections_for(of_rules.filters)),
      parts(judge_participation(index, of_rules.filters, on)),
      exceptions(of_rules.keep, of_snapshot, on),
      absent_teachers(of_snapshot.absences.teachers, [](const Absent<Teacher>& a) { return a.record.id; }),
      absent_students(of_snapshot.absences.students, [](const Absent<Student>& a) { return a.record.id; }) {}

const RulePtr* school_left_out(const Derivation& derivation, const SchoolId& school) {
  const std::uint32_t place = derivation.index.school_place(school);
  return place == IdIndex<SchoolId>::none ? nullptr : derivation.parts.schools.left_out(place);
}

std::vector<Evidence> school_evidence(const Derivation& derivation, const SchoolId& school) {
  const std::uint32_t place = derivation.index.school_place(school);
  if (place == IdIndex<SchoolId>::none) return {};
  const FilterRule* excluding = derivation.parts.schools.excluding(place);
  if (excluding == nullptr) return {};
  return evidence_for(*excluding, derivation.roster().schools[place], derivation.index);
}

}  // namespace clever_sync
