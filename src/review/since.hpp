#pragma once
// Since: what a reader of an earlier plan has not read yet. Two plans' difference as text for a terminal and as JSON:
// what is new, what is gone, what does something else now, and how much is unchanged; whether verdicts, guardrails and
// findings moved; and whether an approval of the earlier plan still stands for the later one. Pure.

#include <string>

#include "base/json.hpp"
#include "plan/difference.hpp"
#include "review/render.hpp"

namespace clever_sync {

/// One of the two plans, and where it stands.
struct NamedPlan {
  const Plan& plan;
  std::string digest;  // digests.plan
  std::string commit;  // "" if it was not committed
};

std::string render_since(const NamedPlan& before, const NamedPlan& after, const NameBook& names,
                         const TextOptions& options);
/// `clever-sync/plan-difference@1` (docs/formats.md)
Json since_json(const NamedPlan& before, const NamedPlan& after);

/// The changes of a part that one of the plans has, by their names, as the difference has them.
struct PartDifference {
  std::int64_t added = 0, gone = 0, altered = 0, unchanged = 0;
};
PartDifference count_part(const PlanDifference& difference, Part part);

}  // namespace clever_sync
