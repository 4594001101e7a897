#include "plan/later_day.hpp"

#include <algorithm>
#include <array>
#include <variant>

namespace clever_sync {

namespace {

bool is_relative(const Test& test) {
  if (const auto* before = std::get_if<Before>(&test)) return !before->bound.fixed;
  if (const auto* after = std::get_if<After>(&test)) return !after->bound.fixed;
  return false;
}

bool counts_from_today(const Filters& filters) {
  const auto relative_rule = [](const FilterRule& rule) {
    return std::ranges::any_of(rule.condition.tests, [](const FieldTest& test) { return is_relative(test.test); });
  };
  return std::ranges::any_of(filters.include, relative_rule) || std::ranges::any_of(filters.exclude, relative_rule);
}

/// The last days of what ends: the day after decides otherwise.
std::vector<Date> last_days(const RuleSet& rules, const SnapshotDates& dates) {
  std::vector<Date> days;
  const std::chrono::days after_end{rules.lifecycle.after_term_end_days.value};
  for (const Date term_end : dates.term_ends) days.push_back(term_end + after_end);
  if (rules.lifecycle.school_year_ends.value) days.push_back(*rules.lifecycle.school_year_ends.value);
  for (const KeepClass& kept : rules.keep.keep) days.push_back(kept.until);
  for (const IgnoreRecord& ignored : rules.keep.ignore)
    if (ignored.until) days.push_back(*ignored.until);
  for (const Window& window : rules.guardrails.windows) {
    days.push_back(window.from - std::chrono::days{1});
    days.push_back(window.to);
  }
  if (dates.launch_date) days.push_back(*dates.launch_date - std::chrono::days{1});
  return days;
}

}  // namespace

std::optional<Plan> plan_on_later_day(const Plan& plan, Date later, const RuleSet& rules, const SnapshotDates& dates) {
  if (!plan.changes.empty() || plan.counts.withheld != 0 || plan.engine != derivation_number) return std::nullopt;
  if (later < plan.as_of || counts_from_today(rules.filters)) return std::nullopt;
  const std::vector<Date> days = last_days(rules, dates);
  const bool decides = std::ranges::any_of(days, [&](Date last) { return plan.as_of <= last && last < later; });
  if (decides) return std::nullopt;
  Plan same = plan;
  same.as_of = later;
  return same;
}

}  // namespace clever_sync
