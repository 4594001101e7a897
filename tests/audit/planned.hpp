#pragma once
// What a world's plan changes, for the laws that plan it again with something else in it.

#include <vector>

#include "audit/counterfactual.hpp"
#include "desired/desired.hpp"
#include "plan/make_plan.hpp"

namespace clever_sync::test {

inline std::vector<Change> changes_of(const PlanWorld& world) {
  const DesiredResult desired = derive_desired(world.snapshot, world.rules, world.as_of);
  const SnapshotCounts counts = count_records(world.snapshot.roster);
  return make_plan({.district = world.snapshot.roster.district,
                    .desired = desired,
                    .applied = world.applied,
                    .live = world.live,
                    .rules = world.rules,
                    .policy = world.policy,
                    .counts = counts,
                    .connection_approved = true,
                    .as_of = world.as_of,
                    .ids = {}})
      .changes;
}

}  // namespace clever_sync::test
