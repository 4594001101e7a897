#include "audit/verification.hpp"
#include "cli/commands.hpp"
#include "nightly/verify.hpp"

namespace clever_sync {

ExitCode run_command(const Context& context, const VerifyArguments& arguments) {
  const Workspace workspace = open_workspace(context);
  const VerificationReport report = verify_workspace(
      workspace.repository, workspace.tip, arguments.all ? VerifyScope::every_plan : VerifyScope::current_plan);
  if (context.arguments.output == OutputFormat::json) {
    context.console.print(canonical_json(verification_json(report)) + "\n");
  } else {
    context.console.print(render_verification(report));
  }
  return is_sound(report) ? ExitCode::done : ExitCode::integrity;
}

}  // namespace clever_sync
