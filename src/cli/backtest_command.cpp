#include <algorithm>

#include "base/error.hpp"
#include "cli/commands.hpp"
#include "cli/what_if.hpp"
#include "nightly/backtesting.hpp"

namespace clever_sync {

namespace {

void print_report(const Context& context, const BacktestReport& report) {
  switch (context.arguments.output) {
    case OutputFormat::text:
      context.console.print(render_backtest(
          report, {.colour = context.console.colour() ? Colour::on : Colour::off, .width = context.console.width()}));
      return;
    case OutputFormat::json:
      context.console.print_json(canonical_json(backtest_json(report)) + "\n");
      return;
    case OutputFormat::markdown:
    case OutputFormat::html:
      throw Error(ErrorKind::usage, "backtest prints text or json; leave -o out, or use -o json");
  }
  unreachable("OutputFormat");
}

}  // namespace

ExitCode run_command(const Context& context, const BacktestArguments& arguments) {
  if (context.arguments.as_of)
    throw Error(ErrorKind::usage, "backtest takes each night as of its own day; leave --as-of out");
  const Workspace workspace = open_workspace(context);
  InputSource source = InputSource::at(workspace.tip);
  source.rules_commit = resolve_revision(workspace, arguments.rules, "--rules");
  if (arguments.worktree) source.work_folder = work_folder_of(workspace);
  const TriedRules tried = read_tried_rules(workspace.repository, source);
  const BacktestReport report =
      run_backtest(workspace.repository, workspace.tip, tried, static_cast<std::size_t>(arguments.nights),
                   [&context](const std::string& line) { context.console.progress(line); });
  print_report(context, report);
  const bool differs = std::ranges::any_of(report.nights, &BacktestNight::differs);
  return arguments.detailed_exitcode && differs ? ExitCode::changes : ExitCode::done;
}

}  // namespace clever_sync
