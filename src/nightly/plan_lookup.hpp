#pragma once
// Plan lookup: finds the committed plan that a person means by a revision, by the beginning of a digest, or by
// `approved`.

#include <optional>
#include <string>

#include "plan/plan.hpp"
#include "workspace/repository.hpp"

namespace clever_sync {

struct CommittedPlan {
  ObjectId commit;  // in whose tree it stands
  ParsedPlan parsed;
};

/// The bytes of a committed plan's file, not parsed yet.
struct FoundPlan {
  ObjectId commit;  // in whose tree it stands
  std::string bytes;
};

/// `what`: "" for the plan at `tip`, a revision, the beginning (6 digits or more) of a plan's digest or of one of its
/// parts', or `approved`. Throws Error{usage} when there is no such plan.
FoundPlan find_plan_file(const Repository& repository, const ObjectId& tip, const std::string& what);
/// The same, parsed. Throws Error{integrity} for one that is damaged.
CommittedPlan find_plan(const Repository& repository, const ObjectId& tip, const std::string& what);

/// The newest committed plan of that digest, or nothing. Looks at commits that touched it, newest first.
std::optional<CommittedPlan> find_plan_by_digest(const Repository& repository, const ObjectId& tip,
                                                 const std::string& digest_prefix);

/// What tells one night's plan from another's, without parsing the rest. Throws Error{integrity} for bytes that are no
/// plan.
struct PlanMark {
  Date day{};
  std::string snapshot;  // tree
};
PlanMark read_plan_mark(std::string_view bytes);

/// The digests.plan that a plan file's bytes claim, without parsing the rest; "" if there is none.
std::string claimed_digest(std::string_view bytes);

}  // namespace clever_sync
