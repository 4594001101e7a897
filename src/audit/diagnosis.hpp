#pragma once
// Diagnosis: Sphero's support hears four complaints again and again; each gets verdicts here: the cause, its evidence,
// how sure it is, whose it is to fix, and which night will show it. What can't be seen from a workspace is said, not
// guessed. Pure; never a student's name.
//
// Source of the complaints and of the causes: Sphero, "Clever Sync"
// (support.sphero.com/article/49rjrz0m46-clever-sync); Clever, "Troubleshooting Instant Login" and "Going live".

#include <optional>
#include <string>
#include <vector>

#include "audit/diagnosis_code.hpp"
#include "audit/history.hpp"
#include "audit/page.hpp"
#include "audit/status.hpp"
#include "base/json.hpp"
#include "roster/roster.hpp"

namespace clever_sync {

enum class Complaint { no_data, sign_in, old_classes, sync };
std::string_view name_of(Complaint complaint);
std::optional<Complaint> parse_complaint(std::string_view text);

enum class Confidence { certain, likely, possible };
std::string_view name_of(Confidence confidence);

/// One answer to a complaint.
struct Diagnosed {
  DiagnosisCode code = DiagnosisCode::all_well;
  std::string cause;
  std::vector<std::string> evidence;
  Confidence confidence = Confidence::certain;
  Owner owner = Owner::us;
  std::string fix;
  std::string shown_by;  // the next night that will show it
  std::string reply;     // a sentence or two for the school; "" to say nothing of this
  /// The class that the reply speaks of, "" for none: a reply names classes of which it says the same together.
  std::string reply_class;
  std::string request;  // what the school is asked to do, said once for all that ask the same; "" for nothing
};

struct SchoolFact {
  SchoolId id;
  std::string name;
  Counts counts;
};

/// What the answers of Clever and Sphero Edu are right now, for --live; empty otherwise.
struct LiveAnswers {
  bool asked = false;
  std::string clever_trouble, sphero_trouble;  // why there is no answer
  std::string clever_state, clever_last_sync;
  std::optional<Date> clever_launch_date;
  bool clever_sees_district = false;
  std::optional<bool> shared;     // whether Clever shares WHO
  std::string sphero_connection;  // approved, requested, suspended, unknown
  std::optional<bool> account_there, account_archived;
  std::vector<std::string> archived_classes;
};

/// A class that the teacher is on in Sphero Edu, or that the student is.
struct ClassFact {
  CleverId id;
  std::string name, term;
  bool archived = false;
  std::optional<Date> term_ends;
  RecordVersion::Where in_clever = RecordVersion::Where::nowhere;
  std::int64_t missed_nights = 0;
  Stance wanted = Stance::open;
  bool known = false;  // whether the rules know it: false for what no snapshot has
  ReasonCode code = ReasonCode::listed;
  RuleRef rule;
};

struct DiagnosisFacts {
  StatusFacts status;
  std::string state;  // the district's, in the last snapshot
  std::optional<Date> launch_date, pause_end;
  bool gate_on_launch_date = true;
  Counts counts;
  std::vector<SchoolFact> schools;
  std::vector<Finding> findings;  // of the current plan
  std::int64_t filtered = 0;      // records that the rules leave out
  std::vector<WaitFact> waits;
  std::optional<Date> sphero_waits_since;
  // A frozen list of sections: some are of terms that are over, none is of the term that runs.
  std::int64_t sections_of_past_terms = 0, sections_of_running_terms = 0;
  std::optional<Date> newest_section;
  std::string running_term;  // "" when none is
  int after_term_end_days = 0, after_absent_nights = 0;
  bool archives_orphans = false;
  RuleRef orphans_rule;
  std::optional<History> who;
  std::vector<ClassFact> classes;               // of WHO
  std::vector<std::string> same_sis_id;         // other Clever ids, shared, of the same role and SIS number
  std::vector<std::string> hand_made_accounts;  // Sphero Edu ids with WHO's e-mail
  LiveAnswers live;
};

struct Diagnosis {
  Complaint complaint = Complaint::sync;
  Date as_of{};
  std::string who;                  // `teacher 58da… Name`, "" for the district
  std::vector<Diagnosed> verdicts;  // the likeliest cause first
  std::vector<std::string> unseen;  // what can't be seen from here
};

Diagnosis diagnose(Complaint complaint, const DiagnosisFacts& facts);

std::string render_diagnosis(const Diagnosis& diagnosis);
Page diagnosis_page(const Diagnosis& diagnosis);
/// A text for the school as it is: no internals, no student data.
std::string render_reply(const Diagnosis& diagnosis);
/// `clever-sync/diagnosis@1`
Json diagnosis_json(const Diagnosis& diagnosis);

}  // namespace clever_sync
