#include <algorithm>

#include "audit/complaints.hpp"
#include "audit/words.hpp"
#include "base/printable.hpp"

namespace clever_sync {

namespace {

constexpr const char* sharing_reply =
    "Please ask your Clever administrator to check in Clever what is shared with Sphero Edu; a change there shows "
    "after the following night.";

Diagnosed sharing(const DiagnosisFacts& facts, std::string code, const std::string& cause, std::string evidence,
                  Confidence confidence) {
  return {.code = std::move(code),
          .cause = cause,
          .evidence = {std::move(evidence)},
          .confidence = confidence,
          .owner = Owner::district,
          .fix = "change what the district shares with Sphero Edu in Clever",
          .shown_by = next_night(facts) + ", if it is changed before",
          .reply = "From what Clever sends us: " + cause + ". " + sharing_reply};
}

/// A role or a school that is missing from what is shared.
void add_sharing(const DiagnosisFacts& facts, std::vector<Diagnosed>& found) {
  const Counts& counts = facts.counts;
  const std::string manifest = "snapshots/manifest.json counts " + counted(counts.sections, "section") + ", " +
                               counted(counts.students, "student") + ", " + counted(counts.teachers, "teacher");
  if (counts.sections + counts.students + counts.teachers == 0) {
    found.push_back(
        sharing(facts, "nothing-shared", "nothing at all is shared with Sphero Edu", manifest, Confidence::certain));
    return;
  }
  const auto role = [&](std::int64_t count, const std::string& what) {
    if (count == 0)
      found.push_back(
          sharing(facts, "no-" + what, "no " + what + " are shared with Sphero Edu", manifest, Confidence::certain));
  };
  role(counts.sections, "sections");
  role(counts.students, "students");
  role(counts.teachers, "teachers");
  for (const SchoolFact& school : facts.schools) {
    if (school.counts.sections + school.counts.students + school.counts.teachers > 0) continue;
    found.push_back(sharing(facts, "school-not-shared",
                            "the school " + printable(school.name) + " is shared without any class or person",
                            "snapshots/manifest.json " + school.id.text(), Confidence::likely));
  }
}

/// Shared by a list of sections, which Clever does not update: last term's stay, this term's never come.
void add_frozen_list(const DiagnosisFacts& facts, std::vector<Diagnosed>& found) {
  if (facts.running_term.empty() || facts.sections_of_past_terms == 0 || facts.sections_of_running_terms > 0) return;
  Diagnosed verdict = sharing(
      facts, "frozen-sections",
      "classes of a term that is over are shared, and none of " + printable(facts.running_term) + ", which runs",
      counted(facts.sections_of_past_terms, "section") + " are of past terms, none of the running one" +
          (facts.newest_section ? "; the newest was first seen on " + format_date(*facts.newest_section) : ""),
      Confidence::likely);
  verdict.fix = "share by school or by rule instead of by a list of sections, which Clever never updates";
  found.push_back(std::move(verdict));
}

/// The plan's findings that say that something is missing in what is shared.
void add_findings(const DiagnosisFacts& facts, std::vector<Diagnosed>& found) {
  for (const char* code : {"members-not-shared", "section-without-teacher"}) {
    const auto count =
        std::ranges::count_if(facts.findings, [code](const Finding& finding) { return finding.code == code; });
    if (count == 0) continue;
    const bool members = std::string_view(code) == "members-not-shared";
    found.push_back(sharing(facts, code,
                            "in " + counted(count, "shared section") +
                                (members ? " there are people who are not shared" : " no teacher is shared"),
                            "plans/plan.json, findings " + std::string(code), Confidence::likely));
  }
}

void add_filtered(const DiagnosisFacts& facts, std::vector<Diagnosed>& found) {
  if (facts.filtered == 0 || facts.who) return;
  found.push_back({.code = "filtered",
                   .cause = counted(facts.filtered, "record") + " are left out by the rules of this workspace",
                   .evidence = {"plans/plan.json counts.filtered = " + std::to_string(facts.filtered)},
                   .confidence = Confidence::possible,
                   .owner = Owner::us,
                   .fix = "ask for one of them: clever-sync why class ID names the line",
                   .shown_by = next_night(facts),
                   .reply = "Some classes or people are left out by the filters that were agreed for your district. "
                            "Tell us which ones you miss, and we look them up."});
}

}  // namespace

std::vector<Diagnosed> answer_no_data(const DiagnosisFacts& facts) {
  std::vector<Diagnosed> found = stops_of_district(facts);
  std::vector<Diagnosed> sync = answer_sync(facts);
  const bool failed = facts.status.last_run && facts.status.last_run->exit != 0 && facts.status.last_run->exit != 4;
  if (!facts.status.last_fetch || failed) std::ranges::move(sync, std::back_inserter(found));
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
    }
  }
  if (!facts.who || found.empty()) std::ranges::move(lesser, std::back_inserter(found));
  return found;
}

}  // namespace clever_sync
