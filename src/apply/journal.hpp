#pragma once
// Journal: `<git dir>/clever-sync/journal`, the durable memory of a run that writes to Sphero Edu. Append-only lines,
// each with a sequence number and a checksum. An intent is on the disk before its request leaves, its receipt before
// anything relies on the answer; so after a crash every change is known as done, not done, or to be looked up. When the
// run is committed the journal becomes receipts/<plan digest>.jsonl and is removed.
//
// No student's value stands in it: of a student's operation it keeps the names of the fields and the hash of the body.
// To know after a crash what was written, recovery reads the object back and holds what Sphero Edu shows against the
// hash.

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/disk.hpp"
#include "plan/plan.hpp"
#include "sphero/target.hpp"

namespace clever_sync {

/// The first line: what this run applies.
struct JournalStart {
  std::string run;
  std::string plan;  // digests.plan
  std::string base;  // the commit whose trees were planned from
  Date as_of{};
  friend bool operator==(const JournalStart&, const JournalStart&) = default;
};

/// One operation about to be sent.
struct Intent {
  std::uint64_t sequence = 0;
  std::string key;        // the batch's idempotency key: run id + first intent sequence of the batch
  std::string change;     // change_name; not in the line, since it follows from the rest
  Operation operation;    // a student's `set` reads back with empty values
  std::string body_hash;  // SHA-256 of encode_operation
  // What the receipts file says of the change that the operation belongs to:
  Part part = Part::additions;
  Action action = Action::create;    // of the change: a restore may need an update first
  std::int64_t step = 1, steps = 1;  // which of the change's operations this is
  std::int64_t left_out = 0;         // members left out since their accounts could not be made
  friend bool operator==(const Intent&, const Intent&) = default;
};

enum class Settled { done, not_done };
/// What became of an intent: the server's answer, or what reading Sphero Edu back showed. The last one counts.
struct Receipt {
  std::uint64_t intent = 0;  // its sequence
  int status = 0;            // 0 when settled by reading back
  std::string code;
  std::string sphero_id;
  std::optional<std::int64_t> version;
  std::optional<Settled> read_back;
  friend bool operator==(const Receipt&, const Receipt&) = default;
};

using JournalLine = std::variant<JournalStart, Intent, Receipt>;

/// Hands on the lines of the longest good prefix, in order, and gives that prefix's length. A crash may tear everything
/// that was not yet synced, in any order of its pages; each line says up to which sequence number everything was
/// durable when it was written. So damage is a torn tail unless a later intact line says that the damaged one was
/// durable: then something else damaged it, and this throws Error{integrity} naming `where` and the line. A line with a
/// good checksum that makes no sense is an Error{integrity} too.
std::uint64_t read_journal(std::string_view bytes, std::string_view where,
                           const std::function<void(JournalLine&&)>& take);

/// The same as a list.
struct JournalContent {
  std::vector<JournalLine> lines;
  std::uint64_t good_bytes = 0;  // length of the longest good prefix; a torn tail is beyond it
};
JournalContent parse_journal(std::string_view bytes, std::string_view where);

/// The line with its line feed. `durable`: the last sequence number that is known to be on the disk.
std::string encode_line(const JournalLine& line, std::uint64_t sequence, std::uint64_t durable);

/// The open journal. Safe from several threads: their lines share one write and one sync (the first to come leads, the
/// others wait for it). After a failed write or sync every further call throws that same Error{storage}: a sync that
/// failed can't be asked again, since the system forgets what it could not write.
class Journal {
 public:
  /// Reads what is there. Throws as read_journal and Disk::read_file do, and Error{integrity} if its first line is no
  /// start.
  Journal(Disk& disk, std::string path);
  Journal(const Journal&) = delete;
  Journal& operator=(const Journal&) = delete;
  ~Journal();

  /// The start of what an earlier run left; nothing when there is none, or when it died before its first line was whole
  /// (nothing was sent then).
  [[nodiscard]] const std::optional<JournalStart>& left_over() const;
  /// Its lines, in order. They are many, so they are read anew each time and none is kept.
  void each_left_over(const std::function<void(JournalLine&&)>& take) const;
  /// Begins a new journal. What was left over must have been removed.
  void start(const JournalStart& start);
  /// Numbers the intents of one batch, gives them its key, appends them, and returns when they are durable.
  void write_intents(std::vector<Intent>& intents);
  /// Appends and returns when it is durable.
  void write_receipts(const std::vector<Receipt>& receipts);
  /// Removes the file, once its run is committed.
  void remove();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace clever_sync
