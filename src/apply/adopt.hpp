#pragma once
// Adopt: takes into applied what Sphero Edu already holds just as the rules want it, though no change of ours made it
// so: on a first night over an existing roster, or after a journal was lost. Without it such a class would stay "never
// applied", and a member added to it by hand would be taken out again instead of kept. Pure.

#include "roster/states.hpp"

namespace clever_sync {

/// Applied with what desired and live agree on. A record that applied lacks is taken whole once its fields and its
/// wanted members are there (with the extra members that a removal is due for). Of one that it has, each field is taken
/// in which live is as desired, each wanted member whom live has, and the loss of each unwanted one whom live has no
/// more; of an archived class, of every member. A record whose object goes by another Clever id in Sphero Edu is
/// dropped: it was relinked. What a teacher changed in Sphero Edu stays a difference between applied and live: drift.
/// Called by `nightly` with the live state that was read back, before it commits applied.
AppliedState adopt_agreed(AppliedState applied, const DesiredState& desired, const LiveState& live);

}  // namespace clever_sync
