#include "cli/question.hpp"

#include "base/error.hpp"
#include "base/json.hpp"
#include "base/printable.hpp"

namespace clever_sync {

namespace {

void print_matches(const Context& context, Kind kind, const std::vector<Match>& matches) {
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
    document.set("kind", name_of(kind));
    document.set("matches", list);
    context.console.print(canonical_json(document) + "\n");
    return;
  }
  context.console.print(std::to_string(matches.size()) + " " + std::string(name_of(kind)) +
                        " records match; ask again with one of these ids:\n");
  for (const Match& match : matches)
    context.console.print("  " + match.id.text() + "  " + printable(match.name) + "\n");
}

}  // namespace

AskedState asked_state(const Context& context, const Workspace& workspace) {
  const Date as_of = as_of_for_reading(context, workspace);
  if (!context.arguments.as_of) return {.commit = workspace.tip, .as_of = as_of};
  return {.commit = commit_for_day(workspace.repository, workspace.tip, as_of), .as_of = as_of};
}

std::optional<CleverId> find_asked(const Context& context, const Past& past, Kind kind, const std::string& query) {
  const auto matches = find_matches(past, kind, query, StudentNames::leave_out);
  if (matches.empty()) {
    throw Error(ErrorKind::usage,
                "no " + std::string(name_of(kind)) +
                    " of this workspace is called that; ask with its Clever id, which the district can see in Clever");
  }
  if (matches.size() > 1) {
    print_matches(context, kind, matches);
    return std::nullopt;
  }
  return matches.front().id;
}

}  // namespace clever_sync
