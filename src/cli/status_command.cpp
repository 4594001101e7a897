#include "base/json.hpp"
#include "base/printable.hpp"
#include "cli/commands.hpp"
#include "nightly/inputs.hpp"
#include "nightly/stages.hpp"

namespace clever_sync {

namespace {

/// What status knows: the last run, the plan that stands, and what its parts wait for.
struct Standing {
  std::optional<RunLine> last_run, last_fetch;
  std::optional<ParsedPlan> plan;
  bool connection_approved = false;
  std::vector<std::string> next_steps;
  std::vector<RefusedChange> refused;
};

void add_gate(Standing& standing, const Workspace& workspace, Part part, UtcTime now) {
  const Plan& plan = standing.plan->plan;
  const Gate gate = gate_part(plan, part, read_approval(workspace.repository, workspace.tip, plan.digest(part)), now);
  if (std::holds_alternative<Cleared>(gate)) return;
  const std::string name(name_of(part));
  const auto* held = std::get_if<HeldBack>(&gate);
  standing.next_steps.push_back(held != nullptr ? "the " + name + " are held (" + arithmetic(held->guardrails.front()) +
                                                      "); when that is right: " + approve_command(plan, part)
                                                : "the " + name + " wait for approval: " + approve_command(plan, part));
}

Standing read_standing(const Context& context, const Workspace& workspace) {
  Standing standing;
  const auto lines = read_run_lines(workspace.repository, workspace.tip);
  if (!lines.empty()) standing.last_run = lines.back();
  standing.last_fetch = last_complete_fetch(workspace.repository, workspace.tip);
  standing.plan = read_plan(workspace.repository, workspace.tip);
  standing.connection_approved =
      read_connection_approval(workspace.repository, workspace.tip, workspace.config.district).has_value();
  standing.refused = read_applied(workspace.repository, workspace.tip).refused;
  if (!standing.connection_approved) {
    standing.next_steps.emplace_back(
        "nothing is applied until somebody approves the district: clever-sync approve --connection --because \"…\"");
  }
  if (standing.plan) {
    for (const Part part : {Part::additions, Part::removals}) add_gate(standing, workspace, part, context.clock.now());
  }
  if (!standing.last_fetch)
    standing.next_steps.emplace_back("nothing was fetched from Clever yet: clever-sync nightly");
  return standing;
}

std::string run_sentence(const RunLine& line) {
  std::string text =
      "Last run: " + line.command + " for " + format_date(line.as_of) + ", exit " + std::to_string(line.exit);
  if (line.refused_source) {
    text += ", the source was refused (" + line.refused_source->code +
            (line.refused_source->collection.empty() ? "" : " in " + line.refused_source->collection) + ")";
  }
  if (!line.error.empty()) text += ", ended by: " + printable(line.error);
  if (line.done + line.refused + line.skipped + line.unknown > 0) {
    text += ", " + std::to_string(line.done) + " changes done, " + std::to_string(line.refused) + " refused, " +
            std::to_string(line.skipped + line.unknown) + " left";
  }
  return text + " (" + format_utc_time(line.finished) + ")\n";
}

std::string render_standing(const Standing& standing) {
  std::string text = standing.last_run ? run_sentence(*standing.last_run) : "No run yet.\n";
  if (standing.last_fetch) {
    text += "Data: the roster of " + format_date(standing.last_fetch->as_of) + ", Clever's last sync " +
            (standing.last_fetch->last_sync.empty() ? "unknown" : printable(standing.last_fetch->last_sync)) +
            ", district state " + standing.last_fetch->source_state + "\n";
  }
  if (standing.plan)
    text += summary_line(standing.plan->plan) + " (plan " + standing.plan->digest.substr(0, 12) + ")\n";
  if (!standing.refused.empty()) {
    text += std::to_string(standing.refused.size()) +
            " changes were refused by Sphero Edu and will be tried again, the first is " +
            standing.refused.front().action + " " + std::string(name_of(standing.refused.front().kind)) + " " +
            standing.refused.front().id.text() + " (" + standing.refused.front().code + ") on " +
            format_date(standing.refused.front().next_try) + "\n";
  }
  for (const std::string& step : standing.next_steps) text += "Next: " + step + "\n";
  if (standing.next_steps.empty()) text += "Nothing waits for anybody.\n";
  return text;
}

Json json_of(const Standing& standing) {
  Json document;
  document.set("format", "clever-sync/status@1");
  if (standing.last_run) document.set("last_run", parse_own_json(encode_run_line(*standing.last_run), "the run line"));
  if (standing.last_fetch) {
    document.set("last_fetch", parse_own_json(encode_run_line(*standing.last_fetch), "the run line"));
  }
  if (standing.plan) {
    Json plan;
    plan.set("digest", standing.plan->digest);
    plan.set("as_of", format_date(standing.plan->plan.as_of));
    plan.set("additions", name_of(standing.plan->plan.additions));
    plan.set("removals", name_of(standing.plan->plan.removals));
    plan.set("changes", static_cast<std::int64_t>(standing.plan->plan.changes.size()));
    document.set("plan", plan);
  }
  document.set("connection_approved", standing.connection_approved);
  document.set("refused", static_cast<std::int64_t>(standing.refused.size()));
  Json::Array steps;
  for (const std::string& step : standing.next_steps) steps.emplace_back(step);
  document.set("next_steps", steps);
  return document;
}

}  // namespace

ExitCode run_command(const Context& context, const StatusArguments&) {
  const Workspace workspace = open_workspace(context);
  const Standing standing = read_standing(context, workspace);
  if (context.arguments.output == OutputFormat::json) {
    context.console.print(canonical_json(json_of(standing)) + "\n");
  } else {
    context.console.print(render_standing(standing));
  }
  return ExitCode::done;
}

}  // namespace clever_sync
