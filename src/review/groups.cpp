#include "review/groups.hpp"

#include <algorithm>
#include <map>
#include <numeric>
#include <tuple>

namespace clever_sync {

namespace {

const std::string& term_of(const Change& change) {
  static const std::string none;
  if (change.reason.code != ReasonCode::term_ended) return none;
  const auto found = std::ranges::find(change.reason.evidence, "snapshots/terms.json", &Evidence::path);
  return found == change.reason.evidence.end() ? none : found->id;
}

}  // namespace

std::vector<ChangeGroup> group_changes(const Plan& plan, Part part) {
  // By reference: a plan of a hundred thousand changes is grouped without copying a text.
  using Key = std::tuple<const std::string&, Action, Kind, ReasonCode, const RuleRef&, const std::string&>;
  std::map<Key, std::size_t> places;
  std::vector<ChangeGroup> groups;
  for (const Change& change : plan.changes) {
    if (change.part != part) continue;
    const std::string& term = term_of(change);
    const Key key{change.school, change.action, change.kind, change.reason.code, change.reason.rule, term};
    const auto [place, fresh] = places.try_emplace(key, groups.size());
    if (fresh) {
      groups.push_back({.part = part,
                        .school = change.school,
                        .action = change.action,
                        .kind = change.kind,
                        .code = change.reason.code,
                        .rule = change.reason.rule,
                        .term = term,
                        .changes = {},
                        .loses_sign_in = 0});
    }
    ChangeGroup& group = groups[place->second];
    group.changes.push_back(&change);
    group.loses_sign_in += change.loses_sign_in;
  }
  std::ranges::stable_sort(groups, {}, &ChangeGroup::school);
  return groups;
}

std::vector<Evidence> shared_evidence(const ChangeGroup& group) {
  std::vector<Evidence> shared = group.changes.front()->reason.evidence;
  for (const Change* const change : group.changes) {
    if (shared.empty()) return shared;
    const std::vector<Evidence>& own = change->reason.evidence;
    std::erase_if(shared, [&](const Evidence& fact) { return std::ranges::find(own, fact) == own.end(); });
  }
  return shared;
}

GuardrailOverview overview_of(const std::vector<Guardrail>& guardrails) {
  GuardrailOverview overview;
  for (const Guardrail& guardrail : guardrails) {
    if (guardrail.verdict == GuardrailVerdict::hold) {
      overview.holding.push_back(&guardrail);
    } else if (guardrail.actual != 0) {
      overview.counting.push_back(&guardrail);
    } else {
      ++overview.silent;
    }
  }
  return overview;
}

std::int64_t count_changes(const Plan& plan, Part part) {
  return std::ranges::count(plan.changes, part, &Change::part);
}

std::int64_t count_lost_sign_ins(const Plan& plan) {
  return std::accumulate(plan.changes.begin(), plan.changes.end(), std::int64_t{0},
                         [](std::int64_t sum, const Change& change) { return sum + change.loses_sign_in; });
}

}  // namespace clever_sync
