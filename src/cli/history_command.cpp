#include "audit/life.hpp"
#include "cli/commands.hpp"
#include "cli/question.hpp"

namespace clever_sync {

ExitCode run_command(const Context& context, const HistoryArguments& arguments) {
  const auto history =
      read_asked_history(context, {.kind = arguments.kind,
                                   .query = arguments.query,
                                   .depth = arguments.every_night ? Depth::every_night : Depth::where_it_counts,
                                   .citations = Citations::leave_out});
  if (!history) return ExitCode::done;
  if (life_of(*history).empty())
    context.console.say("Nothing is known of it: Clever never shared it, and Sphero Edu never showed it.");
  print_answer(context, {.text = [&] { return render_life(*history); },
                         .json = [&] { return life_json(*history); },
                         .page = [&] { return life_page(*history); }});
  return ExitCode::done;
}

}  // namespace clever_sync
