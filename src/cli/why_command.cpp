#include "audit/why.hpp"

#include "cli/commands.hpp"
#include "cli/question.hpp"

namespace clever_sync {

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
  print_answer(context, {.text = [&] { return render_why(history); },
                         .json = [&] { return why_json(history); },
                         .page = [&] { return why_page(history); }});
  return ExitCode::done;
}

}  // namespace clever_sync
