#include <algorithm>

#include "base/error.hpp"
#include "cli/commands.hpp"
#include "cli/plan_output.hpp"
#include "cli/what_if.hpp"
#include "nightly/backtesting.hpp"

namespace clever_sync {

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
  print_report(context, {.report =
                             [&](ReportReader reader) {
                               const bool at_end = reader == ReportReader::at_terminal;
                               return report_backtest(report, at_end ? TotalsStand::last : TotalsStand::first);
                             },
                         .json = [&] { return backtest_json(report); }});
  const bool differs = std::ranges::any_of(report.nights, &BacktestNight::differs);
  return arguments.detailed_exitcode && differs ? ExitCode::changes : ExitCode::done;
}

}  // namespace clever_sync
