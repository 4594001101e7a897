#include "review/since.hpp"

#include <fmt/core.h>

#include <algorithm>

#include "review/words.hpp"

namespace clever_sync {

namespace {

constexpr std::size_t digest_prefix = 12;
constexpr std::string_view elsewhere = "clever-sync show --since … -o json lists all";

/// The plan with some of its changes only: what the groups are made of.
Plan only(const Plan& plan, const std::vector<const Change*>& changes) {
  Plan some{.district = plan.district, .as_of = plan.as_of};
  some.changes.reserve(changes.size());
  for (const Change* const change : changes) some.changes.push_back(*change);
  return some;
}

const Guardrail* same_guardrail(const Plan& plan, const Guardrail& guardrail) {
  const auto found = std::ranges::find_if(plan.guardrails, [&](const Guardrail& other) {
    return other.name == guardrail.name && other.scope == guardrail.scope && other.part == guardrail.part;
  });
  return found == plan.guardrails.end() ? nullptr : &*found;
}

bool holds(const Guardrail* guardrail) {
  return guardrail != nullptr && guardrail->verdict == GuardrailVerdict::hold;
}

std::vector<Finding> findings_only_in(const Plan& plan, const Plan& other) {
  std::vector<Finding> found;
  std::ranges::set_difference(plan.findings, other.findings, std::back_inserter(found));
  return found;
}

std::string headline(const Change& change, const NameBook& names) {
  std::string text = fmt::format("{} {}", name_of(change.kind), change.clever_id.text());
  if (const std::string name = name_words(change, names); !name.empty()) text += " " + name;
  return text;
}

/// What a change does, in words that two changes can be compared by.
std::string deeds(const Change& change) {
  std::vector<std::string> words;
  for (const FieldChange& field : change.set) {
    words.push_back(change.kind == Kind::student ? field.field : field.field + " " + value_words(field.to));
  }
  for (const std::string& effect : effects_of(change)) words.push_back(effect);
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : ", ") + word;
  return fmt::format("{} ({}, {})", text.empty() ? std::string(name_of(change.action)) : text,
                     name_of(change.reason.code), rule_words(change.reason.rule));
}

class SinceRenderer {
 public:
  SinceRenderer(const NamedPlan& before, const NamedPlan& after, const NameBook& names, const SinceLimits& limits)
      : before_(before),
        after_(after),
        names_(names),
        limits_(limits),
        difference_(compare_plans(before.plan, after.plan)) {}

  Report write() {
    write_heading();
    for (const Part part : {Part::additions, Part::removals}) write_part(part);
    write_guardrails();
    write_list("New:", only(after_.plan, difference_.added));
    write_altered();
    write_list("Gone, planned before and not now:", only(before_.plan, difference_.gone));
    write_findings();
    return std::move(out_);
  }

 private:
  static std::string called(const NamedPlan& named) {
    return fmt::format("{} of {}", named.digest.substr(0, digest_prefix), format_date(named.plan.as_of));
  }

  void write_heading() {
    if (before_.digest == after_.digest) {
      out_.line(0, fmt::format("Plan {}: it is the same plan.", called(after_)));
      return;
    }
    out_.line(0, fmt::format("Plan {}, since plan {}:", called(after_), called(before_)));
  }

  void write_part(Part part) {
    const PartDifference counts = count_part(difference_, part);
    const std::string name = part == Part::additions ? "Additions" : "Removals";
    std::string text =
        fmt::format("{}: {} new, {} changed, {} gone, {} unchanged; {}", name, counts.added, counts.altered,
                    counts.gone, counts.unchanged, verdict_words(after_.plan.verdict(part)));
    if (before_.plan.verdict(part) != after_.plan.verdict(part))
      text += fmt::format(" (before: {})", verdict_words(before_.plan.verdict(part)));
    if (counts.added + counts.altered + counts.unchanged != 0) {
      if (before_.plan.digest(part) == after_.plan.digest(part)) {
        text += ", the same part to the byte: an approval of it stands";
      } else if (counts.added + counts.altered + counts.gone == 0) {
        text += ", another digest: students' values, which no plan shows, are others";
      }
    }
    out_.line(2, text);
  }

  void write_guardrails() {
    std::size_t written = 0, left_out = 0;
    const auto write_line = [&](char symbol, const std::string& text) {
      if (++written > 2 * limits_.schools_per_part) {
        ++left_out;
      } else {
        out_.marked(2, symbol, text);
      }
    };
    for (const Guardrail& now : after_.plan.guardrails) {
      const Guardrail* const then = same_guardrail(before_.plan, now);
      if (holds(&now) == holds(then) && !(holds(&now) && then->actual != now.actual)) continue;
      std::string text = guardrail_words(now, after_.plan, names_);
      if (then != nullptr) text += fmt::format(" (before: {} of {})", then->actual, then->total);
      write_line(holds(&now) ? '!' : ' ', text);
    }
    for (const Guardrail& then : before_.plan.guardrails) {
      if (!holds(&then) || same_guardrail(after_.plan, then) != nullptr) continue;
      Guardrail past = then;
      past.verdict = GuardrailVerdict::clear;  // there is nothing left to waive
      write_line(' ', fmt::format("no longer: {}, held the {}", guardrail_words(past, before_.plan, names_),
                                  name_of(then.part)));
    }
    if (left_out != 0) out_.line(2, fmt::format("… and {} more guardrails ({})", left_out, elsewhere));
  }

  void write_list(std::string_view heading, const Plan& some) {
    if (some.changes.empty()) return;
    out_.line(0, heading);
    std::size_t to_list = limits_.changes_per_part;
    for (const Part part : {Part::additions, Part::removals}) {
      std::size_t schools = 0, left_out = 0;
      const std::string* school = nullptr;
      for (const ChangeGroup& group : group_changes(some, part)) {
        if (school == nullptr || *school != group.school) ++schools;
        school = &group.changes.front()->school;
        if (schools > limits_.schools_per_part) {
          left_out += group.changes.size();
          continue;
        }
        out_.marked(2, symbol_of(group.action), school_words(group.school, names_) + ": " + title_of(group, names_));
        if (const std::string because = because_words(group); !because.empty()) out_.line(6, because);
        const std::size_t listed = std::min({group.changes.size(), limits_.changes_per_group, to_list});
        to_list -= listed;
        for (std::size_t i = 0; i < listed; ++i) {
          out_.marked(4, symbol_of(group.action),
                      headline(*group.changes[i], names_) + ": " + deeds(*group.changes[i]));
        }
        write_more(group.changes.size() - listed);
      }
      if (left_out == 0) continue;
      out_.line(2,
                fmt::format("… and {} in {} more schools ({})", change_count_words(static_cast<std::int64_t>(left_out)),
                            schools - limits_.schools_per_part, elsewhere));
    }
  }

  void write_altered() {
    if (difference_.altered.empty()) return;
    out_.line(0, "Changed, planned before and otherwise now:");
    const std::size_t listed = std::min(difference_.altered.size(), limits_.changes_per_part);
    for (std::size_t i = 0; i < listed; ++i) {
      const AlteredChange& each = difference_.altered[i];
      out_.marked(2, symbol_of(each.after->action),
                  fmt::format("{} {}", name_of(each.after->action), headline(*each.after, names_)));
      const std::string before = deeds(*each.before), now = deeds(*each.after);
      out_.line(6, "before: " + before);
      out_.line(6, now == before ? "now: the same for other members" : "now: " + now);
    }
    write_more(difference_.altered.size() - listed);
  }

  void write_more(std::size_t more) {
    if (more != 0) out_.line(6, fmt::format("… and {} more ({})", more, elsewhere));
  }

  void write_findings() {
    const auto write = [this](std::string_view heading, const std::vector<Finding>& findings) {
      if (findings.empty()) return;
      out_.line(0, fmt::format("{}: {}", heading, findings.size()));
      const std::size_t listed = std::min(findings.size(), limits_.findings);
      for (std::size_t i = 0; i < listed; ++i) {
        out_.marked(2, '!', findings[i].code + ", " + finding_subject(findings[i]) + ": " + findings[i].message);
      }
      write_more(findings.size() - listed);
    };
    write("New findings", findings_only_in(after_.plan, before_.plan));
    write("Findings that are gone", findings_only_in(before_.plan, after_.plan));
  }

  const NamedPlan& before_;
  const NamedPlan& after_;
  const NameBook& names_;
  SinceLimits limits_;
  PlanDifference difference_;
  Report out_;
};

}  // namespace

PartDifference count_part(const PlanDifference& difference, Part part) {
  const auto count = [part](const std::vector<const Change*>& changes) {
    return std::ranges::count(changes, part, [](const Change* change) { return change->part; });
  };
  return {.added = count(difference.added),
          .gone = count(difference.gone),
          .altered = std::ranges::count(difference.altered, part, [](const AlteredChange& e) { return e.after->part; }),
          .unchanged = count(difference.unchanged)};
}

Report report_since(const NamedPlan& before, const NamedPlan& after, const NameBook& names, const SinceLimits& limits) {
  return SinceRenderer(before, after, names, limits).write();
}

}  // namespace clever_sync
