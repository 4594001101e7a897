// A backtest for a person at a terminal, and for a program.
#include <fmt/core.h>

#include <algorithm>
#include <set>

#include "audit/backtest.hpp"
#include "audit/words.hpp"
#include "base/printable.hpp"
#include "review/words.hpp"

namespace clever_sync {

namespace {

constexpr std::string_view backtest_format = "clever-sync/backtest@1";
constexpr std::size_t short_id = 12;
constexpr std::size_t longest_line = 120;
constexpr std::size_t most_facts = 3;

constexpr std::pair<std::string_view, PartOutlook BacktestNight::*> parts[] = {{"additions", &BacktestNight::additions},
                                                                               {"removals", &BacktestNight::removals}};

struct Totals {
  std::int64_t nights = 0;  // that differ
  std::set<std::string> added, gone, altered;
  std::set<std::string> newly_held, no_longer_held;  // `2026-09-02 removals`
};

Totals totals_of(const BacktestReport& report) {
  Totals totals;
  for (const BacktestNight& night : report.nights) {
    if (night.differs()) ++totals.nights;
    for (const auto& [name, part] : parts) {
      const PartOutlook& outlook = night.*part;
      totals.added.insert(outlook.added.begin(), outlook.added.end());
      totals.gone.insert(outlook.gone.begin(), outlook.gone.end());
      totals.altered.insert(outlook.altered.begin(), outlook.altered.end());
      const std::string where = format_date(night.day) + " " + std::string(name);
      if (outlook.would_be == Verdict::hold && outlook.was != Verdict::hold) totals.newly_held.insert(where);
      if (outlook.would_be != Verdict::hold && outlook.was == Verdict::hold) totals.no_longer_held.insert(where);
    }
  }
  return totals;
}

std::string held_words(Verdict verdict, const std::vector<std::string>& held_by) {
  return verdict_words(verdict) + (held_by.empty() ? "" : " by " + joined(held_by));
}

std::string how_words(const ExplainedDifference& difference) {
  using enum ExplainedDifference::How;
  switch (difference.how) {
    case added:
      return "was not planned, and would be";
    case gone:
    case altered:
      break;
  }
  const std::string then =
      difference.result.empty() ? "was planned, not sent that night" : "was planned, " + difference.result;
  return then + (difference.how == gone ? ", and would not be" : ", and would be otherwise");
}

class BacktestWriter {
 public:
  explicit BacktestWriter(const BacktestReport& report) : report_(report) {}

  Report write(TotalsStand totals) {
    write_heading();
    if (totals == TotalsStand::first) write_totals();
    for (const BacktestNight& night : report_.nights) write_night(night);
    if (totals == TotalsStand::last) write_totals();
    return std::move(out_);
  }

 private:
  void write_heading() {
    if (report_.nights.empty()) {
      out_.line(0, "No night to test on: " + report_.note);
      return;
    }
    out_.line(0, fmt::format("Backtest of the rules of {} on {}, {} to {}.", report_.rules,
                             counted(std::ssize(report_.nights), "night"), format_date(report_.nights.front().day),
                             format_date(report_.nights.back().day)));
    out_.line(0,
              "Each night by itself: what these rules would have planned on what Clever and Sphero Edu held then, "
              "against the plan of that night.");
    if (!report_.note.empty()) out_.line(0, report_.note);
  }

  void write_night(const BacktestNight& night) {
    std::string text = fmt::format("{}, plan {}, {}", format_date(night.day), night.plan.substr(0, short_id),
                                   change_count_words(night.changes_was));
    for (const auto& [result, count] : night.results) text += fmt::format(", {} {}", count, result);
    if (!night.differs()) {
      out_.marked(0, '=', text + ": the same");
    } else {
      const auto count = [&night](std::vector<std::string> PartOutlook::*list) {
        return (night.additions.*list).size() + (night.removals.*list).size();
      };
      out_.marked(0, '~',
                  fmt::format("{}: {} more, {} fewer, {} otherwise, {} the same", text, count(&PartOutlook::added),
                              count(&PartOutlook::gone), count(&PartOutlook::altered),
                              night.additions.same + night.removals.same));
    }
    if (!night.note.empty()) out_.marked(4, '!', night.note);
    write_verdicts(night);
    if (night.first) write_difference(*night.first);
  }

  void write_verdicts(const BacktestNight& night) {
    for (const auto& [name, part] : parts) {
      const PartOutlook& outlook = night.*part;
      if (outlook.was == outlook.would_be && outlook.held_by_was == outlook.held_by_would_be) continue;
      out_.marked(4, outlook.would_be == Verdict::hold ? '!' : ' ',
                  fmt::format("{}: {} (was: {})", name, held_words(outlook.would_be, outlook.held_by_would_be),
                              held_words(outlook.was, outlook.held_by_was)));
    }
    if (night.sign_ins_lost_was == night.sign_ins_lost_would_be) return;
    out_.marked(4, night.sign_ins_lost_would_be > night.sign_ins_lost_was ? '!' : ' ',
                fmt::format("{} (was: {})", sign_in_words(night.sign_ins_lost_would_be), night.sign_ins_lost_was));
  }

  /// A rule that shuts a class out does so every night: it is explained once.
  void write_difference(const ExplainedDifference& difference) {
    std::string text = "first difference: " + difference.change;
    if (!difference.name.empty()) text += " " + value_words(difference.name);
    text += ", " + difference.school + ": " + how_words(difference);
    const std::string reasons = told(difference.was) + told(difference.would_be);
    const bool as_before = difference.change == last_change_ && reasons == last_reasons_;
    last_change_ = difference.change;
    last_reasons_ = reasons;
    out_.marked(4, difference.symbol, text + (as_before ? ", for the same reasons" : ""));
    if (as_before) return;
    write_view("then", difference.was);
    write_view("with these rules", difference.would_be);
  }

  void write_view(std::string_view whose, const RuleView& view) {
    std::string text = fmt::format("{}: {}", whose, view.words);
    if (view.rule != RuleRef{}) text += "; " + rule_words(view.rule);
    out_.line(8, text);
    for (const std::string& line : view.text) out_.command(12, "| " + printable(line, longest_line));
    for (std::size_t i = 0; i < std::min(view.evidence.size(), most_facts); ++i)
      out_.line(12, evidence_words(view.evidence[i]));
    if (view.evidence.size() > most_facts)
      out_.line(12, fmt::format("… and {} more", view.evidence.size() - most_facts));
  }

  static std::string told(const RuleView& view) {
    std::string text = view.words + rule_words(view.rule);
    for (const std::string& line : view.text) text += line;
    return text;
  }

  void write_totals() {
    if (report_.nights.empty()) return;
    const Totals totals = totals_of(report_);
    if (totals.nights == 0) {
      out_.line(0, "In all: these rules would have planned the same on every night.");
      return;
    }
    out_.line(0, fmt::format("In all: {} of {} differ. Different changes, each counted once: {} more, {} fewer, {} "
                             "otherwise.",
                             totals.nights, counted(std::ssize(report_.nights), "night"), totals.added.size(),
                             totals.gone.size(), totals.altered.size()));
    write_held('!', "Would have been held, and was not", totals.newly_held);
    write_held(' ', "Was held, and would not have been", totals.no_longer_held);
  }

  void write_held(char symbol, std::string_view heading, const std::set<std::string>& where) {
    if (where.empty()) return;
    out_.marked(0, symbol, fmt::format("{}: {}", heading, joined({where.begin(), where.end()})));
  }

  const BacktestReport& report_;
  Report out_;
  std::string last_change_, last_reasons_;
};

Json texts_json(const std::vector<std::string>& texts) {
  Json::Array list;
  for (const std::string& text : texts) list.push_back(printable(text));
  return list;
}

Json view_json(const RuleView& view) {
  Json json;
  json.set("words", view.words);
  if (view.rule != RuleRef{}) {
    Json rule;
    rule.set("file", view.rule.file);
    rule.set("id", view.rule.id);
    rule.set("line", view.rule.line);
    rule.set("text", texts_json(view.text));
    json.set("rule", rule);
  }
  Json::Array evidence;
  for (const Evidence& fact : view.evidence) {
    Json item;
    item.set("field", fact.field);
    item.set("id", fact.id);
    item.set("path", fact.path);
    item.set("value", fact.value);
    evidence.push_back(item);
  }
  json.set("evidence", evidence);
  return json;
}

std::string_view name_of(ExplainedDifference::How how) {
  using enum ExplainedDifference::How;
  switch (how) {
    case added:
      return "new";
    case gone:
      return "gone";
    case altered:
      return "changed";
  }
  return "";
}

Json difference_json(const ExplainedDifference& difference) {
  Json json;
  json.set("change", difference.change);
  json.set("how", name_of(difference.how));
  json.set("name", difference.name);
  json.set("part", name_of(difference.part));
  json.set("result", difference.result);
  json.set("school", difference.school);
  json.set("was", view_json(difference.was));
  json.set("would_be", view_json(difference.would_be));
  return json;
}

Json outlook_json(const PartOutlook& outlook) {
  Json json;
  json.set("changed", texts_json(outlook.altered));
  json.set("gone", texts_json(outlook.gone));
  json.set("held_by_was", texts_json(outlook.held_by_was));
  json.set("held_by_would_be", texts_json(outlook.held_by_would_be));
  json.set("new", texts_json(outlook.added));
  json.set("same", outlook.same);
  json.set("was", name_of(outlook.was));
  json.set("would_be", name_of(outlook.would_be));
  return json;
}

Json night_json(const BacktestNight& night) {
  Json json;
  json.set("day", format_date(night.day));
  json.set("plan", night.plan);
  json.set("commit", night.commit);
  json.set("note", night.note);
  json.set("differs", night.differs());
  json.set("changes_was", night.changes_was);
  json.set("changes_would_be", night.changes_would_be);
  json.set("sign_ins_lost_was", night.sign_ins_lost_was);
  json.set("sign_ins_lost_would_be", night.sign_ins_lost_would_be);
  Json results{Json::Object{}};
  for (const auto& [result, count] : night.results) results.set(result, count);
  json.set("results", results);
  for (const auto& [name, part] : parts) json.set(name, outlook_json(night.*part));
  if (night.first) json.set("first_difference", difference_json(*night.first));
  return json;
}

}  // namespace

Report report_backtest(const BacktestReport& report, TotalsStand totals) {
  return BacktestWriter(report).write(totals);
}

Json backtest_json(const BacktestReport& report) {
  const Totals totals = totals_of(report);
  Json json;
  json.set("format", backtest_format);
  json.set("rules", report.rules);
  json.set("note", report.note);
  json.set("nights_that_differ", totals.nights);
  json.set("new", static_cast<std::int64_t>(totals.added.size()));
  json.set("gone", static_cast<std::int64_t>(totals.gone.size()));
  json.set("changed", static_cast<std::int64_t>(totals.altered.size()));
  Json::Array nights;
  for (const BacktestNight& night : report.nights) nights.push_back(night_json(night));
  json.set("nights", nights);
  return json;
}

}  // namespace clever_sync
