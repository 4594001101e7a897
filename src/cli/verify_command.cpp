#include "audit/verify.hpp"

#include "base/error.hpp"
#include "cli/commands.hpp"
#include "nightly/verification.hpp"

namespace clever_sync {

ExitCode run_command(const Context& context, const VerifyArguments& arguments) {
  const Workspace workspace = open_workspace(context);
  using Scope = VerifyQuestion::Scope;
  const Scope scope = !arguments.plan.empty() ? Scope::one_plan : arguments.all ? Scope::all : Scope::current;
  const VerifyReport report =
      verify_workspace(workspace.repository, workspace.tip, {.scope = scope, .plan = arguments.plan},
                       [&context](const std::string& line) { context.console.progress(line); });
  switch (context.arguments.output) {
    case OutputFormat::text:
      context.console.print(render_verify(report));
      break;
    case OutputFormat::json:
      context.console.print_json(canonical_json(verify_json(report)) + "\n");
      break;
    case OutputFormat::markdown:
    case OutputFormat::html:
      throw Error(ErrorKind::usage, "verify prints text or json; leave -o out, or use -o json");
  }
  return report.count(Proof::wrong) == 0 ? ExitCode::done : ExitCode::integrity;
}

}  // namespace clever_sync
