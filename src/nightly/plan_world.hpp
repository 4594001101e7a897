#pragma once
// Plan world: the inputs of a plan around one object, read from a commit: its schools' files and the few that belong to
// the whole district, so that planning again costs what the schools weigh, not the district. Private to this folder.

#include <set>
#include <string>

#include "audit/counterfactual.hpp"
#include "workspace/repository.hpp"

namespace clever_sync {

/// Everything that stands in the files of those shards (`58da….json`), in snapshot, applied and live; of absent.json
/// the records that applied or live of these schools name, and `id`.
PlanWorld read_plan_world(const Repository& repository, const ObjectId& commit, const std::set<std::string>& files,
                          const CleverId& id, Date as_of);
/// The snapshot alone.
Snapshot read_snapshot_of(const Repository& repository, const ObjectId& commit, const std::set<std::string>& files,
                          const CleverId& id);

}  // namespace clever_sync
