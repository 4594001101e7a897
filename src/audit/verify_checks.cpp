#include "audit/verify_checks.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>

#include "plan/difference.hpp"

namespace clever_sync {

namespace {

constexpr std::size_t short_digest = 12;
// Clocks of two machines differ: a laptop that approves, and the server that planned.
constexpr std::chrono::minutes clock_slack{10};

std::size_t line_of_difference(std::string_view a, std::string_view b) {
  const auto [at, other] = std::ranges::mismatch(a, b);
  return 1 + static_cast<std::size_t>(std::count(a.begin(), at, '\n'));
}

/// What differs first, as a clause.
std::string difference_words(const RemadePlan& plan) {
  const AlteredChange first = first_difference(plan.committed_plan, plan.made_plan);
  if (first.before != nullptr && first.after == nullptr)
    return fmt::format("it has \"{}\", which they don't give", change_name(*first.before));
  if (first.before == nullptr && first.after != nullptr)
    return fmt::format("it lacks \"{}\", which they give", change_name(*first.after));
  if (first.before != nullptr) return fmt::format("\"{}\" is another there", change_name(*first.before));
  if (plan.committed_plan.digest(Part::additions) != plan.made_plan.digest(Part::additions))
    return "the additions have another digest";
  if (plan.committed_plan.digest(Part::removals) != plan.made_plan.digest(Part::removals))
    return "the removals have another digest";
  if (plan.committed_plan.guardrails != plan.made_plan.guardrails) return "its guardrails are others";
  if (plan.committed_plan.findings != plan.made_plan.findings) return "its findings are others";
  return "its header or evidence is another";
}

const PlanFacts* plan_with_digest(const std::vector<PlanFacts>& plans, const std::string& digest) {
  const auto found =
      std::find_if(plans.begin(), plans.end(), [&](const PlanFacts& plan) { return plan.digest == digest; });
  return found == plans.end() ? nullptr : &*found;
}

/// The guardrails of the part that hold and that the approval does not cover.
std::vector<std::string> not_covered(const Approval& approval, const Plan& plan) {
  std::vector<std::string> names;
  for (const Guardrail& guardrail : plan.guardrails) {
    if (guardrail.part != approval.part || guardrail.verdict != GuardrailVerdict::hold) continue;
    const bool covered = std::ranges::any_of(approval.waivers, [&](const Waiver& waiver) {
      return waiver.guardrail == guardrail.name && guardrail.actual <= waiver.max;
    });
    if (!covered) names.push_back(guardrail.name + " (" + guardrail.scope + ")");
  }
  return names;
}

void check_times(const ApprovalVersion& version, const PlanFacts& plan, VerifyReport& report) {
  const Approval& approval = version.approval;
  const auto wrong = [&](std::string words) {
    report.wrong(VerifyCheck::approval_times, version.path, version.commit, std::move(words));
  };
  if (approval.at + clock_slack < plan.committed)
    return wrong("it is dated " + format_utc_time(approval.at) + ", before the plan was there");
  if (approval.at > version.committed + clock_slack)
    return wrong("it is dated " + format_utc_time(approval.at) + ", after the commit that brought it");
  if (approval.expires <= approval.at) return wrong("it expires before it was given");
  if (approval.expires - approval.at > std::chrono::hours(version.most_hours))
    return wrong(
        fmt::format("it stands longer than the {} hours that review.approval_hours allowed", version.most_hours));
  if (approval.revoked && approval.revoked->at < approval.at) return wrong("it was revoked before it was given");
  report.proved(VerifyCheck::approval_times, 1);
}

void check_unchanged(const ApprovalVersion& version, VerifyReport& report) {
  if (!version.before) return;
  Approval now = version.approval;
  // Times are whole seconds: what was taken back may be given again within the one in which it was given first.
  const std::optional<Revocation>& taken_back = version.before->revoked;
  const bool after_revoking = taken_back && !now.revoked && now.at >= taken_back->at;
  const bool given_again = now.at > version.before->at || after_revoking;
  if (!given_again) now.revoked = version.before->revoked;
  const bool revoked_only = now == *version.before && version.approval.revoked;
  if (given_again || revoked_only) return report.proved(VerifyCheck::approval_unchanged, 1);
  report.wrong(VerifyCheck::approval_unchanged, version.path, version.commit,
               "it was changed after it was given, and not by revoking it or giving it again");
}

/// Which stage may change which path. `init` and `approve` change none of them.
struct StagePaths {
  std::string_view stage;
  std::vector<std::string_view> paths;
};
const std::array stage_paths{
    StagePaths{"snapshot", {"snapshots"}},
    StagePaths{"observe", {"sphero/live"}},
    StagePaths{"plan", {"plans/plan.json", "plans/plan.md"}},
    StagePaths{"apply", {"plans/plan.json", "plans/plan.md", "receipts", "runs", "sphero/applied", "sphero/live"}},
};

}  // namespace

void check_made_again(const RemadePlan& plan, VerifyReport& report) {
  if (plan.committed == plan.made_again) return report.proved(VerifyCheck::plan_made_again, 1);
  report.wrong(VerifyCheck::plan_made_again,
               fmt::format("{}:{}", plan.path, line_of_difference(plan.committed, plan.made_again)), plan.commit,
               "the plan is not what its inputs give: " + difference_words(plan));
}

void check_approval(const ApprovalVersion& version, const std::vector<PlanFacts>& plans, VerifyReport& report) {
  const Approval& approval = version.approval;
  const auto wrong = [&](std::string words) {
    report.wrong(VerifyCheck::approval_plan, version.path, version.commit, std::move(words));
  };
  if (!version.path.ends_with("/" + approval.digest + ".json"))
    return wrong("it approves the part " + approval.digest.substr(0, short_digest) + ", and its name says another");
  const PlanFacts* const plan = plan_with_digest(plans, approval.plan);
  if (plan == nullptr)
    return wrong("it names the plan " + approval.plan.substr(0, short_digest) + ", which never stood there before it");
  if (plan->header.digest(approval.part) != approval.digest)
    return wrong(fmt::format("the {} of the plan that it names have another digest", name_of(approval.part)));
  report.proved(VerifyCheck::approval_plan, 1);
  const auto uncovered = not_covered(approval, plan->header);
  if (uncovered.empty()) {
    report.proved(VerifyCheck::approval_waivers, 1);
  } else {
    report.not_proved(VerifyCheck::approval_waivers, version.path, version.commit,
                      "it lets nothing through: it does not cover " + uncovered.front() + ", which held");
  }
  check_times(version, *plan, report);
  check_unchanged(version, report);
}

std::vector<std::string> judged_paths() {
  return {"snapshots", "sphero/applied", "sphero/live", "plans/plan.json", "plans/plan.md", "receipts", "runs"};
}

void check_paths(const ToolPaths& paths, VerifyReport& report) {
  if (paths.changed.empty()) return;
  if (paths.stage.empty()) {
    for (const std::string& path : paths.changed) {
      report.wrong(VerifyCheck::paths_by_tool, path, paths.commit,
                   "only clever-sync writes it, and this commit is none of its own");
    }
    return;
  }
  const auto stage = std::ranges::find(stage_paths, paths.stage, &StagePaths::stage);
  bool all_allowed = true;
  for (const std::string& path : paths.changed) {
    if (stage != stage_paths.end() && std::ranges::find(stage->paths, path) != stage->paths.end()) continue;
    all_allowed = false;
    report.wrong(VerifyCheck::paths_by_tool, path, paths.commit,
                 fmt::format("a commit of the stage \"{}\" never writes it", paths.stage));
  }
  if (all_allowed) report.proved(VerifyCheck::paths_by_tool, 1);
}

}  // namespace clever_sync
