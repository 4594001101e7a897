#pragma once
// Apply: sends the approved part of a plan to Sphero Edu behind the journal, and settles what an earlier run left open.
// Starting is recovering: there is no separate repair path. Commits nothing: `nightly` commits the report's results.
// docs/reliability.md says, fault by fault, what is promised and which test shows it.

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "apply/journal.hpp"
#include "base/clock.hpp"
#include "review/approval.hpp"
#include "roster/states.hpp"
#include "sphero/target.hpp"

namespace clever_sync {

struct ApplyOptions {
  std::string run;
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

enum class ReceiptResult : std::uint8_t { done, refused, unknown, skipped };
std::string_view name_of(ReceiptResult result);

/// One line of receipts/<plan digest>.jsonl, before chaining: what became of one change. A run has as many as changes,
/// so it holds no text that follows from the rest.
struct ReceiptLine {
  Action action = Action::create;
  Kind kind = Kind::class_;
  CleverId clever_id;
  Part part = Part::additions;
  ReceiptResult result = ReceiptResult::skipped;
  int status = 0;              // the last answer; 0: settled by reading back, or never sent
  int left_out = 0;            // members that the change names and that were not sent, since they have no account
  std::uint64_t sequence = 0;  // the journal's number of its last intent; 0 if nothing was sent
  std::uint64_t batch = 0;     // that of the first intent in the batch sent last: the key was `<run>-<batch>`
  /// The problem's code; "" when done. Of what was not sent, or not again: `version-mismatch` (somebody else wrote),
  /// `depends` (on a change that was not done), `waits` (for an addition), `interrupted` (the run ended first).
  std::string code;
  std::string sphero_id;
  friend bool operator==(const ReceiptLine&, const ReceiptLine&) = default;
};
/// `archive class 58da…`
std::string change_name(const ReceiptLine& receipt);

struct ApplyReport {
  /// In order of sequence, then what was skipped unsent. A change that the run did not come to has none.
  std::vector<ReceiptLine> receipts;
  /// The applied state after everything that is known to be done.
  AppliedState applied;
  /// Live as it must be now, from what was read before and what was done; to be held against the read-back.
  LiveState expected_live;
  std::int64_t done = 0, refused = 0, skipped = 0, unknown = 0;
  /// What refused.json holds now (`applied` has it too): old entries that wait on, and tonight's.
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
/// plan was made from; what an earlier run left in the journal must have been recovered and removed.
/// Throws Error{storage} when the journal can't be written and Error{remote} when Sphero Edu can't be read back (after
/// a stop it is not asked): the journal then tells the next run what to look up.
ApplyReport apply_plan(const ApprovedPlan& plan, const Observation& observed, const AppliedState& applied,
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

/// The receipts file: one line per receipt, each with `prev`, the hash of the line before; the first `prev` is the
/// plan's digest. `head` is the hash of the last line.
struct ReceiptFile {
  std::string bytes;
  std::string head;
  std::int64_t lines = 0;
};
/// Appends to an existing file's bytes when an earlier run of the same plan left one. Lines of this run that stand
/// there already are not written twice. Throws as parse_receipts does.
ReceiptFile encode_receipts(const std::string& plan_digest, std::string_view existing, const std::string& run,
                            const std::vector<ReceiptLine>& receipts);

/// The parsed file, its chain checked. Throws Error{integrity} naming the line that breaks it.
struct ParsedReceipts {
  std::vector<std::pair<std::string, ReceiptLine>> lines;  // run id, receipt
  std::string head;
};
ParsedReceipts parse_receipts(const std::string& plan_digest, std::string_view bytes, std::string_view where);

}  // namespace clever_sync
