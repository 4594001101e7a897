#include "audit/counterfactual.hpp"

#include <algorithm>

#include "audit/trials.hpp"
#include "desired/cause_chain.hpp"
#include "desired/desired.hpp"

namespace clever_sync {

namespace {

DesiredResult desired_of(const PlanWorld& world) {
  return derive_desired(world.snapshot, world.rules, world.as_of);
}

bool plans(const PlanWorld& world, const Change& change) {
  const DesiredResult desired = desired_of(world);
  const SnapshotCounts counts = count_records(world.snapshot.roster);
  const Plan plan = make_plan({.district = world.snapshot.roster.district,
                               .desired = desired,
                               .applied = world.applied,
                               .live = world.live,
                               .rules = world.rules,
                               .policy = world.policy,
                               .counts = counts,
                               .connection_approved = true,
                               .as_of = world.as_of,
                               .ids = {}});
  return std::ranges::any_of(plan.changes, [&change](const Change& other) {
    return other.kind == change.kind && other.clever_id == change.clever_id && other.action == change.action &&
           other.part == change.part && other.reason.code == change.reason.code;
  });
}

bool leaves_out(const PlanWorld& world, const LeftOut& left_out) {
  const DesiredResult desired = desired_of(world);
  return std::ranges::any_of(desired.left_out, [&left_out](const LeftOut& other) {
    return other.kind == left_out.kind && other.id == left_out.id;
  });
}

bool names(const FilterRule& filter, const RuleRef& rule) {
  return filter.rule && *filter.rule == rule;
}

}  // namespace

std::optional<RuleSet> without_rule(const RuleSet& rules, const RuleRef& rule) {
  RuleSet changed = rules;
  const auto drop = [&rule](std::vector<FilterRule>& filters) {
    return std::erase_if(filters, [&rule](const FilterRule& filter) { return names(filter, rule); });
  };
  if (drop(changed.filters.exclude) + drop(changed.filters.include) > 0) return changed;
  const auto ignored = std::erase_if(changed.keep.ignore,
                                     [&rule](const IgnoreRecord& entry) { return entry.rule && *entry.rule == rule; });
  if (ignored > 0) return changed;
  return std::nullopt;
}

std::vector<Counterfactual> find_alternatives(const PlanWorld& world, const Change& change,
                                              const std::optional<Snapshot>& before) {
  std::vector<Counterfactual> found;
  if (!plans(world, change)) return found;
  for (Trial& trial : trials_against(world, change, before)) {
    if (!plans(trial.world, change)) found.push_back(std::move(trial.says));
  }
  return found;
}

std::vector<Counterfactual> find_ways_in(const PlanWorld& world, const LeftOut& left_out) {
  std::vector<Counterfactual> found;
  if (!left_out.rule || !leaves_out(world, left_out)) return found;
  const RuleRef& rule = *left_out.rule;
  const std::string where = rule.file + ":" + std::to_string(rule.line);
  PlanWorld other = world;
  if (auto changed = without_rule(world.rules, rule)) {
    other.rules = *std::move(changed);
    if (!leaves_out(other, left_out))
      found.push_back({.of = Counterfactual::Of::rule, .where = where, .words = "without the rule " + rule.id});
    return found;
  }
  other.rules.filters.users.value = UserScope::all;
  if (left_out.kind != Kind::class_ && !leaves_out(other, left_out))
    found.push_back({.of = Counterfactual::Of::rule, .where = where, .words = "with users: all"});
  for (const CauseLink& link : cause_chain(derive_desired(world.snapshot, world.rules, world.as_of), left_out)) {
    auto changed = without_rule(world.rules, *link.cause.rule);
    if (!changed) continue;
    other = world;
    other.rules = *std::move(changed);
    if (!leaves_out(other, left_out))
      found.push_back({.of = Counterfactual::Of::rule,
                       .where = link.cause.rule->file + ":" + std::to_string(link.cause.rule->line),
                       .words = "without the rule " + link.cause.rule->id});
  }
  other = world;
  std::erase_if(other.rules.filters.include,
                [](const FilterRule& filter) { return filter.subject == FilterSubject::sections; });
  if (left_out.kind == Kind::class_ && !leaves_out(other, left_out))
    found.push_back(
        {.of = Counterfactual::Of::rule, .where = where, .words = "with an include rule that matches it, or none"});
  return found;
}

}  // namespace clever_sync
