#include "audit/why.hpp"

#include "base/error.hpp"
#include "base/json.hpp"
#include "cli/commands.hpp"
#include "cli/question.hpp"

namespace clever_sync {

namespace {

std::string render(const History& history, OutputFormat format) {
  switch (format) {
    case OutputFormat::text:
      return render_why(history);
    case OutputFormat::json:
      return canonical_json(why_json(history)) + "\n";
    case OutputFormat::markdown:
      return render_why_markdown(history);
    case OutputFormat::html:
      return render_why_html(history);
  }
  unreachable("OutputFormat");
}

}  // namespace

ExitCode run_command(const Context& context, const WhyArguments& arguments) {
  const Workspace workspace = open_workspace(context);
  const AskedState state = asked_state(context, workspace);
  Past past(workspace.repository, state.commit);
  const auto id = find_asked(context, past, arguments.kind, arguments.query);
  if (!id) return ExitCode::done;
  const History history =
      gather_history(past, {.kind = arguments.kind,
                            .id = *id,
                            .as_of = state.as_of,
                            .now = context.clock.now(),
                            .depth = arguments.every_night ? Depth::every_night : Depth::where_it_changed,
                            .citations = Citations::look_up});
  context.console.print(render(history, context.arguments.output));
  return ExitCode::done;
}

}  // namespace clever_sync
