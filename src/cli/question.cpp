#include "cli/question.hpp"

#include <algorithm>

#include "base/error.hpp"
#include "base/json.hpp"
#include "base/printable.hpp"

namespace clever_sync {

namespace {

std::string matches_title(const std::vector<Person>& matches) {
  return std::to_string(matches.size()) + " records match; ask again with one of these ids";
}

std::string words_of(const Person& match) {
  return std::string(name_of(match.kind)) + " " + match.id.text() + (match.name.empty() ? "" : "  ") +
         printable(match.name);
}

std::string matches_text(const std::vector<Person>& matches) {
  std::string text = matches_title(matches) + ":\n";
  for (const Person& match : matches) text += "  " + words_of(match) + "\n";
  return text;
}

Json matches_json(const std::vector<Person>& matches) {
  Json::Array list;
  for (const Person& match : matches) {
    Json item;
    item.set("kind", name_of(match.kind));
    item.set("id", match.id.text());
    item.set("name", match.name);
    list.push_back(item);
  }
  Json document;
  document.set("format", "clever-sync/matches@1");
  const bool one_kind =
      std::ranges::all_of(matches, [&](const Person& match) { return match.kind == matches[0].kind; });
  if (one_kind) document.set("kind", name_of(matches[0].kind));
  document.set("matches", list);
  return document;
}

Page matches_page(const std::vector<Person>& matches) {
  PageSection section{.heading = "Matches", .items = {}};
  for (const Person& match : matches) section.items.push_back({.heading = words_of(match), .rows = {}});
  return {.title = matches_title(matches), .sections = {std::move(section)}};
}

}  // namespace

void print_answer(const Context& context, const Answer& answer) {
  switch (context.arguments.output) {
    case OutputFormat::text:
      return context.console.print(answer.text());
    case OutputFormat::json:
      return context.console.print_json(canonical_json(answer.json()) + "\n");
    case OutputFormat::markdown:
      return context.console.print(markdown_of(answer.page()));
    case OutputFormat::html:
      return context.console.print(html_of(answer.page()));
  }
  unreachable("OutputFormat");
}

void print_matches(const Context& context, const std::vector<Person>& matches) {
  print_answer(context, {.text = [&] { return matches_text(matches); },
                         .json = [&] { return matches_json(matches); },
                         .page = [&] { return matches_page(matches); }});
}

AskedState asked_state(const Context& context, const Workspace& workspace) {
  const Date as_of = as_of_for_reading(context, workspace);
  if (!context.arguments.as_of) return {.commit = workspace.tip, .as_of = as_of};
  return {.commit = commit_for_day(workspace.repository, workspace.tip, as_of), .as_of = as_of};
}

std::optional<History> read_asked_history(const Context& context, const HistoryAsked& asked) {
  const Workspace workspace = open_workspace(context);
  const AskedState state = asked_state(context, workspace);
  Past past(workspace.repository, state.commit);
  const auto id = find_asked(context, past, asked.kind, asked.query);
  if (!id) return std::nullopt;
  return gather_history(past, {.kind = asked.kind,
                               .id = *id,
                               .as_of = state.as_of,
                               .now = context.clock.now(),
                               .depth = asked.depth,
                               .citations = asked.citations});
}

std::optional<CleverId> find_asked(const Context& context, const Past& past, Kind kind, const std::string& query) {
  const auto matches = find_matches(past, kind, query, StudentNames::leave_out);
  if (matches.empty()) {
    throw Error(ErrorKind::usage,
                "no " + std::string(name_of(kind)) +
                    " of this workspace is called that; ask with its Clever id, which the district can see in Clever");
  }
  if (matches.size() > 1) {
    std::vector<Person> people;
    for (const Match& match : matches) people.push_back({.kind = kind, .id = match.id, .name = match.name});
    print_matches(context, people);
    return std::nullopt;
  }
  return matches.front().id;
}

}  // namespace clever_sync
