#include "plan/guardrails.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <tuple>

#include "plan/tallies.hpp"

namespace clever_sync {

namespace {

GuardrailVerdict verdict_if(bool holds) {
  return holds ? GuardrailVerdict::hold : GuardrailVerdict::clear;
}

/// Whether a limit also holds when every one of three or more would go, however small the district is.
enum class AllOfThree { counts, does_not_count };

class Judge {
 public:
  Judge(const PlanInputs& inputs, const std::vector<Change>& changes)
      : inputs_(inputs), tallies_(count_changes(inputs, changes)) {}

  std::vector<Guardrail> judge() {
    for (const Limit& limit : inputs_.rules.guardrails.limits) judge_limit(limit);
    judge_district_state();
    judge_windows();
    std::ranges::sort(out_, {}, [](const Guardrail& rail) { return std::tie(rail.name, rail.scope, rail.part); });
    return std::move(out_);
  }

 private:
  void judge_limit(const Limit& limit) {
    if (limit.name == "classes-archived") return judge_scoped(limit, tallies_.classes_archived, AllOfThree::counts);
    if (limit.name == "students-archived") return judge_scoped(limit, tallies_.students_archived, AllOfThree::counts);
    if (limit.name == "teachers-archived") return judge_scoped(limit, tallies_.teachers_archived, AllOfThree::counts);
    if (limit.name == "members-removed") return judge_scoped(limit, tallies_.members_removed);
    if (limit.name == "orphans") return judge_scoped(limit, tallies_.orphans);
    if (limit.name == "updates") return judge_scoped(limit, tallies_.updates);
    if (limit.name == "sign-in-lost") return judge_scoped(limit, tallies_.sign_in_lost);
    if (limit.name == "class-shrinks") return judge_class_shrinks(limit);
    if (limit.name == "snapshot-shrinks") return judge_snapshot(limit);
    if (limit.name == "school-gone") return judge_schools(limit);
  }

  /// Without a percentage it is the number alone that counts.
  void add(const Limit& limit, std::string scope, const Tally& tally, int percent, AllOfThree all) {
    const bool everyone = all == AllOfThree::counts && tally.total >= 3 && tally.actual == tally.total;
    out_.push_back({.name = limit.name,
                    .scope = std::move(scope),
                    .part = part_held_by(limit.name),
                    .actual = tally.actual,
                    .total = tally.total,
                    .limit = percent,
                    .verdict = verdict_if(everyone || exceeds(tally, percent, limit.at_least))});
  }

  void judge_scoped(const Limit& limit, const ScopedTally& tally, AllOfThree all = AllOfThree::does_not_count) {
    add(limit, "district", tally.district, limit.percent.value_or(0), all);
    if (!limit.per_school_percent) return;
    for (const auto& [school, in_school] : tally.schools) {
      if (in_school.actual != 0) add(limit, "school:" + school.text(), in_school, *limit.per_school_percent, all);
    }
  }

  /// A thousand classes that lose one student each are no news: named are those that hold, else the one nearest to it.
  void judge_class_shrinks(const Limit& limit) {
    const ClassShrink* worst = nullptr;
    bool any_holds = false;
    const int percent = limit.percent.value_or(0);
    for (const ClassShrink& shrink : tallies_.class_shrinks) {
      const Tally& students = shrink.students;
      if (students.total < limit.of_at_least.value_or(0)) continue;
      if (exceeds(students, percent, limit.at_least)) {
        any_holds = true;
        add(limit, "class:" + shrink.id.text(), students, percent, AllOfThree::does_not_count);
      } else if (worst == nullptr ||
                 students.actual * worst->students.total > worst->students.actual * students.total) {
        worst = &shrink;
      }
    }
    if (any_holds || worst == nullptr) return;
    add(limit, "class:" + worst->id.text(), worst->students, percent, AllOfThree::does_not_count);
  }

  void judge_snapshot(const Limit& limit) {
    const int percent = limit.percent.value_or(0);
    const auto& baseline = inputs_.applied.baseline;
    const Tally tally = baseline ? snapshot_shrinkage(*baseline, inputs_.counts, percent, limit.at_least) : Tally{};
    add(limit, "district", tally, percent, AllOfThree::does_not_count);
  }

  void judge_schools(const Limit& limit) {
    const auto& baseline = inputs_.applied.baseline;
    const SchoolsGone schools = baseline ? schools_gone(*baseline, inputs_.counts) : SchoolsGone{};
    const std::int64_t actual = std::ssize(schools.gone);
    std::string which;
    for (const SchoolId school : schools.gone) which += (which.empty() ? "" : ", ") + school.text();
    out_.push_back({.name = limit.name,
                    .scope = "district",
                    .actual = actual,
                    .total = schools.total,
                    .limit = limit.at_least,
                    .verdict = verdict_if(actual > 0 && actual >= limit.at_least),
                    .detail = std::move(which)});
  }

  /// `on`: what makes it so, "" when it is off.
  void add_switch(std::string name, Part part, std::string on) {
    const bool is_on = !on.empty();
    out_.push_back({.name = std::move(name),
                    .scope = "district",
                    .part = part,
                    .actual = is_on ? 1 : 0,
                    .total = 1,
                    .limit = 0,
                    .verdict = verdict_if(is_on),
                    .detail = std::move(on)});
  }

  void judge_district_state() {
    const auto& states = inputs_.rules.guardrails.hold_removals_while.value;
    const bool stale = std::ranges::find(states, inputs_.district.state) != states.end();
    add_switch("district-state", Part::removals, stale ? std::string(name_of(inputs_.district.state)) : "");
  }

  void judge_windows() {
    std::string holds_removals, holds_additions;
    const auto add = [](std::string& open, const std::string& words) { open += (open.empty() ? "" : "; ") + words; };
    for (const Window& window : inputs_.rules.guardrails.windows) {
      if (inputs_.as_of < window.from || window.to < inputs_.as_of) continue;
      const bool nothing = window.mode == Window::Mode::nothing;
      const std::string words = fmt::format("{}, {} to {}: {}", window.name, format_date(window.from),
                                            format_date(window.to), nothing ? "nothing" : "additions only");
      add(holds_removals, words);
      if (nothing) add(holds_additions, words);
    }
    add_switch("window", Part::removals, std::move(holds_removals));
    if (!holds_additions.empty()) add_switch("window", Part::additions, std::move(holds_additions));
  }

  const PlanInputs& inputs_;
  Tallies tallies_;
  std::vector<Guardrail> out_;
};

}  // namespace

std::vector<Guardrail> judge_guardrails(const PlanInputs& inputs, const std::vector<Change>& changes) {
  return Judge(inputs, changes).judge();
}

Verdict judge_part(Part part, PartPolicy policy, const std::vector<Guardrail>& guardrails,
                   const std::vector<Change>& changes) {
  const bool empty = std::ranges::none_of(changes, [&](const Change& change) { return change.part == part; });
  if (empty) return Verdict::clear;
  const bool held = std::ranges::any_of(
      guardrails, [&](const Guardrail& rail) { return rail.part == part && rail.verdict == GuardrailVerdict::hold; });
  if (held) return Verdict::hold;
  return policy == PartPolicy::approve ? Verdict::approve : Verdict::clear;
}

SnapshotCounts next_baseline(const AppliedState& applied, const SnapshotCounts& counts,
                             const std::vector<Guardrail>& guardrails, const std::vector<std::string>& waived) {
  if (!applied.baseline) return counts;
  const bool stays = std::ranges::any_of(guardrails, [&](const Guardrail& rail) {
    const bool watches_snapshot = rail.name == "snapshot-shrinks" || rail.name == "school-gone";
    return watches_snapshot && rail.verdict == GuardrailVerdict::hold &&
           std::ranges::find(waived, rail.name) == waived.end();
  });
  return stays ? *applied.baseline : counts;
}

}  // namespace clever_sync
