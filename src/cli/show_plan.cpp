#include "cli/show_plan.hpp"

#include "base/error.hpp"
#include "cli/plan_output.hpp"
#include "nightly/plan_names.hpp"
#include "plan/plan_file.hpp"

namespace clever_sync {

namespace {

/// The committed bytes. Each line is checked before it is printed.
void print_file(Console& console, const PlanFile& file) {
  constexpr std::size_t enough = 65'536;
  const std::string_view bytes = file.bytes();
  std::size_t printed = 0, checked = 0;
  file.each_change([&](Change&&, std::string_view line) {
    checked = static_cast<std::size_t>(line.data() - bytes.data()) + line.size();
    if (checked - printed < enough) return;
    console.print_json(bytes.substr(printed, checked - printed));
    printed = checked;
  });
  console.print_json(bytes.substr(printed));
}

/// The rest of the plan, once its first lines are out.
struct Rest {
  Plan plan;
  NameBook names;
};

}  // namespace

void show_plan(const Context& context, const Repository& repository, FoundPlan found, StudentNames students) {
  PlanFile file(std::move(found.bytes), std::string(plan_path));
  Console& console = context.console;
  const std::string digest = file.digest();
  const TextSink sink = [&console](std::string_view text) { console.print(text); };
  const auto read_rest = [&] {
    Rest rest{.plan = std::move(file).read_changes(), .names = read_name_book(repository, found.commit, students)};
    add_earlier_schools(repository, found.commit, rest.plan, rest.names);
    return rest;
  };
  switch (context.arguments.output) {
    case OutputFormat::json:
      return print_file(console, file);
    case OutputFormat::text: {
      const TextOptions options = text_options(console);
      sink(text_head(file.head(), digest, options));
      const Rest rest = read_rest();
      return write_text_body(rest.plan, digest, rest.names, options, sink);
    }
    case OutputFormat::markdown: {
      sink(markdown_head(file.head(), digest));
      const Rest rest = read_rest();
      return sink(markdown_body(rest.plan, digest, rest.names));
    }
    case OutputFormat::html: {
      sink(html_head(file.head(), digest));
      const Rest rest = read_rest();
      return write_html_body(rest.plan, digest, rest.names, sink);
    }
  }
  unreachable("OutputFormat");
}

}  // namespace clever_sync
