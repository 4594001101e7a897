#pragma once
// The two charts of the HTML plan, as tables whose rows carry a bar: guardrails against their limits, and changes per
// school. Every number stands beside its bar, so a reader who sees no bar or no colour misses nothing.

#include <string>

#include "plan/plan.hpp"
#include "review/render.hpp"

namespace clever_sync {

std::string html_guardrails(const Plan& plan, const NameBook& names);

/// "" for a plan without changes. Folded when there are many schools.
std::string html_schools(const Plan& plan, const NameBook& names);

}  // namespace clever_sync
