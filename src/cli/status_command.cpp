#include "audit/status.hpp"

#include "base/error.hpp"
#include "cli/commands.hpp"
#include "cli/question.hpp"
#include "nightly/status_facts.hpp"
#include "nightly/unended_run.hpp"

namespace clever_sync {

namespace {

StatusFacts read_facts(const Context& context) {
  const Workspace workspace = open_workspace(context);
  const AskedState state = asked_state(context, workspace);
  StatusFacts facts =
      read_status_facts(workspace.repository, state.commit, workspace.config, state.as_of, context.clock.now());
  if (state.commit == workspace.tip) facts.unended = read_unended_run(context.disk, workspace.repository);
  return facts;
}

/// A monitoring system reads codes of its own, and a workspace that can't be read is one of them: the only command that
/// ends an Error itself.
ExitCode run_check(const Context& context) {
  Check check;
  try {
    check = check_status(read_facts(context));
  } catch (const Error& error) {
    check = unknown_check(error.what());
  }
  context.console.print(check.line + "\n");
  return static_cast<ExitCode>(check.code);  // 0 to 3, not what these codes mean elsewhere
}

}  // namespace

ExitCode run_command(const Context& context, const StatusArguments& arguments) {
  if (arguments.check && context.arguments.output != OutputFormat::text)
    throw Error(ErrorKind::usage,
                "--check prints one line of text; leave -o out, or leave --check out and use -o json");
  if (arguments.check) return run_check(context);
  const StatusFacts facts = read_facts(context);
  print_answer(context, {.text = [&] { return render_status(facts); },
                         .json = [&] { return status_json(facts); },
                         .page = [&] { return status_page(facts); }});
  return ExitCode::done;
}

}  // namespace clever_sync
