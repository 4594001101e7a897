#pragma once
// Apply: sends the approved part of a plan to Sphero Edu behind the journal, and settles what an earlier run left open.
// Starting is recovering: there is no separate repair path. Commits nothing: `nightly` commits the report's results.

#include <functional>
#include <map>
#include <stop_token>

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

/// One line of receipts/<plan digest>.jsonl, before chaining.
struct ReceiptLine {
  std::string change;   // `archive class 58da…`
  Action action = Action::create;
  Kind kind = Kind::class_;
  CleverId clever_id;
  Part part = Part::additions;
  std::string key;      // the batch's idempotency key
  std::uint64_t sequence = 0;
  int status = 0;       // 0: settled by reading back
  std::string code;     // the problem's code; "" when done
  std::string sphero_id;
  std::string result;   // done, refused, unknown, skipped
};

struct ApplyReport {
  std::vector<ReceiptLine> receipts;  // in order of sequence
  /// The applied state after everything that is known to be done.
  AppliedState applied;
  /// Live as it must be now, from what was read before and what was done; to be held against the read-back.
  LiveState expected_live;
  std::int64_t done = 0, refused = 0, skipped = 0, unknown = 0;
  std::vector<RefusedChange> refused_changes;
  enum class Stopped { no, breaker, time_limit, interrupted };
  Stopped stopped = Stopped::no;
};

/// Sends the changes in their order: batches of changes that do not depend on each other, several in flight, the next
/// phase only when the one before is answered. A refused change does not stop the others, but what depends on it is
/// skipped; a 412 re-reads the object and sends again only if the change is still exactly right for it, else it is left
/// for the next plan (`code` version-mismatch). `observed` is the state that the plan was made from.
ApplyReport apply_plan(const ApprovedPlan& plan, const Observation& observed, const AppliedState& applied, Target& target,
                       Journal& journal, Clock& clock, const ApplyOptions& options,
                       const std::function<void(const ApplyProgress&)>& observe, std::stop_token stop);

/// What an earlier run that died had done: every intent with its receipt, or settled by reading Sphero Edu back.
struct Recovered {
  JournalStart start;
  std::vector<ReceiptLine> receipts;
  AppliedState applied;  // folded
  std::int64_t done = 0, not_done = 0, looked_up = 0;
};
/// Nothing when the journal is empty. The caller commits the result and then removes the journal. Throws Error{remote}
/// when Sphero Edu can't be read, Error{integrity} when the journal is damaged before its last line.
std::optional<Recovered> recover(const Journal& journal, const AppliedState& applied, Target& target, std::stop_token stop);

/// The receipts file: one line per receipt, each with `prev`, the hash of the line before; the first `prev` is the plan's
/// digest. `head` is the hash of the last line.
struct ReceiptFile {
  std::string bytes;
  std::string head;
  std::int64_t lines = 0;
};
/// Appends to an existing file's bytes when an earlier run of the same plan left one.
ReceiptFile encode_receipts(const std::string& plan_digest, std::string_view existing, const std::string& run,
                            const std::vector<ReceiptLine>& receipts);

/// The parsed file, its chain checked. Throws Error{integrity} naming the line that breaks it.
struct ParsedReceipts {
  std::vector<std::pair<std::string, ReceiptLine>> lines;  // run id, receipt
  std::string head;
};
ParsedReceipts parse_receipts(const std::string& plan_digest, std::string_view bytes, std::string_view where);

}  // namespace clever_sync
