#include "cli/plan_output.hpp"

#include "base/error.hpp"

namespace clever_sync {

void print_plan(const Context& context, const Plan& plan, const NameBook& names) {
  switch (context.arguments.output) {
    case OutputFormat::text:
      context.console.print(render_text(
          plan, names,
          {.colour = context.console.colour() ? Colour::on : Colour::off, .width = context.console.width()}));
      return;
    case OutputFormat::json:
      context.console.print(encode_plan(plan));
      return;
    case OutputFormat::markdown:
      context.console.print(render_markdown(plan, names));
      return;
    case OutputFormat::html:
      context.console.print(render_html(plan, names));
      return;
  }
  unreachable("OutputFormat");
}

}  // namespace clever_sync
