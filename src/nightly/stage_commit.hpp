#pragma once
// One stage's commit: trailers, subject, and what happens when a person's commit moved the branch meanwhile: the
// stage's files are put on top of it. Nothing of the person's is lost, and nothing is planned on rules that moved
// unseen.

#include <functional>
#include <string>

#include "nightly/edges.hpp"

namespace clever_sync {

enum class Stage { init, snapshot, observe, plan, approve, apply };
std::string_view name_of(Stage stage);

struct StageCommit {
  Stage stage = Stage::plan;
  std::string subject;  // no name or address of a student
  std::string body;
  std::string plan_digest;  // "" where there is no plan
};

struct Committed {
  ObjectId commit;  // the tip now; the base itself if nothing changed
  /// A person's commit came in between and touched rules or configuration: what was planned before is stale.
  bool rules_moved = false;
};

/// Fills a builder on `base` and publishes it. `fill` may be called again, on a later base: it must depend on nothing
/// but the builder and the base that it gets. Throws Error{stale} when somebody else changed paths that only the tool
/// writes, Error{storage}.
Committed commit_stage(const Edges& edges, const Run& run, const ObjectId& base, const StageCommit& about,
                       const std::function<void(CommitBuilder&, const ObjectId& base)>& fill);

}  // namespace clever_sync
