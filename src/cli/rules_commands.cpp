// rules check, rules explain: they need no workspace around rules/.

#include "base/error.hpp"
#include "base/json.hpp"
#include "base/printable.hpp"
#include "cli/commands.hpp"
#include "desired/desired.hpp"
#include "nightly/inputs.hpp"

namespace clever_sync {

namespace {

/// The files to check: a folder's, or those on disk of a checked-out workspace, or the committed ones of a bare one.
std::vector<RuleFile> rule_files(const Context& context, const std::string& folder) {
  if (!folder.empty()) return read_rule_files_of_folder(folder);
  const Repository repository = Repository::open(context.arguments.workspace);
  if (repository.is_bare()) return read_rule_files(repository, repository.tip());
  return read_rule_files_of_folder(repository.work_folder());
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

const FilterRule& rule_named(const RuleSet& rules, const std::string& id) {
  for (const auto* list : {&rules.filters.include, &rules.filters.exclude}) {
    for (const FilterRule& rule : *list) {
      if (rule.rule->id == id) return rule;
    }
  }
  throw Error(ErrorKind::usage, "no filter rule has the id " + printable(id) + "; see rules/filters.yaml");
}

}  // namespace

ExitCode run_command(const Context& context, const RulesCheckArguments& arguments) {
  const std::vector<RuleFile> files = rule_files(context, arguments.folder);
  const std::vector<RuleProblem> problems = check_rules(files);
  Json::Array list;
  for (const RuleProblem& problem : problems) {
    if (context.arguments.output == OutputFormat::json) {
      list.push_back(json_of(problem));
    } else {
      context.console.print(render_problem(problem) + "\n");
    }
  }
  if (context.arguments.output == OutputFormat::json) {
    Json document;
    document.set("format", "clever-sync/rules-check@1");
    document.set("problems", list);
    context.console.print(canonical_json(document) + "\n");
  }
  if (!problems.empty()) return ExitCode::configuration;
  context.console.findings(coverage(context, arguments.folder, files));
  context.console.say("The rules are sound: " + std::to_string(files.size()) + " files.");
  return ExitCode::done;
}

ExitCode run_command(const Context& context, const RulesExplainArguments& arguments) {
  const Workspace workspace = open_workspace(context);
  const RuleSet rules = parse_rules(rule_files(context, arguments.folder));
  const FilterRule& rule = rule_named(rules, arguments.id);
  const Snapshot snapshot = read_snapshot(workspace.repository, workspace.tip);
  const auto matched = records_matched(snapshot, rule, as_of_for_reading(context, workspace));
  if (context.arguments.output == OutputFormat::json) {
    Json::Array records;
    for (const auto& [kind, id] : matched) {
      Json record;
      record.set("kind", kind);
      record.set("id", id.text());
      records.push_back(record);
    }
    Json document;
    document.set("format", "clever-sync/rules-explain@1");
    document.set("rule", rule.rule->id);
    document.set("file", rule.rule->file);
    document.set("line", rule.rule->line);
    document.set("because", rule.because);
    document.set("matched", records);
    context.console.print(canonical_json(document) + "\n");
    return ExitCode::done;
  }
  context.console.print(rule.rule->file + ":" + std::to_string(rule.rule->line) + " " + printable(rule.rule->id) +
                        " matches " + std::to_string(matched.size()) + " records" +
                        (rule.because.empty() ? "" : ", because " + printable(rule.because)) + "\n");
  for (const auto& [kind, id] : matched) context.console.print("  " + kind + " " + id.text() + "\n");
  return ExitCode::done;
}

}  // namespace clever_sync
