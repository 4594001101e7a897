#include "cli/commands.hpp"
#include "cli/plan_output.hpp"
#include "cli/what_if.hpp"
#include "nightly/inputs.hpp"
#include "nightly/stages.hpp"

namespace clever_sync {

namespace {

ExitCode exit_of(const PlanArguments& arguments, const Plan& plan) {
  return arguments.detailed_exitcode && !plan.changes.empty() ? ExitCode::changes : ExitCode::done;
}

/// A plan of other rules or of another snapshot: printed, not committed, and so nothing that could be approved.
ExitCode what_if(const Context& context, const PlanArguments& arguments) {
  const Workspace workspace = open_workspace(context);
  const InputSource source{.commit = workspace.tip,
                           .rules_commit = resolve_revision(workspace, arguments.rules, "--rules"),
                           .snapshot_commit = resolve_revision(workspace, arguments.snapshot, "--snapshot"),
                           .work_folder = arguments.worktree ? work_folder_of(workspace) : ""};
  const WorkspaceInputs inputs = read_inputs(workspace.repository, source);
  const MadePlan made = make_workspace_plan(inputs, as_of_for_reading(context, workspace));
  context.console.say("This is a draft: it is not committed and can't be approved.");
  print_plan(context, made.plan, make_name_book(inputs.snapshot, inputs.live, StudentNames::leave_out));
  return exit_of(arguments, made.plan);
}

}  // namespace

ExitCode run_command(const Context& context, const PlanArguments& arguments) {
  if (arguments.worktree || !arguments.rules.empty() || !arguments.snapshot.empty()) return what_if(context, arguments);
  Workspace workspace = open_workspace(context);
  const Run run = begin_run(context, "plan", as_of_for_reading(context, workspace));
  const auto lock = lock_for(context, workspace, run);
  if (!lock) return ExitCode::locked;
  workspace = open_for_run(context);
  if (run_left_over(edges_of(context, workspace))) {
    context.console.warn(
        "warning: a run was cut off and is not settled yet, so this plan may repeat what it did; clever-sync apply "
        "settles it");
  }
  const Edges edges = edges_of(context, workspace);
  auto quiet = find_quiet_plan(workspace.repository, workspace.tip, run.as_of, context.clock.now());
  if (quiet && commit_quiet_plan(edges, run, *quiet, workspace.tip)) {
    print_plan(context, quiet->made.plan, {});  // no change, so nothing has a name
    return ExitCode::done;
  }
  const Planned planned = run_plan(edges, run, workspace.tip, {});
  print_plan(context, planned.made.plan,
             make_name_book(planned.inputs.snapshot, planned.inputs.live, StudentNames::leave_out));
  return exit_of(arguments, planned.made.plan);
}

}  // namespace clever_sync
