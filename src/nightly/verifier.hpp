#pragma once
// The checks of `verify` that read the repository, each over the whole history or over what belongs to one plan.
// Private to this folder; verification.cpp puts them together.

#include <functional>
#include <set>
#include <string>
#include <vector>

#include "audit/verify_checks.hpp"
#include "nightly/run_line.hpp"
#include "nightly/steps.hpp"

namespace clever_sync {

/// A committed plan and the step that brought it.
struct PlanStep {
  std::size_t step = 0;
  ObjectId blob;
  PlanFacts facts;
};

struct Verifier {
  const Repository& repository;
  const Steps& steps;
  VerifyReport& report;
  const std::function<void(const std::string&)>& tell;
  /// The plan that is asked for, by its digest; "" for all.
  std::string only_plan;
  std::vector<PlanStep> plans;  // filled by read_plans; those that can be read, oldest first
};

/// Every run line of the tip that can be read, oldest first.
std::vector<RunLine> readable_run_lines(const Verifier& verifier);
/// The number, from 1, of the first line of `before` that `after` does not begin with.
std::size_t first_other_line(std::string_view before, std::string_view after);

/// Reads every committed plan. What can't be read is reported.
void read_plans(Verifier& verifier);
/// Makes the plans again whose step is among `chosen`.
void verify_plans(Verifier& verifier, const std::set<std::size_t>& chosen);
/// Every version of every approval.
void verify_approvals(Verifier& verifier);
/// Receipts: chains, their run lines, their plans, and whether they were allowed.
void verify_receipts(Verifier& verifier);
/// Run lines: only added, and naming what is there.
void verify_runs(Verifier& verifier);
/// Who changed what only the tool writes, whether the tip is as the tool left it, and the checkout.
void verify_paths(Verifier& verifier, const ObjectId& tip);

}  // namespace clever_sync
