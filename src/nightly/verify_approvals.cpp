// Approvals: every version of every file, against the plans that stood there before it.
#include "nightly/verifier.hpp"

namespace clever_sync {

namespace {

/// The most hours that the policy gave an approval at that step or the one before: who approves has not seen a commit
/// that comes in between. 0 if the configuration can't be read.
int hours_of(const Verifier& verifier, std::size_t step) {
  int most = 0;
  for (const std::size_t i : {step, step == 0 ? step : step - 1}) {
    const auto read = read_or_say([&] { return read_config(verifier.repository, verifier.steps[i].commit.id); });
    if (const auto* config = std::get_if<Config>(&read)) most = std::max(most, config->review.approval_hours);
  }
  return most;
}

std::vector<PlanFacts> plans_up_to(const Verifier& verifier, std::size_t step) {
  std::vector<PlanFacts> facts;
  for (const PlanStep& plan : verifier.plans) {
    if (plan.step <= step) facts.push_back(plan.facts);
  }
  return facts;
}

bool asked_for(const Verifier& verifier, const Approval& approval) {
  if (verifier.only_plan.empty()) return true;
  for (const PlanStep& plan : verifier.plans) {
    if (plan.facts.digest == verifier.only_plan && plan.facts.header.digest(approval.part) == approval.digest)
      return true;
  }
  return false;
}

std::optional<Approval> version_before(const Verifier& verifier, const ChangedFile& file, const std::string& path) {
  if (file.before.empty()) return std::nullopt;
  const auto read = read_or_say([&] { return parse_approval(verifier.repository.read_blob(file.before), path); });
  const auto* approval = std::get_if<Approval>(&read);
  return approval == nullptr ? std::nullopt : std::optional(*approval);
}

void verify_version(Verifier& verifier, std::size_t step, const ChangedFile& file) {
  const std::string path = std::string(approvals_folder) + "/" + file.name;
  const CommitInfo& commit = verifier.steps[step].commit;
  const std::string bytes = verifier.repository.read_blob(file.after);
  if (path == connection_path) {
    const auto read = read_or_say([&] { return parse_connection_approval(bytes, path); });
    if (const auto* unreadable = std::get_if<Unreadable>(&read))
      verifier.report.wrong(VerifyCheck::receipts_connection, path, commit.id, unreadable->words);
    return;
  }
  const auto read = read_or_say([&] { return parse_approval(bytes, path); });
  if (const auto* unreadable = std::get_if<Unreadable>(&read)) {
    verifier.report.wrong(VerifyCheck::approval_plan, path, commit.id, unreadable->words);
    return;
  }
  const Approval& approval = std::get<Approval>(read);
  if (!asked_for(verifier, approval)) return;
  check_approval({.commit = commit.id,
                  .path = path,
                  .committed = commit.time,
                  .approval = approval,
                  .before = version_before(verifier, file, path),
                  .most_hours = hours_of(verifier, step)},
                 plans_up_to(verifier, step), verifier.report);
}

}  // namespace

void verify_approvals(Verifier& verifier) {
  for (std::size_t i = 0; i < verifier.steps.size(); ++i) {
    if (!verifier.steps.changed(i, Followed::approvals)) continue;
    const auto files = changed_files(verifier.repository, verifier.steps.before(i, Followed::approvals),
                                     verifier.steps[i].at(Followed::approvals));
    for (const ChangedFile& file : files) {
      if (!file.after.empty()) {
        verify_version(verifier, i, file);
      } else if (verifier.only_plan.empty()) {
        verifier.report.not_proved(VerifyCheck::approval_unchanged, std::string(approvals_folder) + "/" + file.name,
                                   verifier.steps[i].commit.id,
                                   "it was taken away; an approval is taken back with approve --revoke");
      }
    }
  }
}

}  // namespace clever_sync
