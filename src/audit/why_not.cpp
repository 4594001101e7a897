#include <algorithm>

#include "audit/why.hpp"
#include "audit/words.hpp"
#include "base/error.hpp"
#include "base/printable.hpp"

namespace clever_sync {

namespace {

constexpr std::size_t short_digest = 12;

void add_source_causes(const StandingFacts& standing, std::vector<Stop>& causes) {
  if (!standing.fetched) {
    causes.push_back({.stage = PathStage::shared,
                      .words = "nothing was fetched from Clever yet, so nothing is known of it: clever-sync nightly"});
  } else if (!standing.source) {
    causes.push_back({.stage = PathStage::shared,
                      .words = "Clever never shared it with this app: look at what the district shares in Clever"});
  } else if (standing.source->where == RecordVersion::Where::absent) {
    causes.push_back({.stage = PathStage::shared,
                      .words = "Clever does not share it any more, missed on " + missed_nights(standing.source->line) +
                               ", see " + standing.source->path});
  }
}

void add_moved_account(const History& history, std::vector<Stop>& causes) {
  const auto& now = history.standing.account_of;
  if (!now) return;
  causes.push_back({.stage = PathStage::shared,
                    .words = "its Sphero Edu account " + printable(history.sphero_id) + " belongs to the Clever id " +
                             now->text() + " now: clever-sync why " + std::string(name_of(history.kind)) + " " +
                             now->text()});
}

void add_rule_causes(const StandingFacts& standing, std::vector<Stop>& causes) {
  if (!standing.left_out) return;
  std::string words = "left out by " + rule_citation(*standing.left_out->rule);
  if (standing.left_out->because_of)
    words += ", because of " + standing.left_out->because_of->text() + standing.left_out_chain;
  causes.push_back({.stage = PathStage::takes_part, .words = std::move(words)});
}

/// What stops a change of the current plan.
Stop stop_of(const StandingFacts& standing, const PlannedFact& planned) {
  const Change& change = planned.change;
  const std::string what = "planned (" + change_name(change) + ", " + std::string(name_of(change.reason.code)) + ")";
  for (const Guardrail& guardrail : standing.holding) {
    if (guardrail.part == change.part)
      return {.stage = PathStage::cleared, .words = what + " but held: " + arithmetic(guardrail)};
  }
  if (std::ranges::find(standing.waiting, change.part) != standing.waiting.end()) {
    return {.stage = PathStage::approved,
            .words = what + " but the " + std::string(name_of(change.part)) + " of plan " +
                     planned.plan.substr(0, short_digest) + " wait for approval"};
  }
  if (!standing.blocked.empty()) return {.stage = PathStage::sent, .words = what + " but " + standing.blocked.front()};
  if (!change.waits_for.empty())
    return {.stage = PathStage::sent, .words = what + " but it waits for: " + joined(change.waits_for)};
  return {.stage = PathStage::sent, .words = what + ", to be applied by the next run"};
}

void add_refusal(const StandingFacts& standing, std::vector<Stop>& causes) {
  if (!standing.refused) return;
  const RefusedChange& refused = *standing.refused;
  causes.push_back({.stage = PathStage::accepted,
                    .words = "refused by Sphero Edu (" + refused.action + ", " + printable(refused.code) + ", " +
                             counted(refused.nights, "night") + "), tried again on " + format_date(refused.next_try)});
}

/// Archived, though no receipt of ours says so: by hand.
void add_archived_by_hand(const History& history, std::vector<Stop>& causes) {
  if (!history.standing.live_archived) return;
  const bool by_us = std::ranges::any_of(history.receipts, [](const ReceiptFact& receipt) {
    return receipt.action == Action::archive && receipt.result != "refused";
  });
  if (!by_us)
    causes.push_back({.stage = PathStage::accepted, .words = "archived in Sphero Edu, not by this workspace"});
}

}  // namespace

std::string_view name_of(PathStage stage) {
  using enum PathStage;
  switch (stage) {
    case shared:
      return "shared";
    case takes_part:
      return "takes-part";
    case planned:
      return "planned";
    case cleared:
      return "cleared";
    case approved:
      return "approved";
    case sent:
      return "sent";
    case accepted:
      return "accepted";
  }
  unreachable("PathStage");
}

std::vector<Stop> why_not(const History& history) {
  const StandingFacts& standing = history.standing;
  std::vector<Stop> causes;
  if (standing_word(history) != "open") {
    add_moved_account(history, causes);
    add_source_causes(standing, causes);
    add_rule_causes(standing, causes);
  }
  for (const Finding& finding : standing.findings)
    causes.push_back({.stage = PathStage::planned, .words = finding.code + ": " + printable(finding.message)});
  for (const PlannedFact& planned : standing.planned) causes.push_back(stop_of(standing, planned));
  add_refusal(standing, causes);
  add_archived_by_hand(history, causes);
  std::ranges::stable_sort(causes, {}, &Stop::stage);
  return causes;
}

}  // namespace clever_sync
