#include <algorithm>

#include "audit/complaints.hpp"
#include "audit/words.hpp"
#include "base/printable.hpp"

namespace clever_sync {

namespace {

std::string class_words(const ClassFact& old) {
  return "class " + old.id.text() + " " + printable(old.name) + (old.term.empty() ? "" : ", " + printable(old.term));
}

/// What the removals of the plan wait for; "" when the next run applies them.
std::string removals_wait(const DiagnosisFacts& facts) {
  for (const WaitFact& wait : facts.status.waits) {
    if (wait.what == "removals") return wait.words;
  }
  return "";
}

Diagnosed about(const ClassFact& old, std::string code, std::string why) {
  return {.code = std::move(code),
          .cause = class_words(old) + ": " + std::move(why),
          .evidence = {},
          .confidence = Confidence::certain,
          .owner = Owner::nobody,
          .fix = "wait",
          .shown_by = {},
          .reply = {}};
}

Diagnosed due(const DiagnosisFacts& facts, const ClassFact& old) {
  const std::string code(name_of(old.code));
  const std::string wait = removals_wait(facts);
  Diagnosed verdict = about(old, code, "is to be archived (" + code + ")" + (wait.empty() ? "" : ", but " + wait));
  verdict.evidence = {rule_citation(old.rule)};
  verdict.shown_by = wait.empty() ? next_night(facts) : "the first run after the approval";
  verdict.owner = wait.empty() ? Owner::nobody : Owner::us;
  verdict.fix = wait.empty() ? "wait for the next run" : "look at the plan and approve its removals";
  verdict.reply = wait.empty()
                      ? "\"" + printable(old.name) + "\" will be archived overnight."
                      : "\"" + printable(old.name) + "\" is ready to be archived; the change is being reviewed.";
  return verdict;
}

/// Over, but within the days that the rules allow.
Diagnosed in_grace(const DiagnosisFacts& facts, const ClassFact& old) {
  const Date day = *old.term_ends + std::chrono::days{facts.after_term_end_days + 1};
  Diagnosed verdict = about(old, "term-just-ended",
                            "its term ended on " + format_date(*old.term_ends) + "; it is archived " +
                                counted(facts.after_term_end_days, "day") + " later");
  verdict.evidence = {"snapshots/terms.json end_date = " + format_date(*old.term_ends),
                      "rules/lifecycle.yaml after_term_end_days = " + std::to_string(facts.after_term_end_days)};
  verdict.shown_by = "the night of " + format_date(day);
  verdict.reply = "\"" + printable(old.name) + "\" belongs to a term that has just ended and is archived on " +
                  format_date(day) + ".";
  return verdict;
}

Diagnosed leaving(const DiagnosisFacts& facts, const ClassFact& old) {
  const auto left = std::max<std::int64_t>(1, facts.after_absent_nights - old.missed_nights);
  const Date last = facts.status.last_fetch ? facts.status.last_fetch->as_of : facts.status.as_of;
  Diagnosed verdict = about(old, "leaving",
                            "Clever does not share it any more, for " + counted(old.missed_nights, "night") + " of " +
                                std::to_string(facts.after_absent_nights) + " before it is archived");
  verdict.evidence = {"snapshots/sections/absent.json " + old.id.text()};
  verdict.shown_by = "the night of " + format_date(last + std::chrono::days{left}) + ", if all until then are complete";
  verdict.reply = "\"" + printable(old.name) + "\" is no longer in Clever and will be archived within a few nights.";
  return verdict;
}

Diagnosed kept(const ClassFact& old) {
  Diagnosed verdict = about(old, "kept", "is kept by a rule");
  verdict.evidence = {rule_citation(old.rule)};
  verdict.owner = Owner::us;
  verdict.fix = "take the line out when it is no longer wanted";
  verdict.reply = "\"" + printable(old.name) + "\" is kept on purpose. Tell us if it can go.";
  return verdict;
}

Diagnosed undated(const DiagnosisFacts& facts, const ClassFact& old) {
  Diagnosed verdict = about(old, "no-term", "Clever still shares it, without a term that has an end");
  verdict.confidence = Confidence::likely;
  verdict.owner = Owner::district;
  verdict.fix = "give the section a term with an end in the SIS, or stop sharing it";
  verdict.evidence = {"snapshots/sections " + old.id.text() + " has no dated term"};
  verdict.shown_by = next_night(facts) + ", if it is changed before";
  verdict.reply = "\"" + printable(old.name) +
                  "\" is still shared in Clever and has no end date. If it is over, please end it in your student "
                  "information system, or stop sharing it.";
  return verdict;
}

Diagnosed unknown(const ClassFact& old) {
  Diagnosed verdict = about(old, "orphan", "no snapshot knows it; it was there before this workspace");
  verdict.owner = Owner::us;
  verdict.fix = "orphans.archive in rules/lifecycle.yaml decides about such classes";
  verdict.evidence = {"sphero/live/classes " + old.id.text()};
  verdict.reply = "\"" + printable(old.name) + "\" is a left-over from before; we look into it.";
  return verdict;
}

std::optional<Diagnosed> about_class(const DiagnosisFacts& facts, const ClassFact& each) {
  if (each.archived) return std::nullopt;
  if (!each.known) return unknown(each);
  if (each.wanted == Stance::archive) return due(facts, each);
  if (each.in_clever == RecordVersion::Where::absent) return leaving(facts, each);
  if (each.wanted == Stance::keep) return kept(each);
  if (each.term_ends && *each.term_ends < facts.status.as_of) return in_grace(facts, each);
  if (!each.term_ends) return undated(facts, each);
  return std::nullopt;
}

}  // namespace

std::vector<Diagnosed> answer_old_classes(const DiagnosisFacts& facts) {
  std::vector<Diagnosed> found;
  for (const ClassFact& each : facts.classes) {
    if (auto verdict = about_class(facts, each)) found.push_back(*std::move(verdict));
  }
  // What is certain and near comes before what may be meant to stay.
  std::ranges::stable_sort(found, {}, [](const Diagnosed& verdict) { return verdict.code == "no-term"; });
  if (!found.empty()) {
    for (Diagnosed& stop : stops_of_district(facts)) found.push_back(std::move(stop));
    return found;
  }
  const auto open = std::ranges::count_if(facts.classes, [](const ClassFact& each) { return !each.archived; });
  return {{.code = "no-old-class",
           .cause = "no class of an earlier term is open: " + counted(open, "open class") + (open == 1 ? "" : "es") +
                    ", all of terms that still run",
           .evidence = {"sphero/live/classes"},
           .confidence = Confidence::likely,
           .owner = Owner::nobody,
           .fix = "ask for the names of the classes that are seen; classes made by hand are not synced",
           .shown_by = "nothing to wait for",
           .reply =
               "We see no class of an earlier term that comes from Clever. Please send us the names of the classes "
               "that you see; classes that were made by hand can be archived in Sphero Edu directly."}};
}

}  // namespace clever_sync
