#include "base/error.hpp"
#include "cli/commands.hpp"
#include "cli/plan_output.hpp"
#include "cli/show_object.hpp"
#include "cli/show_plan.hpp"
#include "nightly/inputs.hpp"
#include "nightly/plan_lookup.hpp"
#include "nightly/plan_names.hpp"
#include "review/sign_in_losses.hpp"
#include "review/since.hpp"

namespace clever_sync {

namespace {

NamedPlan named(const CommittedPlan& plan) {
  return {.plan = plan.parsed.plan, .digest = plan.parsed.digest, .commit = plan.commit};
}

SinceLimits limits_for(ReportReader reader) {
  switch (reader) {
    case ReportReader::at_terminal:
      return {};
    case ReportReader::of_comment:
      return {.changes_per_part = 100};
    case ReportReader::of_page:
      return no_since_limits;
  }
  unreachable("ReportReader");
}

void print_since(const Context& context, const NamedPlan& before, const NamedPlan& after, const NameBook& names) {
  print_report(context,
               {.report = [&](ReportReader reader) { return report_since(before, after, names, limits_for(reader)); },
                .json = [&] { return since_json(before, after); }});
}

}  // namespace

ExitCode run_command(const Context& context, const ShowArguments& arguments) {
  const Workspace workspace = open_workspace(context);
  if (!arguments.query.empty()) return show_object(context, workspace, arguments);
  const StudentNames students = arguments.names ? StudentNames::join : StudentNames::leave_out;
  FoundPlan found = find_plan_file(workspace.repository, workspace.tip, arguments.what);
  if (arguments.since.empty() && !arguments.sign_in) {
    show_plan(context, workspace.repository, std::move(found), students);
    return ExitCode::done;
  }
  const CommittedPlan shown{.commit = found.commit, .parsed = parse_plan(found.bytes, plan_path)};
  NameBook names = read_name_book(workspace.repository, shown.commit, students);
  add_earlier_schools(workspace.repository, shown.commit, shown.parsed.plan, names);
  if (!arguments.since.empty()) {
    const CommittedPlan before = find_plan(workspace.repository, workspace.tip, arguments.since);
    print_since(context, named(before), named(shown), names);
    return ExitCode::done;
  }
  const LiveState live = read_live(workspace.repository, shown.commit);
  print_report(context, {.report = [&](ReportReader) { return report_sign_in(shown.parsed.plan, live, names); },
                         .json = [&] { return sign_in_json(shown.parsed.plan, shown.parsed.digest, live); }});
  return ExitCode::done;
}

}  // namespace clever_sync
