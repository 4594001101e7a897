#include "plan/difference.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

namespace clever_sync {

namespace {

auto key_of(const Change& change) {
  return std::tuple(change.part, change.action, change.kind, change.clever_id);
}

/// A plan's changes in order of their keys. A plan may hold two changes of one key (a class that lets students go and
/// loses a member later): those are told apart by their place.
std::vector<const Change*> by_key(const Plan& plan) {
  std::vector<const Change*> sorted;
  sorted.reserve(plan.changes.size());
  for (const Change& change : plan.changes) sorted.push_back(&change);
  std::ranges::stable_sort(sorted, [](const Change* a, const Change* b) { return key_of(*a) < key_of(*b); });
  return sorted;
}

bool same_fields(const Change& before, const Change& after) {
  const bool names_only = before.kind == Kind::student;
  return std::ranges::equal(before.set, after.set, [names_only](const FieldChange& a, const FieldChange& b) {
    return a.field == b.field && (names_only || (a.from == b.from && a.to == b.to));
  });
}

/// For each change of `plan` the one of the other plan that has its key, null if there is none; in the plan's order.
std::vector<const Change*> partners(const Plan& plan, const Plan& other) {
  std::vector<const Change*> found(plan.changes.size(), nullptr);
  const std::vector<const Change*> theirs = by_key(other);
  auto their = theirs.begin();
  for (const Change* const mine : by_key(plan)) {
    while (their != theirs.end() && key_of(**their) < key_of(*mine)) ++their;
    if (their == theirs.end() || key_of(**their) != key_of(*mine)) continue;
    found[static_cast<std::size_t>(mine - plan.changes.data())] = *their++;
  }
  return found;
}

}  // namespace

bool reads_the_same(const Change& before, const Change& after) {
  const auto same = [&](auto member) { return before.*member == after.*member; };
  return key_of(before) == key_of(after) && same(&Change::sphero_id) && same(&Change::school) &&
         same(&Change::primary_teacher) && same(&Change::add_students) && same(&Change::remove_students) &&
         same(&Change::add_teachers) && same(&Change::remove_teachers) && same(&Change::loses_sign_in) &&
         same_fields(before, after) && before.reason.code == after.reason.code &&
         before.reason.rule.file == after.reason.rule.file && before.reason.rule.id == after.reason.rule.id;
}

PlanDifference compare_plans(const Plan& before, const Plan& after) {
  PlanDifference difference;
  const auto befores = partners(after, before);
  for (std::size_t i = 0; i < befores.size(); ++i) {
    const Change& change = after.changes[i];
    if (befores[i] == nullptr) {
      difference.added.push_back(&change);
    } else if (reads_the_same(*befores[i], change)) {
      difference.unchanged.push_back(&change);
    } else {
      difference.altered.push_back({.before = befores[i], .after = &change});
    }
  }
  const auto afters = partners(before, after);
  for (std::size_t i = 0; i < afters.size(); ++i) {
    if (afters[i] == nullptr) difference.gone.push_back(&before.changes[i]);
  }
  return difference;
}

AlteredChange first_difference(const Plan& before, const Plan& after) {
  const auto befores = partners(after, before), afters = partners(before, after);
  for (std::size_t i = 0; i < std::max(before.changes.size(), after.changes.size()); ++i) {
    if (i < afters.size() && (afters[i] == nullptr || !reads_the_same(before.changes[i], *afters[i])))
      return {.before = &before.changes[i], .after = afters[i]};
    if (i < befores.size() && (befores[i] == nullptr || !reads_the_same(*befores[i], after.changes[i])))
      return {.before = befores[i], .after = &after.changes[i]};
  }
  return {};
}

}  // namespace clever_sync
