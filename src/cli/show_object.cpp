#include "cli/show_object.hpp"

#include "base/error.hpp"
#include "cli/question.hpp"
#include "nightly/object_sides.hpp"

namespace clever_sync {

ExitCode show_object(const Context& context, const Workspace& workspace, const ShowArguments& arguments) {
  const auto kind = parse_kind(arguments.what);
  if (!kind) throw Error(ErrorKind::usage, "the kind is class, teacher or student; for example: show class ID");
  const AskedState state = asked_state(context, workspace);
  Past past(workspace.repository, state.commit);
  const auto id = find_asked(context, past, *kind, arguments.query);
  if (!id) return ExitCode::done;
  const Sides sides = read_sides(past, *kind, *id, state.as_of);
  const StudentValues students = arguments.names ? StudentValues::show : StudentValues::hide;
  print_answer(context, {.text = [&] { return render_sides(sides, students); },
                         .json = [&] { return sides_json(sides, students); },
                         .page = [&] { return sides_page(sides, students); }});
  return ExitCode::done;
}

}  // namespace clever_sync
