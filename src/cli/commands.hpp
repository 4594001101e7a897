#pragma once
// The commands: one function each, one file each. They open what they need, call the stages, and print.

#include "cli/arguments.hpp"
#include "cli/session.hpp"

namespace clever_sync {

ExitCode run_command(const Context& context, const InitArguments& arguments);
ExitCode run_command(const Context& context, const ConnectionsArguments& arguments);
ExitCode run_command(const Context& context, const FetchArguments& arguments);
ExitCode run_command(const Context& context, const ObserveArguments& arguments);
ExitCode run_command(const Context& context, const PlanArguments& arguments);
ExitCode run_command(const Context& context, const ShowArguments& arguments);
ExitCode run_command(const Context& context, const ApproveArguments& arguments);
ExitCode run_command(const Context& context, const ApplyArguments& arguments);
ExitCode run_command(const Context& context, const NightlyArguments& arguments);
ExitCode run_command(const Context& context, const StatusArguments& arguments);
ExitCode run_command(const Context& context, const WhyArguments& arguments);
ExitCode run_command(const Context& context, const HistoryArguments& arguments);
ExitCode run_command(const Context& context, const VerifyArguments& arguments);
ExitCode run_command(const Context& context, const DiagnoseArguments& arguments);
ExitCode run_command(const Context& context, const BacktestArguments& arguments);
ExitCode run_command(const Context& context, const RulesCheckArguments& arguments);
ExitCode run_command(const Context& context, const RulesExplainArguments& arguments);

}  // namespace clever_sync
