#pragma once
// What one wanted class needs, and the reasons for it: the three-way comparison of its fields and rosters as a value,
// and how that value is explained to a person.

#include "plan/fields.hpp"
#include "plan/members.hpp"

namespace clever_sync {

/// A section id that came back for another course and term makes the class another one.
enum class Reuse {
  none,
  unwritten,   ///< what we last wrote is still the old class: everything is overwritten, whoever is surplus leaves
  unfinished,  ///< the new class was written, but the removals that let the old roster go may still wait for a person
};
/// One wanted class: what its fields and its two rosters need.
struct Needs {
  const DesiredClass& wanted;
  const SpheroClass* written;
  Reuse reuse = Reuse::none;
  FieldComparison fields;
  TeacherChanges teachers;
  MemberChanges students;
};

/// Why an archived class is open again; `rule` is `classes.restore`.
Reason reason_to_restore(const Needs& needs, const SpheroClass& seen, const RulePtr& rule);
/// Why an open class gets fields or members.
Reason reason_to_update(const Needs& needs, const SpheroClass& seen);
/// Why members leave: the same on every night that the removals wait, so that an approval stands. An adopted class is
/// none any more once its additions were written, so it is no reason here. Where a rule leaves out somebody whom the
/// section still lists, that rule is the reason, even if others left by themselves: evidence then names the list too.
Reason reason_to_leave(const Needs& needs, const Change& planned, const DesiredState& desired);

}  // namespace clever_sync
