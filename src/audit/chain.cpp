#include "audit/chain.hpp"

#include <algorithm>

#include "audit/why.hpp"
#include "audit/words.hpp"
#include "base/printable.hpp"

namespace clever_sync {

namespace {

using Rows = std::vector<PageRow>;

void add_rule(const RuleLine& line, const std::string& code, Rows& rows) {
  rows.push_back({.label = "because",
                  .text = code + ": " + line.rule.file + ":" + std::to_string(line.rule.line) + " " + line.rule.id});
  if (!line.text.empty()) rows.push_back({.label = "", .text = "| " + printable(line.text)});
  rows.push_back({.label = "",
                  .text = line.commit ? "line by " + printable(line.commit->author) + ", " +
                                            commit_words(*line.commit) + " of " + format_utc_time(line.commit->time)
                                      : std::string("the default that clever-sync ships")});
}

void add_evidence(const std::vector<EvidenceFact>& evidence, Rows& rows) {
  std::string label = "evidence";
  for (const EvidenceFact& fact : evidence) {
    std::string text = fact.evidence.path + " " + fact.evidence.id;
    if (!fact.evidence.field.empty()) text += " " + fact.evidence.field;
    if (!fact.evidence.value.empty()) text += " = " + printable(fact.evidence.value);
    if (fact.since) text += ", since " + commit_words(*fact.since) + " \"" + printable(fact.since->subject) + "\"";
    rows.push_back({.label = std::exchange(label, ""), .text = std::move(text)});
  }
}

void add_approval(const ApprovalFact& fact, Rows& rows) {
  const Approval& approval = fact.approval;
  std::string text = "by " + printable(approval.person) + " at " + format_utc_time(approval.at) + " in " + fact.path;
  if (fact.commit) text += " (" + commit_words(*fact.commit) + ")";
  rows.push_back({.label = "approved", .text = text + ": " + printable(approval.because)});
  for (const Waiver& waiver : approval.waivers) {
    rows.push_back({.label = "", .text = "waived " + waiver.guardrail + ", at most " + std::to_string(waiver.max)});
  }
}

void add_otherwise(const std::vector<Counterfactual>& alternatives, Rows& rows) {
  std::string label = "otherwise";
  for (const Counterfactual& alternative : alternatives) {
    rows.push_back({.label = std::exchange(label, ""), .text = alternative.words + ": " + alternative.where});
  }
}

void add_planned(const PlannedFact& planned, Rows& rows) {
  if (planned.approval) add_approval(*planned.approval, rows);
  rows.push_back({.label = "planned",
                  .text = "for " + format_date(planned.as_of) + " in plan " + planned.plan.substr(0, 12) + " (" +
                          commit_words(planned.commit) + ")"});
  add_rule(planned.rule, std::string(name_of(planned.change.reason.code)), rows);
  add_evidence(planned.evidence, rows);
  add_otherwise(planned.otherwise, rows);
}

void add_receipt(const ReceiptFact& receipt, Rows& rows) {
  rows.push_back({.label = "applied",
                  .text = "by run " + receipt.run + ", " + receipt.path + ":" + std::to_string(receipt.line) + " (" +
                          commit_words(receipt.commit) + "), " + answer_words(receipt)});
  if (!receipt.key.empty()) rows.push_back({.label = "", .text = "request " + receipt.key});
  if (receipt.planned) add_planned(*receipt.planned, rows);
}

}  // namespace

std::string standing_sentence(const History& history) {
  const std::string word = standing_word(history);
  std::string out = std::string(name_of(history.kind)) + " " + history.id.text();
  if (!history.name.empty()) out += " " + printable(history.name);
  if (!history.sphero_id.empty()) out += ", Sphero Edu id " + printable(history.sphero_id);
  return out + ": " + (word == "absent" ? std::string("not in Sphero Edu") : word + " in Sphero Edu") + " on " +
         format_date(history.as_of);
}

std::string causes_title(const History& history) {
  return standing_word(history) == "open" ? "What is still to come" : "Why";
}

std::vector<PageItem> open_items(const History& history) {
  const StandingFacts& standing = history.standing;
  std::vector<PageItem> items;
  for (const Stop& cause : why_not(history))
    items.push_back({.heading = std::string(name_of(cause.stage)) + ": " + cause.words, .rows = {}});
  if (standing.left_out_rule && standing_word(history) != "open") {
    PageItem item{.heading = "the rule that leaves it out", .rows = {}};
    add_rule(*standing.left_out_rule, "filtered-out", item.rows);
    add_otherwise(standing.ways_in, item.rows);
    items.push_back(std::move(item));
  }
  for (const PlannedFact& planned : standing.planned) {
    PageItem item{.heading = change_name(planned.change), .rows = {}};
    if (const std::string effect = effect_of(planned.change); !effect.empty()) item.heading += ": " + effect;
    add_planned(planned, item.rows);
    items.push_back(std::move(item));
  }
  return items;
}

std::vector<PageItem> chain_of(const History& history) {
  std::vector<PageItem> items;
  auto events = life_of(history);
  std::ranges::reverse(events);
  for (const LifeEvent& each : events) {
    PageItem item{.heading = format_date(each.day) + " " + each.what, .rows = {}};
    if (each.receipt) {
      add_receipt(history.receipts[*each.receipt], item.rows);
    } else {
      item.rows.push_back(
          {.label = "shown by", .text = (each.path.empty() ? "" : each.path + ", ") + origin_words(each.commit)});
    }
    items.push_back(std::move(item));
  }
  return items;
}

std::string skipped_sentence(const History& history) {
  if (history.nights_skipped == 0) return "";
  return "receipts of " + counted(history.nights_skipped, "earlier night") +
         " were not opened: its records tell what changed in them; --every-night opens them all";
}

}  // namespace clever_sync
