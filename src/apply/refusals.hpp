#pragma once
// Refusals: which changes wait in refused.json, and until when, after a run. A refused change is tried again on later
// nights with growing distance, so that one bad record neither blocks nor hammers. Pure.

#include <vector>

#include "apply/agenda.hpp"
#include "plan/plan.hpp"

namespace clever_sync {

/// The entries after the run: one night more for what was refused again, a first one for what was refused anew; gone is
/// what succeeded, what is planned with another content now, and what was due and is not planned any more. The rest
/// waits on. Sorted by kind, id, action. `before` in the same order.
std::vector<RefusedChange> next_refused(const std::vector<RefusedChange>& before, const Plan& plan,
                                        const Agenda& agenda);

}  // namespace clever_sync
