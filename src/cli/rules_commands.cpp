// rules check, rules explain: they need no workspace around rules/.

#include <map>

#include "base/error.hpp"
#include "base/json.hpp"
#include "base/printable.hpp"
#include "cli/commands.hpp"
#include "desired/desired.hpp"
#include "desired/explain_rule.hpp"
#include "nightly/inputs.hpp"
#include "rules/nearest.hpp"

namespace clever_sync {

namespace {

/// The files to check: a folder's, or those on disk of a checked-out workspace, or the committed ones of a bare one.
std::vector<RuleFile> rule_files(const Context& context, const std::string& folder) {
  if (!folder.empty()) return read_rule_files_of_folder(folder);
  const Repository repository = Repository::open(context.arguments.workspace);
  if (repository.is_bare()) return read_rule_files(repository, repository.tip());
  return read_rule_files_of_folder(repository.work_folder());
}

/// `; did you mean "no-homeroom"?`
std::string hint_at_rule(const RuleSet& rules, const std::string& id) {
  const std::vector<std::string> ids = explainable_rules(rules);
  return hint_for(id, std::vector<std::string_view>(ids.begin(), ids.end()));
}

Json json_of(const RuleProblem& problem) {
  Json object;
  object.set("file", problem.file);
  object.set("line", problem.line);
  object.set("column", problem.column);
  object.set("message", problem.message);
  return object;
}

/// What only shows against data: rules that match nothing, or nothing new, in the last snapshot. Nothing without one.
std::vector<Finding> coverage(const Context& context, const std::string& folder, const std::vector<RuleFile>& files) {
  if (!folder.empty()) return {};
  const Workspace workspace = open_workspace(context);
  if (workspace.repository.object_at(workspace.tip, snapshot_folder).empty()) return {};
  return check_coverage(read_snapshot(workspace.repository, workspace.tip), parse_rules(files),
                        as_of_for_reading(context, workspace));
}

Json json_of(const Finding& finding) {
  Json object;
  object.set("code", finding.code);
  object.set("id", finding.id);
  object.set("message", finding.message);
  return object;
}

Json json_of(const ExplainedRecord& record) {
  Json object;
  object.set("kind", record.kind);
  object.set("id", record.id.text());
  object.set("name", record.name);
  object.set("school", record.school);
  object.set("effect", record.effect);
  return object;
}

/// `3 sections`
std::string counted(std::size_t count, const std::string& kind) {
  return std::to_string(count) + " " + kind + (count == 1 ? "" : "s");
}

void print_json(const Context& context, const RuleExplanation& explained) {
  Json::Array matched;
  for (const ExplainedRecord& record : explained.matched) matched.push_back(json_of(record));
  Json along;
  for (const auto& [kind, count] : explained.along) along.set(kind, static_cast<std::int64_t>(count));
  Json document;
  document.set("format", "clever-sync/rules-explain@1");
  document.set("rule", explained.rule.id);
  document.set("file", explained.rule.file);
  document.set("line", explained.rule.line);
  document.set("because", explained.because);
  document.set("matched", matched);
  document.set("along", along);
  context.console.print_json(canonical_json(document) + "\n");
}

void print_text(const Context& context, const RuleExplanation& explained) {
  Console& console = context.console;
  console.print(explained.rule.file + ":" + std::to_string(explained.rule.line) + " " + printable(explained.rule.id) +
                (explained.because.empty() ? "" : ", because " + printable(explained.because)) + "\n");
  std::map<std::string, std::size_t> counts;
  for (const ExplainedRecord& record : explained.matched) ++counts[record.kind];
  std::string words;
  for (const auto& [kind, count] : counts) words += (words.empty() ? "" : ", ") + counted(count, kind);
  console.print("It matches " + (words.empty() ? "nothing in the last snapshot" : words) + ".\n");
  words.clear();
  for (const auto& [kind, count] : explained.along) words += (words.empty() ? "" : ", ") + counted(count, kind);
  if (!words.empty()) console.print("Left out along with them: " + words + ".\n");
  for (const ExplainedRecord& record : explained.matched)
    console.print("  " + record.kind + " " + record.id.text() +
                  (record.name.empty() ? "" : " \"" + printable(record.name) + "\"") +
                  (record.school.empty() ? "" : " at " + printable(record.school)) + ": " + printable(record.effect) +
                  "\n");
}

}  // namespace

ExitCode run_command(const Context& context, const RulesCheckArguments& arguments) {
  const std::vector<RuleFile> files = rule_files(context, arguments.folder);
  const std::vector<RuleProblem> problems = check_rules(files);
  const std::vector<Finding> findings =
      problems.empty() ? coverage(context, arguments.folder, files) : std::vector<Finding>{};
  if (context.arguments.output == OutputFormat::json) {
    Json::Array problem_list, finding_list;
    for (const RuleProblem& problem : problems) problem_list.push_back(json_of(problem));
    for (const Finding& finding : findings) finding_list.push_back(json_of(finding));
    Json document;
    document.set("format", "clever-sync/rules-check@1");
    document.set("problems", problem_list);
    document.set("findings", finding_list);
    context.console.print_json(canonical_json(document) + "\n");
  } else {
    for (const RuleProblem& problem : problems) context.console.print(render_problem(problem) + "\n");
    for (const Finding& finding : findings)
      context.console.print(printable(finding.message) + " (" + finding.code + " " + printable(finding.id) + ")\n");
  }
  if (!problems.empty()) return ExitCode::configuration;
  context.console.say("The rules are sound: " + std::to_string(files.size()) +
                      (files.size() == 1 ? " file." : " files."));
  return ExitCode::done;
}

ExitCode run_command(const Context& context, const RulesExplainArguments& arguments) {
  const Workspace workspace = open_workspace(context);
  const RuleSet rules = parse_rules(rule_files(context, arguments.folder));
  const Snapshot snapshot = read_snapshot(workspace.repository, workspace.tip);
  const auto explained = explain_rule(snapshot, rules, arguments.id, as_of_for_reading(context, workspace));
  if (!explained) {
    const std::string hint = hint_at_rule(rules, arguments.id);
    throw Error(ErrorKind::usage, "no rule has the id " + printable(arguments.id) +
                                      (hint.empty() ? "; name a filter rule's id, or a setting as plans name it, such "
                                                      "as classes.archive.after_term_end_days"
                                                    : hint));
  }
  if (context.arguments.output == OutputFormat::json) {
    print_json(context, *explained);
  } else {
    print_text(context, *explained);
  }
  return ExitCode::done;
}

}  // namespace clever_sync
