#include <algorithm>
#include <array>

#include "nightly/stages.hpp"

namespace clever_sync {

namespace {

/// A clear part is applied only from a snapshot at most this old (design section 6).
constexpr std::chrono::hours clear_part_age{72};

bool has_changes(const Plan& plan, Part part) {
  return std::ranges::any_of(plan.changes, [part](const Change& change) { return change.part == part; });
}

void wait_for(GateReport& report, std::string what, std::string next_step) {
  report.codes.push_back(ExitCode::waits);
  report.waits.push_back(std::move(what));
  report.next_steps.push_back(std::move(next_step));
}

void gate_connection(GateReport& report, const GateFacts& facts) {
  if (facts.connection_approved) return;
  wait_for(report, "connection",
           "nothing is applied until somebody approves the district: clever-sync approve --connection --because \"…\"");
}

void gate_launch_date(GateReport& report, Date as_of, const std::optional<Date>& launch) {
  if (!launch || as_of >= *launch) return;
  wait_for(report, "launch-date",
           "nothing is applied before the district's launch date in Clever, " + format_date(*launch) + " (" +
               std::to_string((*launch - as_of).count()) +
               " days ahead): wait for it, or ask the district to move it in Clever");
}

void gate_age(GateReport& report, const Plan& plan, UtcTime now, const std::optional<RunLine>& last_fetch) {
  const bool some_clear = std::ranges::any_of(std::array{Part::additions, Part::removals}, [&plan](Part part) {
    return has_changes(plan, part) && plan.verdict(part) == Verdict::clear;
  });
  if (!some_clear || !last_fetch || now - last_fetch->finished < clear_part_age) return;
  wait_for(report, "stale-snapshot",
           "the last complete fetch is older than " + std::to_string(clear_part_age.count()) +
               " hours, too old to apply without a person: run clever-sync nightly");
}

void gate_identity(GateReport& report, const Plan& plan) {
  const auto undecided = std::ranges::count_if(plan.findings, waits_for_keep);
  if (undecided == 0) return;
  report.codes.push_back(ExitCode::waits);
  report.waits.emplace_back("identity");
  report.next_steps.push_back(std::to_string(undecided) +
                              " identities wait for a line in rules/keep.yaml: clever-sync show names each");
}

void tell_gate(GateReport& report, const Plan& plan, Part part, const Gate& gate) {
  const std::string name(name_of(part));
  if (const auto* held = std::get_if<HeldBack>(&gate)) {
    report.codes.push_back(ExitCode::guardrail_holds);
    for (const Guardrail& guardrail : held->guardrails) {
      if (std::ranges::find(report.holds, guardrail.name) == report.holds.end()) report.holds.push_back(guardrail.name);
    }
    report.next_steps.push_back("the " + name + " are held (" + arithmetic(held->guardrails.front()) +
                                "); when that is right: " + approve_command(plan, part));
    return;
  }
  const auto* missing = std::get_if<NotApproved>(&gate);
  if (missing == nullptr) return;
  using Why = NotApproved::Why;
  const std::string why = missing->why == Why::expired   ? "their approval has expired"
                          : missing->why == Why::revoked ? "their approval was revoked"
                                                         : "nobody has approved them";
  wait_for(report, name, "the " + name + " wait, " + why + "; to let them through: " + approve_command(plan, part));
}

}  // namespace

GateFacts gate_facts(const Planned& planned, UtcTime now) {
  const WorkspaceInputs& inputs = planned.inputs;
  return {.commit = planned.commit,
          .connection_approved = inputs.connection_approved,
          .launch_date = inputs.config.gate_on_launch_date ? inputs.snapshot.roster.district.launch_date : std::nullopt,
          .now = now};
}

GateReport gate_plan(const Plan& plan, const GateFacts& facts, const Repository& repository,
                     const std::optional<RunLine>& last_fetch) {
  GateReport report;
  gate_connection(report, facts);
  gate_launch_date(report, plan.as_of, facts.launch_date);
  gate_age(report, plan, facts.now, last_fetch);
  const bool nothing_may_pass = !report.codes.empty();
  for (const Part part : {Part::additions, Part::removals}) {
    Gate gate = gate_part(plan, part, read_approval(repository, facts.commit, plan.digest(part)), facts.now);
    tell_gate(report, plan, part, gate);
    if (nothing_may_pass && has_changes(plan, part)) gate = NotApproved{NotApproved::Why::missing};
    (part == Part::additions ? report.additions : report.removals) = std::move(gate);
  }
  gate_identity(report, plan);
  return report;
}

}  // namespace clever_sync
