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

Diagnosed about(const ClassFact& old, DiagnosisCode code, const std::string& why) {
  return {.code = code,
          .cause = class_words(old) + ": " + why,
          .evidence = {},
          .confidence = Confidence::certain,
          .owner = Owner::nobody,
          .fix = "wait",
          .shown_by = {},
          .reply = {},
          .reply_class = printable(old.name)};
}

/// Why it is to be archived, for people.
std::string reason_words(const DiagnosisFacts& facts, const ClassFact& old) {
  using enum DiagnosisCode;
  const DiagnosisCode code = diagnosis_code_of(old.code);
  if (code == term_ended)
    return "its term ended" + (old.term_ends ? " on " + format_date(*old.term_ends) : std::string()) + ", more than " +
           counted(facts.after_term_end_days, "day") + " ago";
  if (code == school_year_ended) return "it has no term with an end, and the school year has ended";
  if (code == left_clever) return "Clever has not shared it for " + counted(old.missed_nights, "night");
  if (code == filtered_out) return "a rule of this workspace leaves it out";
  return "Clever never shared it with this workspace; it is a left-over from before";
}

Diagnosed due(const DiagnosisFacts& facts, const ClassFact& old) {
  const std::string wait = removals_wait(facts);
  Diagnosed verdict = about(old, diagnosis_code_of(old.code), reason_words(facts, old) + ", so it is to be archived");
  verdict.evidence = {rule_citation(old.rule)};
  if (!facts.status.plan_digest.empty())
    verdict.evidence.push_back("plans/plan.json " + facts.status.plan_digest.substr(0, 12));
  verdict.shown_by = wait.empty() ? next_night(facts) : "the first run after the approval";
  verdict.owner = wait.empty() ? Owner::nobody : Owner::us;
  verdict.fix = wait.empty() ? "wait for the next run" : wait;
  verdict.reply =
      wait.empty() ? "Archived overnight:" : "Ready to be archived; the change is being reviewed on our side:";
  return verdict;
}

/// Over, but within the days that the rules allow.
Diagnosed in_grace(const DiagnosisFacts& facts, const ClassFact& old) {
  const Date day = *old.term_ends + std::chrono::days{facts.after_term_end_days + 1};
  Diagnosed verdict = about(old, DiagnosisCode::term_just_ended,
                            "its term ended on " + format_date(*old.term_ends) + "; it is archived " +
                                counted(facts.after_term_end_days, "day") + " later");
  verdict.evidence = {"snapshots/terms.json end_date = " + format_date(*old.term_ends),
                      "rules/lifecycle.yaml after_term_end_days = " + std::to_string(facts.after_term_end_days)};
  verdict.shown_by = "the night of " + format_date(day);
  verdict.reply = "Archived on " + format_date(day) + ", since the term has just ended:";
  return verdict;
}

Diagnosed leaving(const DiagnosisFacts& facts, const ClassFact& old) {
  const auto left = std::max<std::int64_t>(1, facts.after_absent_nights - old.missed_nights);
  const Date last = facts.status.last_fetch ? facts.status.last_fetch->as_of : facts.status.as_of;
  Diagnosed verdict = about(old, DiagnosisCode::leaving,
                            "Clever does not share it any more, for " + counted(old.missed_nights, "night") + " of " +
                                std::to_string(facts.after_absent_nights) + " before it is archived");
  verdict.evidence = {"snapshots/sections/absent.json " + old.id.text()};
  verdict.shown_by = "the night of " + format_date(last + std::chrono::days{left}) + ", if all until then are complete";
  verdict.reply = "No longer shared in Clever, and archived within a few nights:";
  return verdict;
}

Diagnosed kept(const DiagnosisFacts& facts, const ClassFact& old) {
  Diagnosed verdict = about(old, DiagnosisCode::kept, "is kept by a rule");
  verdict.evidence = {rule_citation(old.rule)};
  verdict.owner = Owner::us;
  verdict.fix = "take the line out when it is no longer wanted";
  verdict.shown_by = next_night(facts) + ", if the line is taken out before";
  verdict.reply = "Kept on purpose:";
  verdict.request = "Please tell us if a class that is kept on purpose can go.";
  return verdict;
}

Diagnosed undated(const DiagnosisFacts& facts, const ClassFact& old) {
  Diagnosed verdict = about(old, DiagnosisCode::no_term, "Clever still shares it, without a term that has an end");
  verdict.confidence = Confidence::likely;
  verdict.owner = Owner::district;
  verdict.fix = "give the section a term with an end in the SIS, or stop sharing it";
  verdict.evidence = {"snapshots/sections " + old.id.text() + " has no dated term"};
  verdict.shown_by = next_night(facts) + ", if it is changed before";
  verdict.reply = "Still shared in Clever, with no end date:";
  verdict.request =
      "If a class without an end date is over, please end it in your student information system, or stop sharing it in "
      "Clever.";
  return verdict;
}

Diagnosed unknown(const DiagnosisFacts& facts, const ClassFact& old) {
  Diagnosed verdict =
      about(old, DiagnosisCode::orphan, "Clever never shared it with this workspace; it is a left-over from before");
  verdict.owner = Owner::us;
  verdict.fix = "orphans.archive in rules/lifecycle.yaml decides about such classes";
  verdict.evidence = {"sphero/live/classes has " + old.id.text() + ", no snapshot has",
                      rule_citation(facts.orphans_rule)};
  verdict.shown_by = next_night(facts) + ", if it is changed before";
  verdict.reply = "Left over from an earlier connection; we are looking into it:";
  return verdict;
}

/// As the plan has it: nothing wants it, so it goes.
ClassFact orphaned(const DiagnosisFacts& facts, const ClassFact& old) {
  ClassFact orphan = old;
  orphan.code = ReasonCode::orphan;
  orphan.rule = facts.orphans_rule;
  return orphan;
}

std::optional<Diagnosed> about_class(const DiagnosisFacts& facts, const ClassFact& each) {
  if (each.archived) return std::nullopt;
  if (!each.known) return facts.archives_orphans ? due(facts, orphaned(facts, each)) : unknown(facts, each);
  if (each.wanted == Stance::archive) return due(facts, each);
  if (each.in_clever == RecordVersion::Where::absent) return leaving(facts, each);
  if (each.wanted == Stance::keep) return kept(facts, each);
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
  std::ranges::stable_sort(found, {}, [](const Diagnosed& verdict) { return verdict.code == DiagnosisCode::no_term; });
  if (!found.empty()) {
    for (Diagnosed& stop : stops_of_district(facts)) found.push_back(std::move(stop));
    return found;
  }
  const auto open = std::ranges::count_if(facts.classes, [](const ClassFact& each) { return !each.archived; });
  return {
      {.code = DiagnosisCode::no_old_class,
       .cause = "no class of an earlier term is open: " + counted(open, "open class") + ", all of terms that still run",
       .evidence = {"sphero/live/classes"},
       .confidence = Confidence::likely,
       .owner = Owner::nobody,
       .fix = "ask for the names of the classes that are seen; classes made by hand are not synced",
       .shown_by = "nothing to wait for",
       .reply = "We see no class of an earlier term that comes from Clever. Classes that were made by hand can be "
                "archived in Sphero Edu directly.",
       .request = "Please send us the names of the classes that you see."}};
}

}  // namespace clever_sync
