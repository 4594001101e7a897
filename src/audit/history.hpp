#pragma once
// History: everything the repository knows of one class, teacher or student, read out of git by `nightly` and handed to
// the pure questions of this folder. Every fact says where it stands, so that an auditor can look for himself.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

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
};

/// The object's canonical line in one of the states, from this commit on; "" where it is no longer there.
struct RecordVersion {
  CommitFact commit;
  std::string path;
  std::string line;
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
  std::optional<ApprovalFact> approval;  // of the part, when one was needed and given
};

/// What Sphero Edu answered to a change of this object.
struct ReceiptFact {
  CommitFact commit;  // the one that recorded it
  std::string path;
  int line = 0;
  std::string run, plan;
  std::string change;  // `archive class 58da…`
  std::string key;     // of the request
  int status = 0;
  std::string code, sphero_id, result;
  std::optional<PlannedFact> planned;
};

/// Where the object stands now: in the last snapshot, in the rules' eyes, in the plan, in Sphero Edu.
struct StandingFacts {
  std::optional<RecordVersion> shared;  // in the last snapshot
  std::optional<RecordVersion> absent;  // in absent.json
  bool ever_shared = false;
  std::optional<LeftOut> left_out;
  std::optional<RuleLine> left_out_rule;
  std::vector<PlannedFact> planned;  // changes of the current plan
  std::vector<Finding> findings;     // of the current plan, about this object
  std::vector<Guardrail> holding;    // guardrails that hold a part with such a change
  std::vector<std::string> waiting;  // `removals`: parts that wait for approval
  std::optional<RefusedChange> refused;
  std::string live_line;  // "" when Sphero Edu does not have it
  bool live_archived = false;
};

struct History {
  Kind kind = Kind::class_;
  CleverId id;
  std::string sphero_id;  // "" if it never had one
  std::string name;       // of a class or teacher; of a student "", names stay where they are
  std::vector<RecordVersion> source, applied, live;  // oldest first
  std::vector<ReceiptFact> receipts;                 // oldest first
  StandingFacts standing;
};

}  // namespace clever_sync
