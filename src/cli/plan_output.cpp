#include "cli/plan_output.hpp"

#include "base/error.hpp"

namespace clever_sync {

void print_plan(const Context& context, const Plan& plan, const std::string& digest, const NameBook& names) {
  switch (context.arguments.output) {
    case OutputFormat::text:
      context.console.print(render_text(
          plan, digest, names,
          {.colour = context.console.colour() ? Colour::on : Colour::off, .width = context.console.width()}));
      return;
    case OutputFormat::json:
      // A program gets the file's bytes; on a screen nothing may hide or turn text.
      context.console.print(context.console.on_terminal() ? render_json(plan) : encode_plan(plan));
      return;
    case OutputFormat::markdown:
      context.console.print(render_markdown(plan, digest, names));
      return;
    case OutputFormat::html:
      context.console.print(render_html(plan, digest, names));
      return;
  }
  unreachable("OutputFormat");
}

}  // namespace clever_sync
