#include <algorithm>

#include "base/error.hpp"
#include "base/printable.hpp"
#include "cli/commands.hpp"
#include "nightly/inputs.hpp"
#include "nightly/stage_commit.hpp"

namespace clever_sync {

namespace {

std::string approval_path(const std::string& digest) {
  return std::string(approvals_folder) + "/" + digest + ".json";
}

/// Commits one approval file on whatever the tip is by then: approving takes no lock. With -o json it is the output
/// too.
void commit_approval(const Context& context, Workspace& workspace, const std::string& subject, const std::string& plan,
                     const std::string& path, const std::string& bytes) {
  const Run run = begin_run(context, "approve", as_of_for_reading(context, workspace));
  commit_stage(edges_of(context, workspace), run, workspace.tip,
               {.stage = Stage::approve, .subject = subject, .body = {}, .plan_digest = plan},
               [&](CommitBuilder& builder, const ObjectId&) { builder.put(path, bytes); });
  if (context.arguments.output == OutputFormat::json) context.console.print_json(bytes);
}

ExitCode approve_connection(const Context& context, const ApproveArguments& arguments, Workspace& workspace) {
  ConnectionApproval approval{.district = workspace.config.district,
                              .person = workspace.repository.identity(),
                              .at = context.clock.now(),
                              .because = arguments.because,
                              .revoked = std::nullopt};
  if (arguments.revoke) {
    const auto standing = read_connection_approval(workspace.repository, workspace.tip, workspace.config.district);
    if (!standing) throw Error(ErrorKind::usage, "the connection is not approved; there is nothing to revoke");
    approval.person = standing->person;
    approval.at = standing->at;
    approval.because = standing->because;
    approval.revoked =
        Revocation{.person = workspace.repository.identity(), .at = context.clock.now(), .because = arguments.because};
  }
  const std::string done = arguments.revoke ? "revoke the connection's approval" : "approve the connection";
  commit_approval(context, workspace, done + " of district " + workspace.config.district.text(), "",
                  std::string(connection_path), encode_connection_approval(approval));
  context.console.say(arguments.revoke ? "The district's approval is taken back; nothing is applied from now on."
                                       : "The district is approved. Next: clever-sync nightly");
  return ExitCode::done;
}

ParsedPlan current_plan(const Workspace& workspace, const ApproveArguments& arguments) {
  auto parsed = read_plan(workspace.repository, workspace.tip);
  if (!parsed) throw Error(ErrorKind::usage, "there is no plan yet; clever-sync plan makes one");
  if (arguments.plan && !parsed->digest.starts_with(*arguments.plan)) {
    throw Error(
        ErrorKind::usage,
        "the current plan is " + parsed->digest.substr(0, 12) + ", not " + *arguments.plan +
            ": it has moved since you read it, or that was a draft, which nobody can approve; read it again with "
            "clever-sync show");
  }
  if (!parsed->plan.draft.empty()) {
    throw Error(ErrorKind::usage, "the plan is a draft, with " + printable(parsed->plan.draft) +
                                      ", and nobody can approve a draft; clever-sync plan makes the plan as of now");
  }
  return *parsed;
}

std::vector<Waiver> waivers_of(const ApproveArguments& arguments, const Plan& plan) {
  std::vector<Waiver> waivers;
  for (std::size_t i = 0; i < arguments.waive.size(); ++i) {
    const bool known =
        std::ranges::any_of(plan.guardrails, [&](const Guardrail& g) { return g.name == arguments.waive[i]; });
    if (!known)
      throw Error(ErrorKind::usage,
                  "the plan has no guardrail " + arguments.waive[i] + "; clever-sync show lists them");
    waivers.push_back({.guardrail = arguments.waive[i], .max = arguments.max[i]});
  }
  std::ranges::sort(waivers, {}, &Waiver::guardrail);
  return waivers;
}

ExitCode revoke(const Context& context, const ApproveArguments& arguments, Workspace& workspace,
                const ParsedPlan& parsed, Part part) {
  auto standing = read_approval(workspace.repository, workspace.tip, parsed.plan.digest(part));
  if (!standing || standing->revoked) {
    throw Error(ErrorKind::usage, "the " + std::string(name_of(part)) +
                                      " of the current plan are not approved; there is nothing to revoke");
  }
  standing->revoked =
      Revocation{.person = workspace.repository.identity(), .at = context.clock.now(), .because = arguments.because};
  commit_approval(context, workspace, "revoke the approval of the " + std::string(name_of(part)), parsed.digest,
                  approval_path(standing->digest), encode_approval(*standing));
  context.console.say("The approval is taken back.");
  return ExitCode::done;
}

ExitCode refuse_unwaived(const Context& context, const HeldBack& held, const Plan& plan, Part part) {
  context.console.warn("Not approved: these guardrails hold the " + std::string(name_of(part)) +
                       " and are not waived:");
  for (const Guardrail& guardrail : held.guardrails) {
    context.console.warn("  " + guardrail.name + " (" + guardrail.scope + "): " + arithmetic(guardrail));
  }
  context.console.warn("When that is right: " + approve_command(plan, part));
  return ExitCode::guardrail_holds;
}

ExitCode approve_part(const Context& context, const ApproveArguments& arguments, Workspace& workspace, Part part) {
  const ParsedPlan parsed = current_plan(workspace, arguments);
  const Plan& plan = parsed.plan;
  if (arguments.revoke) return revoke(context, arguments, workspace, parsed, part);
  if (std::ranges::none_of(plan.changes, [part](const Change& change) { return change.part == part; })) {
    throw Error(ErrorKind::usage,
                "the current plan has no " + std::string(name_of(part)) + "; there is nothing to approve");
  }
  const UtcTime now = context.clock.now();
  const Approval approval{.part = part,
                          .digest = plan.digest(part),
                          .person = workspace.repository.identity(),
                          .at = now,
                          .expires = now + std::chrono::hours(workspace.config.review.approval_hours),
                          .because = arguments.because,
                          .waivers = waivers_of(arguments, plan),
                          .plan = parsed.digest,
                          .revoked = std::nullopt};
  const Gate gate = gate_part(plan, part, approval, now);
  if (const auto* held = std::get_if<HeldBack>(&gate)) return refuse_unwaived(context, *held, plan, part);
  commit_approval(context, workspace,
                  "approve the " + std::string(name_of(part)) + " of plan " + parsed.digest.substr(0, 12),
                  parsed.digest, approval_path(approval.digest), encode_approval(approval));
  context.console.say("Approved until " + format_utc_time(approval.expires) +
                      ". Next: clever-sync apply, or wait for the night.");
  return ExitCode::done;
}

}  // namespace

ExitCode run_command(const Context& context, const ApproveArguments& arguments) {
  Workspace workspace = open_for_writing(context);
  using What = ApproveArguments::What;
  switch (arguments.what) {
    case What::connection:
      return approve_connection(context, arguments, workspace);
    case What::additions:
      return approve_part(context, arguments, workspace, Part::additions);
    case What::removals:
      return approve_part(context, arguments, workspace, Part::removals);
  }
  unreachable("ApproveArguments::What");
}

}  // namespace clever_sync
