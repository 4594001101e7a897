#include <algorithm>

#include "audit/complaints.hpp"
#include "audit/words.hpp"
#include "base/printable.hpp"

namespace clever_sync {

namespace {

constexpr const char* sharing_request =
    "Please ask your Clever administrator to check in Clever what is shared with Sphero Edu; a change there shows "
    "after the following night.";

Diagnosed sharing(const DiagnosisFacts& facts, DiagnosisCode code, const std::string& cause, std::string evidence,
                  Confidence confidence) {
  return {.code = code,
          .cause = cause,
          .evidence = {std::move(evidence)},
          .confidence = confidence,
          .owner = Owner::district,
          .fix = "change what the district shares with Sphero Edu in Clever",
          .shown_by = next_night(facts) + ", if it is changed before",
          .reply = "From what Clever sends us: " + cause + ".",
          .request = sharing_request};
}

/// A role or a school that is missing from what is shared.
void add_sharing(const DiagnosisFacts& facts, std::vector<Diagnosed>& found) {
  const Counts& counts = facts.counts;
  const std::string manifest = "snapshots/manifest.json counts " + counted(counts.sections, "section") + ", " +
                               counted(counts.students, "student") + ", " + counted(counts.teachers, "teacher");
  if (counts.sections + counts.students + counts.teachers == 0) {
    found.push_back(sharing(facts, DiagnosisCode::nothing_shared, "nothing at all is shared with Sphero Edu", manifest,
                            Confidence::certain));
    return;
  }
  const auto role = [&](std::int64_t count, DiagnosisCode code, const std::string& what) {
    if (count == 0)
      found.push_back(
          sharing(facts, code, "no " + what + " are shared with Sphero Edu", manifest, Confidence::certain));
  };
  role(counts.sections, DiagnosisCode::no_sections, "classes (sections)");
  role(counts.students, DiagnosisCode::no_students, "students");
  role(counts.teachers, DiagnosisCode::no_teachers, "teachers");
  for (const SchoolFact& school : facts.schools) {
    if (school.counts.sections + school.counts.students + school.counts.teachers > 0) continue;
    found.push_back(sharing(facts, DiagnosisCode::school_not_shared,
                            "the school " + printable(school.name) + " is shared without any class or person",
                            "snapshots/manifest.json " + school.id.text(), Confidence::likely));
  }
}

/// Shared by a list of sections, which Clever does not update: last term's stay, this term's never come.
void add_frozen_list(const DiagnosisFacts& facts, std::vector<Diagnosed>& found) {
  if (facts.running_term.empty() || facts.sections_of_past_terms == 0 || facts.sections_of_running_terms > 0) return;
  Diagnosed verdict =
      sharing(facts, DiagnosisCode::frozen_sections,
              "classes of a term that is over are shared, and none of " + printable(facts.running_term) +
                  ", the term that runs now",
              counted(facts.sections_of_past_terms, "section") + " are of past terms, none of the running one" +
                  (facts.newest_section ? "; the newest was first seen on " + format_date(*facts.newest_section) : ""),
              Confidence::likely);
  verdict.fix = "share by school or by rule instead of by a list of sections, which Clever never updates";
  verdict.request =
      "Please ask your Clever administrator whether sections were chosen one by one when Sphero Edu was shared: Clever "
      "does not add the classes of a new term to such a list. Sharing by school, or by a rule, brings them after the "
      "following night.";
  found.push_back(std::move(verdict));
}

/// The plan's findings that say that something is missing in what is shared.
void add_findings(const DiagnosisFacts& facts, std::vector<Diagnosed>& found) {
  using enum DiagnosisCode;
  for (const DiagnosisCode code : {members_not_shared, section_without_teacher}) {
    const std::string name(name_of(code));
    const auto count =
        std::ranges::count_if(facts.findings, [&name](const Finding& finding) { return finding.code == name; });
    if (count == 0) continue;
    const bool one = count == 1;
    const std::string which = counted(count, "class");
    const std::string cause = code == members_not_shared
                                  ? which + (one ? " lists" : " list") + " people who are not shared with Sphero Edu"
                                  : which + (one ? " is" : " are") + " shared without a teacher";
    found.push_back(sharing(facts, code, cause, "plans/plan.json, findings " + name, Confidence::likely));
  }
}

void add_filtered(const DiagnosisFacts& facts, std::vector<Diagnosed>& found) {
  if (facts.filtered == 0 || facts.who) return;
  found.push_back({.code = DiagnosisCode::filtered,
                   .cause = counted(facts.filtered, "record") + (facts.filtered == 1 ? " is" : " are") +
                            " left out by the rules of this workspace",
                   .evidence = {"plans/plan.json counts.filtered = " + std::to_string(facts.filtered)},
                   .confidence = Confidence::possible,
                   .owner = Owner::us,
                   .fix = "ask for one of them: clever-sync why class ID names the line",
                   .shown_by = next_night(facts),
                   .reply = "Some classes or people are left out by the filters that were agreed for your district.",
                   .request = "Please tell us which classes or people you miss, and we look them up."});
}

/// Of what is wrong with the sync, what can be why something does not appear: for one record, only what stops all.
bool keeps_data_away(const DiagnosisFacts& facts, DiagnosisCode code) {
  using enum DiagnosisCode;
  if (code == source_refused || code == failed || code == no_run) return true;
  return !facts.who && (code == applied_in_part || code == additions_wait || code == identity_wait);
}

}  // namespace

std::vector<Diagnosed> answer_no_data(const DiagnosisFacts& facts) {
  std::vector<Diagnosed> found = stops_of_district(facts);
  for (Diagnosed& verdict : answer_sync(facts)) {
    if (keeps_data_away(facts, verdict.code)) found.push_back(std::move(verdict));
  }
  std::ranges::move(stops_of_who(facts), std::back_inserter(found));
  if (!facts.status.last_fetch) return found;
  add_sharing(facts, found);
  add_frozen_list(facts, found);
  std::vector<Diagnosed> lesser;
  add_findings(facts, lesser);
  add_filtered(facts, lesser);
  for (Diagnosed& verdict : lesser) {
    // Beside a cause that stops everything they are true and not the answer: nothing of them goes to the school.
    if (!found.empty()) {
      verdict.confidence = Confidence::possible;
      verdict.reply.clear();
      verdict.request.clear();
    }
  }
  if (!facts.who || found.empty()) std::ranges::move(lesser, std::back_inserter(found));
  return found;
}

}  // namespace clever_sync
