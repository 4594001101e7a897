#include "cli/plan_output.hpp"

#include "base/error.hpp"

namespace clever_sync {

TextOptions text_options(const Console& console) {
  return {.colour = console.colour() ? Colour::on : Colour::off, .width = console.width()};
}

void print_plan(const Context& context, const Plan& plan, const std::string& digest, const NameBook& names) {
  Console& console = context.console;
  const TextSink sink = [&console](std::string_view text) { console.print(text); };
  switch (context.arguments.output) {
    case OutputFormat::text:
      sink(text_head(plan, digest, text_options(console)));
      return write_text_body(plan, digest, names, text_options(console), sink);
    case OutputFormat::json:
      return console.print_json(encode_plan(plan));
    case OutputFormat::markdown:
      return sink(render_markdown(plan, digest, names));
    case OutputFormat::html:
      sink(html_head(plan, digest));
      return write_html_body(plan, digest, names, sink);
  }
  unreachable("OutputFormat");
}

void print_report(const Context& context, const ReportAnswer& answer) {
  Console& console = context.console;
  switch (context.arguments.output) {
    case OutputFormat::text:
      return console.print(text_of(answer.report(ReportReader::at_terminal), text_options(console)));
    case OutputFormat::json:
      return console.print_json(canonical_json(answer.json()) + "\n");
    case OutputFormat::markdown:
      return console.print(markdown_of(answer.report(ReportReader::of_comment)));
    case OutputFormat::html:
      return console.print(html_of(answer.report(ReportReader::of_page)));
  }
  unreachable("OutputFormat");
}

}  // namespace clever_sync
