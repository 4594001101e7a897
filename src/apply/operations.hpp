#pragma once
// A change as the operations that carry it out, and the questions about one operation that need no server: does Sphero
// Edu show what it does, and is it still exactly what was approved after somebody else wrote to the object. Pure.

#include <optional>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "plan/plan.hpp"
#include "sphero/target.hpp"

namespace clever_sync {

/// The operations of a change, in the order in which they are sent, each when the one before has been answered: a
/// restore or an archive that also sets fields or moves members updates first (archived objects may be updated), a
/// relink updates after. Without ids and versions. `left_out` (sorted): members that are not named, since they have no
/// account.
std::vector<Operation> operations_of(const Change& change, const std::vector<UserId>& left_out);

/// How many operations that are.
std::int64_t step_count(const Change& change, const std::vector<UserId>& left_out);

/// True for an update that sets no field and names no member.
bool changes_nothing(const Operation& operation);

/// Whether the object is as the operation would leave it. Of a create only that the object is there: it is keyed by
/// Clever id, and who else edits it afterwards is another matter.
bool shows_effect(const Operation& operation, const ManagedState& live);

/// Whether a create's object is there with exactly the create's content.
bool shows_content(const Operation& create, const ManagedState& live);

/// Whether an operation that met another version than the plan knew is still exactly right. `expected` is the object as
/// the plan and what was done since say it is, `seen` as it is now. The fields it sets were not moved by anybody, the
/// object is as archived as expected, and an archive or restore meets no student whom the plan did not count.
bool still_right(const Operation& operation, const LiveState& seen, const ManagedState& expected,
                 const std::vector<ManualMembers>& expected_manual);

/// The operation with the values that `live` shows in the fields it sets: those of a student are not in the journal.
/// Nothing if the object is not there.
std::optional<Operation> with_live_values(Operation operation, const ManagedState& live);

/// Calls the function with a pointer to the object's record in `state`, nullptr if it has none.
template <class Function>
auto with_record(const ManagedState& state, Kind kind, const CleverId& id, const Function& function) {
  switch (kind) {
    case Kind::teacher:
      return function(find_by_id(state.teachers, id.as<UserTag>()));
    case Kind::student:
      return function(find_by_id(state.students, id.as<UserTag>()));
    case Kind::class_:
      return function(find_by_id(state.classes, id.as<SectionTag>()));
  }
  unreachable("Kind");
}

}  // namespace clever_sync
