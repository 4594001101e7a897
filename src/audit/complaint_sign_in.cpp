#include <algorithm>

#include "audit/complaints.hpp"
#include "audit/why.hpp"
#include "audit/words.hpp"
#include "base/printable.hpp"

namespace clever_sync {

namespace {

std::string who_words(const DiagnosisFacts& facts) {
  return std::string(name_of(facts.who->kind)) + " " + facts.who->id.text();
}

/// Whether Sphero Edu answered: who asks and gets nothing is told what was observed last.
bool sphero_answered(const DiagnosisFacts& facts) {
  return facts.live.account_there.has_value();
}
bool account_archived(const DiagnosisFacts& facts) {
  return facts.live.account_archived.value_or(facts.who->standing.live_archived);
}
bool account_there(const DiagnosisFacts& facts) {
  return facts.live.account_there.value_or(!facts.who->standing.live_line.empty());
}

void add_account(const DiagnosisFacts& facts, std::vector<Diagnosed>& found) {
  if (facts.who->standing.account_of) return;  // it is there, under the new Clever id
  if (!account_there(facts)) {
    found.push_back({.code = DiagnosisCode::no_account,
                     .cause = "there is no account in Sphero Edu for " + who_words(facts),
                     .evidence = {facts.live.account_there ? "Sphero Edu, asked now" : "no line in sphero/live"},
                     .confidence = Confidence::certain,
                     .owner = Owner::us,
                     .fix = "the causes below say why",
                     .shown_by = next_night(facts),
                     .reply = "The account in Sphero Edu does not exist yet, so signing in with Clever cannot work."});
  } else if (account_archived(facts)) {
    found.push_back({.code = DiagnosisCode::account_archived,
                     .cause = "the account in Sphero Edu is archived",
                     .evidence = {facts.live.account_archived ? "Sphero Edu, asked now" : "sphero/live, archived"},
                     .confidence = Confidence::certain,
                     .owner = Owner::us,
                     .fix = "clever-sync why " + who_words(facts) + " tells who archived it and why",
                     .shown_by = next_night(facts),
                     .reply = "The account in Sphero Edu is archived at the moment, and can't be used to sign in."});
  }
}

/// A student on the roster of any archived class can't sign in. Source: Sphero, "Archiving a class in Sphero Central".
void add_archived_classes(const DiagnosisFacts& facts, std::vector<Diagnosed>& found) {
  if (facts.who->kind != Kind::student) return;
  std::vector<std::string> archived = facts.live.archived_classes;
  bool has_open = false;
  for (const ClassFact& each : facts.classes) {
    has_open = has_open || !each.archived;
    if (each.archived && !sphero_answered(facts)) archived.push_back(each.id.text() + " " + printable(each.name));
  }
  if (!archived.empty()) {
    found.push_back({.code = DiagnosisCode::class_archived,
                     .cause = "on the roster of " + counted(std::ssize(archived), "archived class") +
                              ", which disables the account",
                     .evidence = archived,
                     .confidence = Confidence::certain,
                     .owner = has_open ? Owner::us : Owner::district,
                     .fix = has_open ? "the next plan takes the student off the archived roster"
                                     : "share a class that runs and lists the student",
                     .shown_by = next_night(facts),
                     .reply = "In Sphero Edu, students cannot sign in while a class that they belong to is archived. "
                              "They can again once they are in an open class, or the class is restored."});
  }
  if (facts.classes.empty() && account_there(facts)) {
    found.push_back({.code = DiagnosisCode::no_class,
                     .cause = "the student is on no class in Sphero Edu",
                     .evidence = {"no class of sphero/live lists the student"},
                     .confidence = Confidence::certain,
                     .owner = Owner::district,
                     .fix = "add the student to a section that is shared",
                     .shown_by = next_night(facts),
                     .reply = "The student is in no class that is shared with Sphero Edu.",
                     .request = "Please add the student to a class in your student information system; it shows after "
                                "the following night."});
  }
}

Diagnosed moved_account(const DiagnosisFacts& facts) {
  const std::string now = facts.who->standing.account_of->text();
  return {.code = DiagnosisCode::new_clever_id,
          .cause = "Clever has given this person a new id, and the account has moved to it: " + now,
          .evidence = {"sphero/live shows the account " + printable(facts.who->sphero_id) + " under " + now},
          .confidence = Confidence::certain,
          .owner = Owner::nobody,
          .fix = "ask again with the new id: clever-sync diagnose sign-in " + now,
          .shown_by = "a new attempt",
          .reply =
              "Clever has issued a new id for this person, and the Sphero Edu account has been moved to it with "
              "its content.",
          .request = "Please try again to sign in with Clever."};
}

void add_identity(const DiagnosisFacts& facts, std::vector<Diagnosed>& found) {
  if (facts.who->standing.account_of) {
    found.push_back(moved_account(facts));
  } else if (!facts.same_sis_id.empty()) {
    found.push_back(
        {.code = DiagnosisCode::new_clever_id,
         .cause = "Clever has given this person a new id, so the sign-in belongs to another account",
         .evidence = {"the same sis_id in Clever: " + joined(facts.same_sis_id)},
         .confidence = Confidence::likely,
         .owner = Owner::us,
         .fix = "a relink in the plan, or a line under link in rules/keep.yaml, moves the account to the new id",
         .shown_by = next_night(facts),
         .reply = "Clever has issued a new id for this person. We are moving the Sphero Edu account over, so "
                  "that it keeps its content."});
  }
  if (!facts.hand_made_accounts.empty()) {
    found.push_back(
        {.code = DiagnosisCode::two_accounts,
         .cause = "an account that was made by hand has the same e-mail address",
         .evidence = {"sphero/live/unmanaged.json: " + joined(facts.hand_made_accounts)},
         .confidence = Confidence::certain,
         .owner = Owner::us,
         .fix = "decide in rules/keep.yaml: link takes the hand-made account over, ignore leaves both",
         .shown_by = next_night(facts) + ", if it is decided before",
         .reply = "There is a second Sphero Edu account with the same e-mail address that was made without "
                  "Clever.",
         .request = "Please tell us whether it is the same person's, and should become the Clever account."});
  }
}

/// Neither a teacher nor a student: staff and district administrators are not rostered.
void add_role(const DiagnosisFacts& facts, std::vector<Diagnosed>& found) {
  if (facts.who->standing.source || account_there(facts)) return;
  found.push_back({.code = DiagnosisCode::role_not_supported,
                   .cause = "Clever never shared this person as a " + std::string(name_of(facts.who->kind)) +
                            "; staff, contacts and district administrators are not rostered into Sphero Edu",
                   .evidence = {"no record in snapshots/" + std::string(name_of(facts.who->kind)) + "s"},
                   .confidence = Confidence::possible,
                   .owner = Owner::district,
                   .fix = "see in Clever which role the person has",
                   .shown_by = next_night(facts),
                   .reply = "Sphero Edu takes teachers and students from Clever, and nobody else.",
                   .request = "Please check in Clever which role the person has."});
}

/// The account is open until its archive is due, but Clever lets in only whom the district shares. Source: Clever's
/// "Going live", of users who are not shared with the application.
void add_not_shared(const DiagnosisFacts& facts, std::vector<Diagnosed>& found) {
  const auto& source = facts.who->standing.source;
  const bool shared = (source && source->there()) || facts.live.shared == true;
  if (shared || !account_there(facts) || account_archived(facts)) return;
  found.push_back(
      {.code = DiagnosisCode::not_shared,
       .cause = (source ? "Clever does not share this person any more, missed on " + missed_nights(source->line)
                        : std::string("Clever does not share this person")) +
                ": the account is open, but Clever lets in only whom the district shares",
       .evidence = {source ? source->path + " " + facts.who->id.text()
                           : "no snapshot of this workspace has " + facts.who->id.text()},
       .confidence = Confidence::likely,
       .owner = Owner::district,
       .fix = "share the person with Sphero Edu in Clever, if that was not meant",
       .shown_by = next_night(facts) + ", if it is changed before",
       .reply = "This person is not among the people that your district shares with Sphero Edu in Clever, and Clever "
                "lets in only those.",
       .request = "If that was not meant, please ask your Clever administrator to check the sharing permissions."});
}

/// Of a change that is planned, and not done yet.
bool is_to_come(DiagnosisCode code) {
  using enum DiagnosisCode;
  return code == finding || code == held || code == waits_for_approval || code == planned || code == refused_by_sphero;
}

}  // namespace

std::vector<Diagnosed> answer_sign_in(const DiagnosisFacts& facts) {
  std::vector<Diagnosed> found;
  if (facts.who) {
    add_account(facts, found);
    add_archived_classes(facts, found);
    add_identity(facts, found);
  }
  std::ranges::move(stops_of_district(facts), std::back_inserter(found));
  if (!facts.who) return found;
  // Of an old id that is not shared any more there is nothing to share again.
  const bool old_id = facts.who->standing.account_of || !facts.same_sis_id.empty();
  const bool usable = account_there(facts) && !account_archived(facts);
  if (!old_id) add_not_shared(facts, found);
  for (Diagnosed& stop : stops_of_who(facts)) {
    // What is still to come for an account that can be used keeps nobody from signing in.
    if (!old_id && !(usable && is_to_come(stop.code))) found.push_back(std::move(stop));
  }
  add_role(facts, found);
  if (!found.empty()) return found;
  found.push_back({.code = DiagnosisCode::can_sign_in,
                   .cause = "nothing here stands in the way: the account is there, open, and on no archived class",
                   .evidence = {sphero_answered(facts) ? "Sphero Edu, asked now" : "sphero/live"},
                   .confidence = Confidence::likely,
                   .owner = Owner::district,
                   .fix = "look at how the person signs in: see what can't be seen from here",
                   .shown_by = "a new attempt",
                   .reply = "The account is ready for signing in with Clever.",
                   .request = "Please try again in a private browser window, starting from the Clever portal, and send "
                              "us the message that appears."});
  return found;
}

}  // namespace clever_sync
