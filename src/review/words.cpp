#include "review/words.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <map>

#include "base/error.hpp"
#include "base/printable.hpp"
#include "review/approval.hpp"

namespace clever_sync {

namespace {

// In code points: a name or a value of ten thousand characters must not bury the rest of the plan.
constexpr std::size_t longest_name = 80;
constexpr std::size_t longest_value = 60;
constexpr std::size_t most_facts = 3;
constexpr std::size_t most_schools = 10;

std::string plural(Kind kind, std::size_t count) {
  std::string noun(name_of(kind));
  if (count != 1) noun += kind == Kind::class_ ? "es" : "s";
  return noun;
}

std::string spaced(std::string_view code) {
  std::string words(code);
  std::ranges::replace(words, '-', ' ');
  return words;
}

std::string quoted(std::string_view text, std::size_t longest) {
  return "\"" + printable(text, longest) + "\"";
}

/// In quotes if a spreadsheet that the text is pasted into would run it. Source: OWASP, "CSV injection".
std::string no_formula(const std::string& words) {
  return words.find_first_of("=+-@") == 0 ? "\"" + words + "\"" : words;
}

}  // namespace

char symbol_of(Action action) {
  using enum Action;
  switch (action) {
    case create:
    case restore:
      return '+';
    case update:
      return '~';
    case relink:
      return '=';
    case archive:
      return '-';
  }
  unreachable("Action");
}

std::string_view past_of(Action action) {
  using enum Action;
  switch (action) {
    case create:
      return "created";
    case update:
      return "updated";
    case relink:
      return "relinked";
    case restore:
      return "restored";
    case archive:
      return "archived";
  }
  unreachable("Action");
}

namespace {

std::string counted(std::size_t count, std::string_view noun) {
  return fmt::format("{} {}{}", count, noun, count == 1 ? "" : "s");
}

/// What ended and what comes of it; of a term that the book does not know, that it ended.
std::string ended_words(const ChangeGroup& group, const NameBook& names) {
  const std::size_t count = group.changes.size();
  const auto name = names.terms.find(group.term);
  const std::string with = name == names.terms.end() || name->second.empty()
                               ? "their term"
                               : no_formula(printable(name->second, longest_name));
  return fmt::format("{} ended with {}: {}", counted(count, "section"), with, counted(count, "archive"));
}

}  // namespace

std::string title_of(const ChangeGroup& group, const NameBook& names) {
  const bool term_ended = group.code == ReasonCode::term_ended && group.action == Action::archive;
  std::string title = term_ended
                          ? ended_words(group, names)
                          : fmt::format("{} {} {}: {}", group.changes.size(), plural(group.kind, group.changes.size()),
                                        past_of(group.action), spaced(name_of(group.code)));
  if (group.part == Part::removals && group.kind != Kind::teacher) title += ", " + sign_in_words(group.loses_sign_in);
  return title;
}

std::string rule_words(const RuleRef& rule) {
  std::string words = fmt::format("{}:{}", printable(rule.file, longest_name), rule.line);
  if (!rule.id.empty()) words += " " + printable(rule.id, longest_name);
  return words;
}

std::string because_words(const ChangeGroup& group) {
  std::string words;
  const auto add = [&words](const std::string& text) { words += (words.empty() ? "because of " : "; ") + text; };
  if (group.rule != RuleRef{}) add(rule_words(group.rule));
  const std::vector<Evidence> facts = shared_evidence(group);
  for (std::size_t i = 0; i < facts.size() && i < most_facts; ++i) add(evidence_words(facts[i]));
  if (facts.size() > most_facts) add(fmt::format("{} more", facts.size() - most_facts));
  return words;
}

std::string evidence_words(const Evidence& evidence) {
  std::string words = printable(evidence.path, longest_name);
  for (const std::string* const part : {&evidence.id, &evidence.field}) {
    if (!part->empty()) words += " " + printable(*part, longest_name);
  }
  if (!evidence.value.empty()) words += " " + quoted(evidence.value, longest_value);
  return words;
}

std::string school_words(const std::string& school, const NameBook& names) {
  if (school.empty()) return "no school";
  const auto name = names.schools.find(school);
  if (name == names.schools.end() || name->second.empty()) return "school " + printable(school, longest_name);
  return no_formula(printable(name->second, longest_name));
}

std::vector<std::string> effects_of(const Change& change) {
  std::vector<std::string> effects;
  const auto count = [&effects](const auto& ids, std::string_view noun, std::string_view what) {
    if (!ids.empty()) effects.push_back(fmt::format("{} {}{} {}", ids.size(), noun, ids.size() == 1 ? "" : "s", what));
  };
  if (change.primary_teacher) effects.push_back("primary teacher " + change.primary_teacher->text());
  count(change.add_teachers, "teacher", "added");
  count(change.remove_teachers, "teacher", "taken out");
  count(change.add_students, "student", "added");
  count(change.remove_students, "student", "taken out");
  if (change.loses_sign_in != 0) effects.push_back(sign_in_words(change.loses_sign_in));
  for (const std::string& name : change.waits_for) effects.push_back("waits for " + printable(name, longest_name));
  return effects;
}

std::string name_words(const Change& change, const NameBook& names) {
  const auto& book = change.kind == Kind::class_ ? names.classes : names.people;
  const auto name = book.find(change.clever_id);
  if (name != book.end() && !name->second.empty()) return quoted(name->second, longest_name);
  if (change.kind != Kind::class_) return "";
  const auto field = std::ranges::find(change.set, "name", &FieldChange::field);
  return field == change.set.end() || field->to.empty() ? "" : quoted(field->to, longest_name);
}

std::string value_words(std::string_view value) {
  return quoted(value, longest_value);
}

std::string finding_subject(const Finding& finding) {
  return finding.id.empty() ? finding.kind : finding.kind + " " + finding.id;
}

std::string verdict_words(Verdict verdict) {
  using enum Verdict;
  switch (verdict) {
    case clear:
      return "clear";
    case approve:
      return "waits for approval";
    case hold:
      return "held";
  }
  unreachable("Verdict");
}

std::string draft_words(const Plan& plan) {
  return fmt::format("Draft, with {}: it is not committed, can't be approved, and is never applied.",
                     printable(plan.draft, longest_name * 2));
}

std::string change_count_words(std::int64_t count) {
  return fmt::format("{} {}", count, count == 1 ? "change" : "changes");
}

std::string sign_in_words(std::int64_t count) {
  return fmt::format("{} {} sign-in", count, count == 1 ? "student loses" : "students lose");
}

std::string counts_words(const PlanCounts& counts) {
  return fmt::format("Unchanged: {}, filtered: {}, held: {}, withheld: {}.", counts.unchanged, counts.filtered,
                     counts.held, counts.withheld);
}

std::string scope_words(const std::string& scope, const NameBook& names) {
  constexpr std::string_view in_school = "school:", in_class = "class:";
  if (scope == "district") return "the district";
  if (scope.starts_with(in_school)) return school_words(scope.substr(in_school.size()), names);
  const std::string id = scope.starts_with(in_class) ? scope.substr(in_class.size()) : std::string();
  const std::optional<CleverId> section = CleverId::parse(id);
  if (!section) return printable(scope, longest_name);
  const auto name = names.classes.find(*section);
  return "class " + id + (name == names.classes.end() ? "" : " " + quoted(name->second, longest_name));
}

namespace {

/// The line that a person could edit instead, of what no number lets through.
std::string edit_words(const Guardrail& guardrail) {
  if (guardrail.name == "window") return "; or change windows in rules/guardrails.yaml";
  if (guardrail.name != "district-state") return "";
  return "; or wait until Clever is current again, or change hold_removals_while in rules/guardrails.yaml";
}

/// `: Lincoln Middle, Roosevelt K-8 and 3 more`, "" where the guardrail names no school.
std::string gone_words(const Guardrail& guardrail, const NameBook& names) {
  const std::vector<std::string> schools = schools_named(guardrail);
  const std::size_t named = std::min(schools.size(), most_schools);
  std::string words;
  for (std::size_t i = 0; i < named; ++i) words += (i == 0 ? ": " : ", ") + school_words(schools[i], names);
  if (named < schools.size()) words += fmt::format(" and {} more", schools.size() - named);
  return words;
}

}  // namespace

std::string guardrail_words(const Guardrail& guardrail, const Plan& plan, const NameBook& names) {
  std::string words = no_formula(printable(arithmetic(guardrail))) + gone_words(guardrail, names);
  if (guardrail.scope != "district") words += ", in " + scope_words(guardrail.scope, names);
  if (guardrail.verdict == GuardrailVerdict::hold) {
    words += fmt::format(", holds the {}; to waive it: --waive {} --max {}{}", name_of(guardrail.part),
                         printable(guardrail.name, longest_name),
                         maximum_to_waive(plan, guardrail.name, guardrail.part), edit_words(guardrail));
  }
  return words;
}

std::string summary_line(const Plan& plan) {
  std::map<Action, std::int64_t> counts;
  for (const auto& [what, count] : plan.counts.changes) counts[what.second] += count;
  if (counts.empty()) {
    if (plan.counts.withheld == 0) return "No changes. Sphero Edu is as the rules want it.";
    return fmt::format("No changes. {} withheld: the findings say why.", plan.counts.withheld);
  }
  std::string line = fmt::format("Plan: {} to create, {} to update, {} to archive", counts[Action::create],
                                 counts[Action::update], counts[Action::archive]);
  if (counts[Action::restore] != 0) line += fmt::format(", {} to restore", counts[Action::restore]);
  if (counts[Action::relink] != 0) line += fmt::format(", {} to relink", counts[Action::relink]);
  return line + ".";
}

}  // namespace clever_sync
