#include "base/error.hpp"
#include "cli/commands.hpp"
#include "cli/plan_output.hpp"
#include "cli/show_object.hpp"
#include "nightly/inputs.hpp"
#include "nightly/plan_lookup.hpp"
#include "review/since.hpp"

namespace clever_sync {

namespace {

NamedPlan named(const CommittedPlan& plan) {
  return {.plan = plan.parsed.plan, .digest = plan.parsed.digest, .commit = plan.commit};
}

void print_since(const Context& context, const NamedPlan& before, const NamedPlan& after, const NameBook& names) {
  switch (context.arguments.output) {
    case OutputFormat::text:
      context.console.print(render_since(
          before, after, names,
          {.colour = context.console.colour() ? Colour::on : Colour::off, .width = context.console.width()}));
      return;
    case OutputFormat::json:
      context.console.print(canonical_json(since_json(before, after)) + "\n");
      return;
    case OutputFormat::markdown:
    case OutputFormat::html:
      throw Error(ErrorKind::usage, "show --since prints text or json; leave -o out, or use -o json");
  }
  unreachable("OutputFormat");
}

}  // namespace

ExitCode run_command(const Context& context, const ShowArguments& arguments) {
  const Workspace workspace = open_workspace(context);
  if (!arguments.query.empty()) return show_object(context, workspace, arguments);
  const CommittedPlan shown = find_plan(workspace.repository, workspace.tip, arguments.what);
  const Snapshot snapshot = read_snapshot(workspace.repository, shown.commit);
  const LiveState live = read_live(workspace.repository, shown.commit);
  const NameBook names = make_name_book(snapshot, live, arguments.names ? StudentNames::join : StudentNames::leave_out);
  if (!arguments.since.empty()) {
    const CommittedPlan before = find_plan(workspace.repository, workspace.tip, arguments.since);
    print_since(context, named(before), named(shown), names);
    return ExitCode::done;
  }
  if (arguments.sign_in) {
    context.console.print(render_sign_in(shown.parsed.plan, live, names));
    return ExitCode::done;
  }
  print_plan(context, shown.parsed.plan, shown.parsed.digest, names);
  return ExitCode::done;
}

}  // namespace clever_sync
