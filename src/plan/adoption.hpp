#pragma once
// Adoption without a change. What live shows exactly as it is wanted needs no write, so nothing would ever say that we
// know it; after a first night on a rostered district, or a lost journal, a class would then stay "never written", and
// what a teacher does to it by hand would not be told from what was there before. So the records are taken over as they
// are, into applied, by whoever commits applied next.

#include "plan/make_plan.hpp"

namespace clever_sync {

/// Live's records that are wanted open, that `applied` lacks, and that `plan` leaves as they are. Each kind sorted by
/// id; texts are views into live's arena.
ManagedState adopted_as_they_are(const PlanInputs& inputs, const Plan& plan);

}  // namespace clever_sync
