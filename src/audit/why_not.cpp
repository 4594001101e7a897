#include "audit/why.hpp"
#include "base/printable.hpp"

namespace clever_sync {

namespace {

std::string rule_words(const RuleRef& rule) {
  return rule.file + ":" + std::to_string(rule.line) + " (" + rule.id + ")";
}

void add_source_causes(const StandingFacts& standing, std::vector<std::string>& causes) {
  if (standing.shared) return;
  if (standing.absent) {
    causes.push_back("Clever does not share it any more, see " + standing.absent->path);
  } else if (!standing.ever_shared) {
    causes.emplace_back("Clever never shared it with this app: look at what the district shares in Clever");
  }
}

void add_rule_causes(const StandingFacts& standing, std::vector<std::string>& causes) {
  if (!standing.left_out) return;
  std::string cause = "left out by " + rule_words(*standing.left_out->rule);
  if (standing.left_out->because_of) cause += ", because of " + standing.left_out->because_of->text();
  causes.push_back(cause);
}

void add_plan_causes(const StandingFacts& standing, std::vector<std::string>& causes) {
  for (const Finding& finding : standing.findings) causes.push_back(finding.code + ": " + printable(finding.message));
  for (const PlannedFact& planned : standing.planned) {
    const std::string change = change_name(planned.change);
    const std::string part(name_of(planned.change.part));
    bool explained = false;
    for (const Guardrail& guardrail : standing.holding) {
      if (guardrail.part != planned.change.part) continue;
      causes.push_back("planned (" + change + ") but held: " + arithmetic(guardrail));
      explained = true;
    }
    for (const std::string& waiting : standing.waiting) {
      if (waiting != part || explained) continue;
      causes.push_back("planned (" + change + ") but the " + part + " of plan " + planned.plan.substr(0, 12) +
                       " wait for approval");
      explained = true;
    }
    if (!explained) causes.push_back("planned (" + change + "), to be applied by the next run");
  }
  if (standing.refused) {
    causes.push_back("refused by Sphero Edu (" + standing.refused->action + ", " + standing.refused->code +
                     "), tried again on " + format_date(standing.refused->next_try));
  }
}

}  // namespace

std::vector<std::string> why_not(const History& history) {
  std::vector<std::string> causes;
  if (standing_word(history) != "open") {
    add_source_causes(history.standing, causes);
    add_rule_causes(history.standing, causes);
  }
  add_plan_causes(history.standing, causes);
  return causes;
}

}  // namespace clever_sync
