#pragma once
// What the plan says of the district as a whole: whether anything would be written at all, and how old the data is.
// These are findings, not guardrails: whether they stop a run is the caller's business (design: exit 4).

#include <vector>

#include "plan/make_plan.hpp"

namespace clever_sync {

/// `connection-not-approved`, `launch-date-ahead`, `data-stale`; each at most once.
std::vector<Finding> district_findings(const PlanInputs& inputs);

}  // namespace clever_sync
