#include <algorithm>

#include "audit/complaints.hpp"
#include "audit/words.hpp"
#include "base/printable.hpp"

namespace clever_sync {

namespace {

constexpr const char* patience_reply =
    "Last night's sync did not complete; what you see in Sphero Edu is the state of the last complete night. Nothing "
    "was lost, and we are looking after it.";

/// Who acts on a refused source, by its code (docs/formats.md).
Owner owner_of_refusal(const std::string& code) {
  if (code == "running" || code == "torn") return Owner::nobody;
  if (code == "emptied" || code == "unresolved-school") return Owner::district;
  if (code == "wrong-district" || code == "redirect" || code == "no-answer") return Owner::us;
  return Owner::clever;
}

Diagnosed refused_source(const DiagnosisFacts& facts, const NightFact& night) {
  const std::string where = night.refused_collection.empty() ? "" : " in " + printable(night.refused_collection);
  const Owner owner = owner_of_refusal(night.refused_code);
  const bool emptied = night.refused_code == "emptied";
  return {
      .code = DiagnosisCode::source_refused,
      .cause = "what Clever sent could not be proved complete (" + printable(night.refused_code) + where +
               "), so nothing was changed",
      .evidence = {"run " + night.run + ", refused_source"},
      .confidence = Confidence::certain,
      .owner = owner,
      .fix = owner == Owner::nobody     ? "wait: Clever was taking in new data"
             : owner == Owner::district ? "look at what the district shares in Clever"
             : owner == Owner::us       ? "look at clever-sync.yaml: the token, the address"
                                        : "run again; if it stays, Clever's support with collection and page",
      .shown_by = next_night(facts),
      .reply = emptied ? "Clever sent us no data where there was some before, so we changed nothing." : patience_reply,
      .request = emptied ? "Please check what your district shares with Sphero Edu in Clever." : ""};
}

Diagnosed failed(const DiagnosisFacts& facts, const NightFact& night) {
  return {.code = DiagnosisCode::failed,
          .cause = night_sentence(night),
          .evidence = {"run " + night.run + ", error"},
          .confidence = Confidence::certain,
          .owner = Owner::us,
          .fix = "the sentence says what to do; then clever-sync nightly",
          .shown_by = next_night(facts),
          .reply = patience_reply};
}

Diagnosed applied_in_part(const DiagnosisFacts& facts, const NightFact& night) {
  std::vector<std::string> evidence;
  for (const RefusedChange& refused : facts.status.refused) {
    evidence.push_back(printable(refused.action) + " " + std::string(name_of(refused.kind)) + " " + refused.id.text() +
                       " (" + printable(refused.code) + "), tried again on " + format_date(refused.next_try));
    if (evidence.size() == 10) break;
  }
  return {.code = DiagnosisCode::applied_in_part,
          .cause = counted(night.refused, "change") + (night.refused == 1 ? " was" : " were") +
                   " refused by Sphero Edu, the others were done",
          .evidence = std::move(evidence),
          .confidence = Confidence::certain,
          .owner = Owner::sphero,
          .fix = "give Sphero the codes",
          .shown_by = next_night(facts),
          .reply = "Most of last night's changes are done; a few were not accepted and are tried again."};
}

void add_waits(const DiagnosisFacts& facts, std::vector<Diagnosed>& found) {
  for (const WaitFact& wait : facts.status.waits) {
    using enum DiagnosisCode;
    const bool identity = wait.what == "identity";
    const bool ours = wait.what == "removals" || wait.what == "additions" || identity;
    if (!ours) continue;  // the others are stops of the district
    found.push_back(
        {.code = identity                  ? identity_wait
                 : wait.what == "removals" ? removals_wait
                                           : additions_wait,
         .cause = wait.words,
         .evidence = {"plans/plan.json " + facts.status.plan_digest.substr(0, 12)},
         .confidence = Confidence::certain,
         .owner = wait.owner,
         .fix = identity ? "decide each in rules/keep.yaml: clever-sync show says how"
                         : "look at the plan: clever-sync show",
         .shown_by = identity ? "the first run after the line is committed" : "the first run after the approval",
         .reply = identity ? "Some people may have two accounts; we are finding out which is theirs before anything "
                             "changes."
                           : "Some changes are prepared and are being reviewed on our side before they take effect."});
  }
}

Diagnosed no_run(const DiagnosisFacts& facts, std::string cause) {
  return {.code = DiagnosisCode::no_run,
          .cause = std::move(cause),
          .evidence = {facts.status.last_run ? "runs/, the last line is of run " + facts.status.last_run->run
                                             : std::string("runs/ is empty")},
          .confidence = Confidence::certain,
          .owner = Owner::us,
          .fix = "look at the timer, or run clever-sync nightly",
          .shown_by = next_night(facts),
          .reply = "The nightly sync has not run as it should. We are looking after it."};
}

Diagnosed unended(const DiagnosisFacts& facts, const UnendedRun& run) {
  const bool damaged = !run.damage.empty();
  return {.code = DiagnosisCode::failed,
          .cause = unended_sentence(run),
          .evidence = {"the journal in the workspace, which a run removes when it ends"},
          .confidence = damaged ? Confidence::certain : Confidence::likely,
          .owner = Owner::us,
          .fix = damaged ? "move the file away as the sentence says; then clever-sync nightly"
                         : "if no run is at work: clever-sync nightly",
          .shown_by = next_night(facts),
          .reply = patience_reply};
}

}  // namespace

std::vector<Diagnosed> answer_sync(const DiagnosisFacts& facts) {
  std::vector<Diagnosed> found;
  const auto& left = facts.status.unended;
  if (left) found.push_back(unended(facts, *left));
  if (!facts.status.last_run) {
    if (!left) found.push_back(no_run(facts, facts.status.fetched ? "no run has ended yet" : "no run is recorded yet"));
    return found;
  }
  const NightFact& night = *facts.status.last_run;
  const bool interrupted = night.exit == 130 || night.exit == 143;
  const bool ended_badly = !night.error.empty() || night.exit == 1 || night.exit == 8 || night.exit == 78;
  if (!night.refused_code.empty()) {
    found.push_back(refused_source(facts, night));
  } else if (ended_badly || (interrupted && night.refused == 0)) {
    found.push_back(failed(facts, night));
  } else if (night.exit == 6 || night.refused > 0) {
    found.push_back(applied_in_part(facts, night));
  }
  const auto missed = std::ranges::count_if(facts.status.missed, [&night](Date day) { return day > night.as_of; });
  // Runs that stop at a damaged journal leave no line: the nights were not missed for want of a run.
  if (missed > 0 && (!left || left->damage.empty()))
    found.push_back(no_run(facts, counted(missed, "night") + " without a run since " + format_date(night.as_of)));
  add_waits(facts, found);
  return found;
}

}  // namespace clever_sync
