#pragma once
// Backtest: what other rules would have planned on past nights, held against what was planned and done then, with the
// first difference of each night explained from both rule sets. Every night stands by itself: the other rules are asked
// on what Clever and Sphero Edu held that night, not on what they would have made of the nights before. Pure; never a
// student's name.

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/json.hpp"
#include "plan/plan.hpp"
#include "review/report.hpp"
#include "rules/rule_set.hpp"

namespace clever_sync {

/// What one set of rules makes of an object on one night.
struct RuleView {
  std::string words;              // `archived: term ended`, `left out`, `stays open: listed`
  RuleRef rule;                   // {} where no line says so
  std::vector<std::string> text;  // the rule's lines, as the file has them
  std::vector<Evidence> evidence;
};

/// The first change, in the order of application, that only one of the plans has or that differs.
struct ExplainedDifference {
  enum class How { added, gone, altered };
  How how = How::added;
  std::string change;  // `archive class 58da…`
  Part part = Part::additions;
  char symbol = ' ';
  std::string name, school;  // printable; a student has no name
  std::string result;        // of the change that was planned: `done`, `refused`, `skipped`; "" if it was not sent
  RuleView was, would_be;
};

/// A part of the night's plan, against the same part under the other rules.
struct PartOutlook {
  Verdict was = Verdict::clear, would_be = Verdict::clear;
  std::vector<std::string> held_by_was, held_by_would_be;  // names of guardrails, sorted
  std::vector<std::string> added, gone, altered;           // names of changes, in order
  std::int64_t same = 0;
};

struct BacktestNight {
  Date day{};
  std::string plan;    // digests.plan of that night's plan
  std::string commit;  // in which it stands
  std::string note;    // what a reader must know of this comparison; "" usually
  std::int64_t changes_was = 0, changes_would_be = 0;
  std::int64_t sign_ins_lost_was = 0, sign_ins_lost_would_be = 0;
  std::map<std::string, std::int64_t> results;  // receipts of that plan by result
  PartOutlook additions, removals;
  std::optional<ExplainedDifference> first;  // nothing when both do the same
  [[nodiscard]] bool differs() const { return first.has_value(); }
};

struct BacktestReport {
  std::string rules;                  // whose: `the files of the working tree`, `commit 1a2b…`
  std::vector<BacktestNight> nights;  // oldest first
  std::string note;                   // fewer nights than asked for; "" usually
};

/// A night's plan, the other rules' plan of the same inputs, and what both derive from the roster.
struct NightUnderRules {
  const Plan& was;
  const Plan& would_be;
  const DesiredResult& desired_would_be;
  const std::vector<RuleFile>& files_was;
  const std::vector<RuleFile>& files_would_be;
};

/// Counts, verdicts and lists. Two changes that do the same for another reason are the same.
BacktestNight compare_night(const NightUnderRules& night);

/// The first change that does something else; both null if there is none. Both point into the plans.
std::pair<const Change*, const Change*> first_deed_that_differs(const Plan& was, const Plan& would_be);

/// Why the two differ. `desired_was` is asked only where the night's own plan has no such change: by reference to what
/// its rules derive.
ExplainedDifference explain_difference(const NightUnderRules& night, const Change* was, const Change* would_be,
                                       const DesiredResult* desired_was);

/// At a terminal the eye is at the end; of a page that may be cut, the beginning is sure to be read.
enum class TotalsStand { first, last };
Report report_backtest(const BacktestReport& report, TotalsStand totals);
/// `clever-sync/backtest@1` (docs/formats.md)
Json backtest_json(const BacktestReport& report);

}  // namespace clever_sync
