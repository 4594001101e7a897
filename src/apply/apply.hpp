#pragma once
// Apply: sends the approved part of a plan to Sphero Edu behind the journal, and settles what an earlier run left open.
// Starting is recovering: there is no separate repair path. Commits nothing: `nightly` commits the report's results.
// docs/reliability.md says, fault by fault, what is promised and which test shows it.

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "apply/journal.hpp"
#include "apply/outcomes.hpp"
#include "apply/receipt.hpp"
#include "base/clock.hpp"
#include "review/approval.hpp"
#include "roster/states.hpp"
#include "sphero/target.hpp"

namespace clever_sync {

struct ApplyOptions {
  std::string run;
  std::string plan;  // digests.plan: whoever made the plan has it, and working it out takes a copy of the plan's file
  std::string base_commit;
  std::size_t batch = max_batch;
  int in_flight = 4;
  std::chrono::seconds time_limit{3600};
  /// The run stops when at least so many operations were refused and they are more than this share of what was sent.
  int breaker_at_least = 50;
  int breaker_percent = 50;
};

struct ApplyProgress {
  std::int64_t done = 0, refused = 0, total = 0;
};

struct ApplyReport {
  /// What became of each change; none if there was none to send.
  std::unique_ptr<Outcomes> outcomes;
  /// How many receipts say so.
  std::int64_t done = 0, refused = 0, skipped = 0, unknown = 0;
  [[nodiscard]] std::int64_t receipts() const { return done + refused + skipped + unknown; }
  /// What refused.json holds now: old entries that wait on, and tonight's.
  std::vector<RefusedChange> refused_changes;
  /// `turned_away`: no further request would fare better, since Sphero Edu refuses the token or the district, or is not
  /// there at all.
  enum class Stopped { no, breaker, turned_away, time_limit, interrupted };
  Stopped stopped = Stopped::no;
};

/// Sends the changes in their order: batches of changes that do not depend on each other, several in flight, the next
/// phase only when the one before is answered. A refused change does not stop the others, but what depends on it is
/// skipped; a class is sent without the members who have no account. A 412 re-reads the object and sends again only if
/// the change is still exactly right for it, else it is left for the next plan (`code` version-mismatch). No answer, or
/// half of one, leads to the same request again under the same key, then to reading the objects back. A stop, the time
/// limit or the breaker ends the run after what is in flight; the report says which. `observed` is the state that the
/// plan was made from, and `refused` what refused.json holds; what an earlier run left in the journal must have been
/// recovered and removed. Plan and observation must outlive the report's outcomes (outcomes.hpp).
/// Throws Error{storage} when the journal can't be written and Error{remote} when Sphero Edu can't be read back (after
/// a stop it is not asked): the journal then tells the next run what to look up.
ApplyReport apply_plan(const ApprovedPlan& plan, const Observation& observed, const std::vector<RefusedChange>& refused,
                       Target& target, Journal& journal, Clock& clock, const ApplyOptions& options,
                       const std::function<void(const ApplyProgress&)>& observe, std::stop_token stop);

/// What an earlier run that died had done: every intent with its receipt, or settled by reading Sphero Edu back.
struct Recovered {
  JournalStart start;
  std::vector<ReceiptLine> receipts;  // one per change, in order of sequence
  AppliedState applied;               // folded
  /// Changes; and operations that had no receipt, so that Sphero Edu was asked.
  std::int64_t done = 0, not_done = 0, looked_up = 0;
};
/// Nothing when the journal is empty. Sends nothing, writes nothing: it may die and be called again. The caller commits
/// the result and then removes the journal. Throws Error{remote} when Sphero Edu can't be read.
std::optional<Recovered> recover(const Journal& journal, const AppliedState& applied, Target& target,
                                 std::stop_token stop);

}  // namespace clever_sync
