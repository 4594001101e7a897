#include "nightly/verification.hpp"

#include "nightly/plan_lookup.hpp"
#include "nightly/verifier.hpp"

namespace clever_sync {

namespace {

constexpr std::size_t short_digest = 12;

/// The steps of the plans that are to be made again.
std::set<std::size_t> chosen_steps(const Verifier& verifier, VerifyQuestion::Scope scope) {
  std::set<std::size_t> chosen;
  for (const PlanStep& plan : verifier.plans) {
    if (scope == VerifyQuestion::Scope::one_plan && plan.facts.digest != verifier.only_plan) continue;
    chosen.insert(plan.step);
  }
  if (scope == VerifyQuestion::Scope::current && !chosen.empty()) chosen = {*chosen.rbegin()};
  return chosen;
}

std::string scope_words(const Verifier& verifier, VerifyQuestion::Scope scope) {
  using enum VerifyQuestion::Scope;
  switch (scope) {
    case current:
      return "the current plan and all records (--all makes every plan again)";
    case all:
      return "the whole history";
    case one_plan:
      return "plan " + verifier.only_plan.substr(0, short_digest) + ", its approvals and its receipts";
  }
  unreachable("VerifyQuestion::Scope");
}

}  // namespace

VerifyReport verify_workspace(const Repository& repository, const ObjectId& tip, const VerifyQuestion& question,
                              const std::function<void(const std::string&)>& tell) {
  const bool one = question.scope == VerifyQuestion::Scope::one_plan;
  VerifyReport report;
  const Steps steps(repository, tip);
  Verifier verifier{.repository = repository,
                    .steps = steps,
                    .report = report,
                    .tell = tell,
                    .only_plan = one ? find_plan(repository, tip, question.plan).parsed.digest : "",
                    .plans = {}};
  report.commit = tip;
  report.commits = static_cast<std::int64_t>(steps.size());
  report.scope = scope_words(verifier, question.scope);
  read_plans(verifier);
  verify_plans(verifier, chosen_steps(verifier, question.scope));
  verify_approvals(verifier);
  verify_receipts(verifier);
  if (one) return report;
  verify_runs(verifier);
  verify_paths(verifier, tip);
  return report;
}

}  // namespace clever_sync
