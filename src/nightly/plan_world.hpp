#pragma once
// Plan world: the inputs of a plan around one object, read from a commit: its schools' files and the few that belong to
// the whole district, so that planning again costs what the schools weigh, not the district. Private to this folder.

#include <set>
#include <string>
#include <vector>

#include "audit/counterfactual.hpp"
#include "nightly/past.hpp"

namespace clever_sync {

/// Around what to plan again.
struct PlanWorldWish {
  std::set<std::string> files;  // shards, `58da….json`
  Kind kind = Kind::class_;     // of the object that is asked about
  CleverId id;
  Date as_of{};
  std::vector<Evidence> evidence = {};  // whose records must be there if they are absent
};
/// Everything that stands in those shards, in snapshot, applied and live, at that commit. Of absent records only those
/// that can matter for the object: its own, its members', sections that listed it, and the evidence.
PlanWorld read_plan_world(Past& past, std::size_t position, const PlanWorldWish& wish);
/// The snapshot alone, and of absent records the object's.
Snapshot read_snapshot_around(Past& past, std::size_t position, const PlanWorldWish& wish);

}  // namespace clever_sync
