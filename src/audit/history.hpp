#pragma once
// History: everything the repository knows of one class, teacher or student, read out of git by `nightly` and handed to
// the pure questions of this folder. Every fact says where it stands, so that an auditor can look for himself.

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "audit/counterfactual.hpp"
#include "plan/plan.hpp"
#include "review/approval.hpp"
#include "roster/states.hpp"

namespace clever_sync {

/// A commit, as far as an answer cites it.
struct CommitFact {
  std::string id;
  UtcTime time{};
  std::string author;  // `Name <address>`
  std::string subject;
  std::string run;          // of the run that made it, "" for a person's
  std::optional<Date> day;  // that the run was for
  /// Where it stands in the history, from 0: seconds are too coarse to put one run's commits in order.
  std::int64_t position = 0;
};

/// The day to show for it: the run's, else that of the commit.
Date day_of(const CommitFact& commit);

/// The object's canonical line in one of the states from this commit on.
struct RecordVersion {
  enum class Where { shared, absent, nowhere };  // absent: in absent.json, `line` with its missed nights
  CommitFact commit;
  Where where = Where::shared;
  std::string path;  // "" when it is nowhere
  std::string line;  // "" when it is nowhere
  [[nodiscard]] bool there() const { return where == Where::shared; }
};

/// The line of a rule file that a reason cites, and who wrote it. A shipped default has no commit.
struct RuleLine {
  RuleRef rule;
  std::string text;
  std::optional<CommitFact> commit;
};

/// A fact of the evidence, and the snapshot since which it has been so.
struct EvidenceFact {
  Evidence evidence;
  std::optional<CommitFact> since;
};

struct ApprovalFact {
  Approval approval;
  std::string path;
  std::optional<CommitFact> commit;
};

/// One change that a plan asked for, with all that stands behind it.
struct PlannedFact {
  CommitFact commit;
  std::string plan;  // digests.plan
  Date as_of{};
  Change change;
  RuleLine rule;
  std::vector<EvidenceFact> evidence;
  std::optional<ApprovalFact> approval;  // of the part, when one was given
  /// What would have made it otherwise, each planned again to be sure; empty when nothing was tried or nothing held.
  std::vector<Counterfactual> otherwise;
};

/// What Sphero Edu answered to a change of this object.
struct ReceiptFact {
  CommitFact commit;  // the one that recorded it
  std::string path;
  int line = 0;
  std::string run, plan;
  Action action = Action::create;
  Part part = Part::additions;
  std::string change;  // `archive class 58da…`
  std::string key;     // of the request
  int status = 0;
  std::string code, sphero_id, result;
  std::optional<PlannedFact> planned;
};

/// Where the object stands: in the last snapshot, in the rules' eyes, in the plan, in Sphero Edu.
struct StandingFacts {
  bool fetched = true;                  // false before the first snapshot: then nothing is known of what Clever shares
  std::optional<RecordVersion> source;  // the last one, shared or absent; nothing if it was never shared
  std::optional<LeftOut> left_out;
  std::string left_out_chain;  // why the record that left it out takes no part itself: words, "" if it names none
  std::optional<RuleLine> left_out_rule;
  std::vector<Counterfactual> ways_in;  // for what is left out: what would let it in
  std::vector<PlannedFact> planned;     // changes of the current plan
  std::vector<Finding> findings;        // of the current plan, about this object
  std::vector<Guardrail> holding;       // guardrails that hold a part with such a change
  std::vector<Part> waiting;            // parts with such a change that wait for approval
  std::vector<std::string> blocked;     // why nothing at all is applied: sentences
  std::optional<RefusedChange> refused;
  std::string live_line;  // "" when Sphero Edu does not have it
  /// The Clever id that its Sphero Edu account belongs to now, when that is another.
  std::optional<CleverId> account_of;
  bool live_archived = false;
};

struct History {
  Kind kind = Kind::class_;
  CleverId id;
  std::string sphero_id;  // "" if it never had one
  std::string name;       // of a class or teacher; of a student "", names stay where they are
  Date as_of{};
  std::vector<RecordVersion> source, applied, live;  // oldest first
  std::vector<ReceiptFact> receipts;                 // oldest first
  StandingFacts standing;
  /// Nights whose receipts were not opened: the records alone tell what changed in them. 0 when every one was.
  std::int64_t nights_skipped = 0;
  /// The positions of the commits of those nights in which something of the object changed.
  std::set<std::int64_t> unopened;
};

}  // namespace clever_sync
