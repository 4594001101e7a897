#include "cli/commands.hpp"
#include "cli/plan_output.hpp"
#include "cli/what_if.hpp"
#include "nightly/inputs.hpp"
#include "nightly/plan_names.hpp"
#include "nightly/stages.hpp"

namespace clever_sync {

namespace {

ExitCode exit_of(const PlanArguments& arguments, const Plan& plan) {
  return arguments.detailed_exitcode && !plan.changes.empty() ? ExitCode::changes : ExitCode::done;
}

NameBook names_for(const Repository& repository, const Plan& plan, const WorkspaceInputs& inputs) {
  NameBook names = make_name_book(inputs.snapshot, inputs.live, StudentNames::leave_out);
  add_earlier_schools(repository, repository.tip(), plan, names);
  return names;
}

/// A plan of other rules, another snapshot or another day: printed, not committed, and nothing that could be approved.
ExitCode what_if(const Context& context, const PlanArguments& arguments, const Workspace& workspace) {
  const WhatIf what_if = read_what_if(context, workspace, arguments);
  const WorkspaceInputs inputs = read_inputs(workspace.repository, what_if.source);
  Plan plan = derive_workspace_plan(inputs, what_if.as_of).plan;
  plan.draft = what_if.words;
  context.console.say("This is a draft: it is not committed and can't be approved.");
  print_plan(context, plan, plan_digest(plan), names_for(workspace.repository, plan, inputs));
  return exit_of(arguments, plan);
}

}  // namespace

ExitCode run_command(const Context& context, const PlanArguments& arguments) {
  Workspace workspace = open_workspace(context);
  if (is_what_if(context, workspace, arguments)) return what_if(context, arguments, workspace);
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
    print_plan(context, quiet->made.plan, quiet->made.digest, {});  // no change, so nothing has a name
    return ExitCode::done;
  }
  const Planned planned = run_plan(edges, run, workspace.tip, {});
  print_plan(context, planned.made.plan, planned.made.digest,
             names_for(workspace.repository, planned.made.plan, planned.inputs));
  return exit_of(arguments, planned.made.plan);
}

}  // namespace clever_sync
