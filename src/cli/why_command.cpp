#include "audit/why.hpp"
#include "base/error.hpp"
#include "base/json.hpp"
#include "base/printable.hpp"
#include "cli/commands.hpp"
#include "nightly/history.hpp"

namespace clever_sync {

namespace {

ExitCode print_matches(const Context& context, const WhyArguments& arguments, const std::vector<Match>& matches) {
  if (context.arguments.output == OutputFormat::json) {
    Json::Array list;
    for (const Match& match : matches) {
      Json item;
      item.set("id", match.id.text());
      item.set("name", match.name);
      list.push_back(item);
    }
    Json document;
    document.set("format", "clever-sync/matches@1");
    document.set("kind", name_of(arguments.kind));
    document.set("matches", list);
    context.console.print(canonical_json(document) + "\n");
    return ExitCode::done;
  }
  context.console.print(std::to_string(matches.size()) + " " + std::string(name_of(arguments.kind)) +
                        " records match; ask again with one of these ids:\n");
  for (const Match& match : matches)
    context.console.print("  " + match.id.text() + "  " + printable(match.name) + "\n");
  return ExitCode::done;
}

}  // namespace

ExitCode run_command(const Context& context, const WhyArguments& arguments) {
  const Workspace workspace = open_workspace(context);
  const WorkspaceInputs inputs = read_inputs(workspace.repository, InputSource::at(workspace.tip));
  const auto matches = find_matches(inputs, arguments.kind, arguments.query, StudentNames::leave_out);
  if (matches.empty()) {
    throw Error(ErrorKind::usage,
                "no " + std::string(name_of(arguments.kind)) +
                    " of this workspace is called that; ask with its Clever id, which the district can see in Clever");
  }
  if (matches.size() > 1) return print_matches(context, arguments, matches);
  const History history = gather_history(workspace.repository, inputs, arguments.kind, matches.front().id,
                                         as_of_for_reading(context, workspace), context.clock.now());
  if (context.arguments.output == OutputFormat::json) {
    context.console.print(canonical_json(why_json(history)) + "\n");
  } else {
    context.console.print(render_why(history));
  }
  return ExitCode::done;
}

}  // namespace clever_sync
