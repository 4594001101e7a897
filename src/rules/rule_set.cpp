#include "rules/rule_set.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>

#include "base/error.hpp"
#include "base/printable.hpp"
#include "rules/nearest.hpp"
#include "rules/readers.hpp"
#include "rules/shipped_texts.hpp"

namespace clever_sync {

namespace {

constexpr std::array<std::string_view, 5> names{"filters", "guardrails", "keep", "lifecycle", "mapping"};

/// `filters` of `rules/filters.yaml`; "" if it is not one of the five.
std::string_view name_of_file(std::string_view file) {
  const std::size_t slash = file.rfind('/');
  const std::string_view base = slash == std::string_view::npos ? file : file.substr(slash + 1);
  for (const std::string_view name : names)
    if (base == fmt::format("{}.yaml", name)) return name;
  return "";
}

struct ReadRules {
  RuleSet rules;
  std::vector<RuleProblem> problems;
};

/// A student's address is read only while the mapping names it, so without that a condition on it would look at
/// nothing.
void check_email_is_stored(ReadRules& read) {
  if (read.rules.mapping.names_student_email()) return;
  for (const auto* list : {&read.rules.filters.include, &read.rules.filters.exclude})
    for (const FilterRule& rule : *list)
      for (const FieldTest& test : rule.condition.tests)
        if (rule.subject == FilterSubject::students && test.field == "email")
          read.problems.push_back({.file = rule.rule->file,
                                   .line = test.line,
                                   .column = test.column,
                                   .message = "a student's email is read and stored only while mapping.yaml names it, "
                                              "so this could match nothing; map student.email, or test another field"});
}

void read_document(std::string_view name, const YamlNode& root, Mistakes& mistakes, RuleSet& rules) {
  const RuleDocument document(name, root, mistakes);
  if (name == "filters") rules.filters = read_filters(document);
  if (name == "guardrails") rules.guardrails = read_guardrails(document);
  if (name == "keep") rules.keep = read_keep(document);
  if (name == "lifecycle") rules.lifecycle = read_lifecycle(document);
  if (name == "mapping") rules.mapping = read_mapping(document);
}

void read_file(std::string_view name, const RuleFile* file, ReadRules& result) {
  Mistakes mistakes(file == nullptr ? fmt::format("rules/{}.yaml", name) : file->file);
  const auto parsed = parse_yaml(file == nullptr ? std::string_view{} : file->text);
  if (const auto* error = std::get_if<YamlError>(&parsed)) {
    mistakes.add(error->line, error->column, error->what);
  } else {
    read_document(name, std::get<YamlNode>(parsed), mistakes, result.rules);
  }
  result.problems.insert(result.problems.end(), mistakes.problems().begin(), mistakes.problems().end());
}

ReadRules read_rules(const std::vector<RuleFile>& files) {
  ReadRules result;
  for (const RuleFile& file : files)
    if (name_of_file(file.file).empty()) {
      const std::size_t slash = file.file.rfind('/');
      const std::string base = slash == std::string::npos ? file.file : file.file.substr(slash + 1);
      constexpr std::array<std::string_view, 5> known{"filters.yaml", "guardrails.yaml", "keep.yaml", "lifecycle.yaml",
                                                      "mapping.yaml"};
      result.problems.push_back({.file = file.file,
                                 .line = 1,
                                 .column = 1,
                                 .message = fmt::format("not a rule file{}", hint_for(base, known))});
    }
  for (const std::string_view name : names) {
    const RuleFile* found = nullptr;
    for (const RuleFile& file : files) {
      if (name_of_file(file.file) != name) continue;
      if (found != nullptr)
        result.problems.push_back(
            {.file = file.file, .line = 1, .column = 1, .message = "this rule file is given twice"});
      found = &file;
    }
    read_file(name, found, result);
  }
  if (result.problems.empty()) check_email_is_stored(result);
  std::sort(result.problems.begin(), result.problems.end());
  return result;
}

}  // namespace

std::string render_problem(const RuleProblem& problem) {
  return fmt::format("{}:{}:{}: {}", printable(problem.file), problem.line, problem.column, printable(problem.message));
}

std::vector<RuleProblem> check_rules(const std::vector<RuleFile>& files) {
  return read_rules(files).problems;
}

RuleSet parse_rules(const std::vector<RuleFile>& files) {
  ReadRules result = read_rules(files);
  if (result.problems.empty()) return std::move(result.rules);
  std::string message = render_problem(result.problems.front());
  if (result.problems.size() > 1)
    message += fmt::format(" (and {} more; `clever-sync rules check` lists them)", result.problems.size() - 1);
  throw Error(ErrorKind::configuration, message);
}

std::vector<RuleFile> shipped_rules(Date school_year_ends) {
  constexpr std::string_view placeholder = "school_year_ends: none";
  std::vector<RuleFile> files;
  for (const ShippedText& shipped : shipped_rule_texts()) {
    RuleFile file{.file = fmt::format("rules/{}.yaml", shipped.name), .text = std::string(shipped.text)};
    if (const std::size_t at = file.text.find(placeholder); at != std::string::npos)
      file.text.replace(at, placeholder.size(), fmt::format("school_year_ends: {}", format_date(school_year_ends)));
    files.push_back(std::move(file));
  }
  return files;
}

std::vector<RuleFile> shipped_schemas() {
  std::vector<RuleFile> files;
  for (const ShippedText& shipped : shipped_schema_texts())
    files.push_back(
        {.file = fmt::format("docs/schemas/{}.schema.json", shipped.name), .text = std::string(shipped.text)});
  return files;
}

}  // namespace clever_sync
