#include "audit/why.hpp"

#include "cli/commands.hpp"
#include "cli/question.hpp"

namespace clever_sync {

ExitCode run_command(const Context& context, const WhyArguments& arguments) {
  const auto history =
      read_asked_history(context, {.kind = arguments.kind,
                                   .query = arguments.query,
                                   .depth = arguments.every_night ? Depth::every_night : Depth::where_it_counts,
                                   .citations = Citations::look_up});
  if (!history) return ExitCode::done;
  print_answer(context, {.text = [&] { return render_why(*history); },
                         .json = [&] { return why_json(*history); },
                         .page = [&] { return why_page(*history); }});
  return ExitCode::done;
}

}  // namespace clever_sync
