#include "audit/backtest.hpp"

#include <algorithm>
#include <limits>

#include "audit/rule_text.hpp"
#include "audit/words.hpp"
#include "base/error.hpp"
#include "plan/difference.hpp"
#include "review/groups.hpp"
#include "review/words.hpp"

namespace clever_sync {

namespace {

std::string spaced(std::string_view code) {
  std::string words(code);
  std::ranges::replace(words, '-', ' ');
  return words;
}

/// Whether both would be sent as the same: whatever the reason, and whichever line says so.
bool does_the_same(const Change& a, const Change& b) {
  Change deed = b;
  deed.reason = a.reason;
  return reads_the_same(a, deed);
}

std::vector<std::string> holding(const Plan& plan, Part part) {
  std::vector<std::string> names;
  for (const Guardrail& guardrail : plan.guardrails) {
    if (guardrail.part == part && guardrail.verdict == GuardrailVerdict::hold) names.push_back(guardrail.name);
  }
  std::ranges::sort(names);
  names.erase(std::unique(names.begin(), names.end()), names.end());
  return names;
}

RuleView view_of(const Change& change, const std::vector<RuleFile>& files) {
  return {.words = std::string(past_of(change.action)) + ": " + spaced(name_of(change.reason.code)),
          .rule = change.reason.rule,
          .text = rule_lines(files, change.reason.rule),
          .evidence = change.reason.evidence};
}

std::string_view stance_words(Stance stance) {
  switch (stance) {
    case Stance::open:
      return "open, and so it is";
    case Stance::keep:
      return "stays as it is";
    case Stance::archive:
      return "to be archived";
  }
  unreachable("Stance");
}

template <class Object>
std::optional<RuleView> view_of_desired(const std::vector<Object>& sorted, CleverId id) {
  const auto at =
      std::ranges::lower_bound(sorted, id, {}, [](const Object& item) { return item.object.id.template as<AnyTag>(); });
  if (at == sorted.end() || at->object.id.template as<AnyTag>() != id) return std::nullopt;
  RuleView view{.words = std::string(stance_words(at->stance)) + ": " + spaced(name_of(at->cause.code)),
                .rule = {},
                .text = {},
                .evidence = at->cause.evidence};
  if (at->cause.rule) view.rule = *at->cause.rule;
  return view;
}

std::optional<RuleView> view_of_desired(const DesiredState& desired, Kind kind, CleverId id) {
  switch (kind) {
    case Kind::teacher:
      return view_of_desired(desired.teachers, id);
    case Kind::student:
      return view_of_desired(desired.students, id);
    case Kind::class_:
      return view_of_desired(desired.classes, id);
  }
  unreachable("Kind");
}

const LeftOut* find_left_out(const DesiredResult& desired, std::optional<Kind> kind, CleverId id) {
  const auto found = std::ranges::find_if(
      desired.left_out, [&](const LeftOut& each) { return each.id == id && (!kind || each.kind == *kind); });
  return found == desired.left_out.end() ? nullptr : &*found;
}

/// A person who is left out along with a class is so by the class's rule: that is the line to look at.
RuleView view_of_left_out(const DesiredResult& desired, const LeftOut& left_out) {
  RuleView view{.words = "left out", .rule = {}, .text = {}, .evidence = {}};
  const LeftOut* cause = &left_out;
  if (left_out.because_of) {
    view.words += " along with " + left_out.because_of->text();
    const LeftOut* const other = find_left_out(desired, std::nullopt, *left_out.because_of);
    if (other != nullptr && other->rule) cause = other;
  }
  if (cause->rule) view.rule = *cause->rule;
  return view;
}

/// Why rules plan no such change: what they make of the object instead.
RuleView view_without(const DesiredResult& desired, const Change& other, const std::vector<RuleFile>& files) {
  const LeftOut* const left_out = find_left_out(desired, other.kind, other.clever_id);
  RuleView view{.words = "nothing to do: no roster record asks for it", .rule = {}, .text = {}, .evidence = {}};
  if (auto wanted = view_of_desired(desired.state, other.kind, other.clever_id)) view = *std::move(wanted);
  if (left_out != nullptr) view = view_of_left_out(desired, *left_out);
  view.text = rule_lines(files, view.rule);
  return view;
}

void add_lists(const PlanDifference& difference, BacktestNight& night) {
  const auto outlook = [&night](const Change& change) -> PartOutlook& {
    return change.part == Part::additions ? night.additions : night.removals;
  };
  for (const Change* const change : difference.added) outlook(*change).added.push_back(change_name(*change));
  for (const Change* const change : difference.gone) outlook(*change).gone.push_back(change_name(*change));
  for (const Change* const change : difference.unchanged) ++outlook(*change).same;
  for (const AlteredChange& each : difference.altered) {
    if (does_the_same(*each.before, *each.after)) {
      ++outlook(*each.after).same;
    } else {
      outlook(*each.after).altered.push_back(change_name(*each.after));
    }
  }
}

}  // namespace

BacktestNight compare_night(const NightUnderRules& night) {
  BacktestNight out{.day = night.was.as_of,
                    .changes_was = std::ssize(night.was.changes),
                    .changes_would_be = std::ssize(night.would_be.changes),
                    .sign_ins_lost_was = count_lost_sign_ins(night.was),
                    .sign_ins_lost_would_be = count_lost_sign_ins(night.would_be)};
  for (const Part part : {Part::additions, Part::removals}) {
    PartOutlook& outlook = part == Part::additions ? out.additions : out.removals;
    outlook.was = night.was.verdict(part);
    outlook.would_be = night.would_be.verdict(part);
    outlook.held_by_was = holding(night.was, part);
    outlook.held_by_would_be = holding(night.would_be, part);
  }
  add_lists(compare_plans(night.was, night.would_be), out);
  return out;
}

std::pair<const Change*, const Change*> first_deed_that_differs(const Plan& was, const Plan& would_be) {
  const PlanDifference difference = compare_plans(was, would_be);
  std::pair<const Change*, const Change*> first{nullptr, nullptr};
  // By their place in the plan that has them; where two share one, the night's own comes first.
  std::size_t place = std::numeric_limits<std::size_t>::max();
  const auto consider = [&](const Change* before, const Change* after) {
    const auto at =
        static_cast<std::size_t>(before != nullptr ? before - was.changes.data() : after - would_be.changes.data());
    if (at >= place) return;
    place = at;
    first = {before, after};
  };
  for (const Change* const change : difference.gone) consider(change, nullptr);
  for (const Change* const change : difference.added) consider(nullptr, change);
  for (const AlteredChange& each : difference.altered) {
    if (!does_the_same(*each.before, *each.after)) consider(each.before, each.after);
  }
  return first;
}

ExplainedDifference explain_difference(const NightUnderRules& night, const Change* was, const Change* would_be,
                                       const DesiredResult* desired_was) {
  ensure(was != nullptr || would_be != nullptr, "there is no difference to explain");
  using How = ExplainedDifference::How;
  const Change& change = was != nullptr ? *was : *would_be;
  ExplainedDifference out{.how = was == nullptr        ? How::added
                                 : would_be == nullptr ? How::gone
                                                       : How::altered,
                          .change = change_name(change),
                          .part = change.part,
                          .symbol = symbol_of(change.action)};
  if (was != nullptr) {
    out.was = view_of(*was, night.files_was);
  } else if (desired_was != nullptr) {
    out.was = view_without(*desired_was, change, night.files_was);
  }
  out.would_be = would_be != nullptr ? view_of(*would_be, night.files_would_be)
                                     : view_without(night.desired_would_be, change, night.files_would_be);
  if (was != nullptr && would_be != nullptr) {
    out.was.words += ": " + effect_of(*was);
    out.would_be.words += ": " + effect_of(*would_be);
  }
  return out;
}

}  // namespace clever_sync
