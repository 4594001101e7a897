#pragma once
// Since: what a reader of an earlier plan has not read yet. Two plans' difference as a report and as JSON: what is new,
// what is gone, what does something else now, and how much is unchanged; whether verdicts, guardrails and findings
// moved; and whether an approval of the earlier plan still stands for the later one. Pure.

#include <cstdint>
#include <string>

#include "base/json.hpp"
#include "plan/difference.hpp"
#include "review/render.hpp"
#include "review/report.hpp"

namespace clever_sync {

/// One of the two plans, and where it stands.
struct NamedPlan {
  const Plan& plan;
  std::string digest;  // digests.plan
  std::string commit;  // "" if it was not committed
};

/// How much of each list is named; of the rest the report says how much it is.
struct SinceLimits {
  std::size_t changes_per_group = 20, changes_per_part = 200, schools_per_part = 50, findings = 20;
};
/// For a page that folds: names everything.
inline constexpr SinceLimits no_since_limits{
    .changes_per_group = SIZE_MAX, .changes_per_part = SIZE_MAX, .schools_per_part = SIZE_MAX, .findings = SIZE_MAX};

Report report_since(const NamedPlan& before, const NamedPlan& after, const NameBook& names, const SinceLimits& limits);
/// `clever-sync/plan-difference@1` (docs/formats.md)
Json since_json(const NamedPlan& before, const NamedPlan& after);

/// The changes of a part that one of the plans has, by their names, as the difference has them.
struct PartDifference {
  std::int64_t added = 0, gone = 0, altered = 0, unchanged = 0;
};
PartDifference count_part(const PlanDifference& difference, Part part);

}  // namespace clever_sync
