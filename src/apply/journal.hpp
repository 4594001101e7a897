#pragma once
// Journal: `<git dir>/clever-sync/journal`, the durable memory of a run that writes to Sphero Edu. Append-only lines, each
// with a sequence number and a checksum. An intent is on the disk before its request leaves, its receipt before anything
// relies on the answer; so after a crash every change is known as done, not done, or to be looked up. When the run is
// committed the journal becomes receipts/<plan digest>.jsonl and is removed.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/disk.hpp"
#include "plan/plan.hpp"
#include "sphero/target.hpp"

namespace clever_sync {

/// The first line: what this run applies.
struct JournalStart {
  std::string run;
  std::string plan;   // digests.plan
  std::string base;   // the commit whose trees were planned from
  Date as_of{};
};

/// One operation about to be sent.
struct Intent {
  std::uint64_t sequence = 0;
  std::string key;     // the batch's idempotency key: run id + first intent sequence of the batch
  std::string change;  // change_name
  Operation operation;
  std::string body_hash;  // SHA-256 of encode_operation
};

enum class Settled { done, not_done };
/// What became of an intent: the server's answer, or what reading Sphero Edu back showed.
struct Receipt {
  std::uint64_t intent = 0;  // its sequence
  int status = 0;            // 0 when settled by reading back
  std::string code;
  std::string sphero_id;
  std::optional<std::int64_t> version;
  std::optional<Settled> read_back;
};

using JournalLine = std::variant<JournalStart, Intent, Receipt>;

struct JournalContent {
  std::vector<JournalLine> lines;
  std::uint64_t good_bytes = 0;  // length of the longest good prefix; a torn last line is beyond it
};
/// Throws Error{integrity} naming the line when there is damage before the last line.
JournalContent parse_journal(std::string_view bytes, std::string_view where);
std::string encode_line(const JournalLine& line, std::uint64_t sequence);

/// The open journal. Safe from several threads; flush() groups the callers' syncs.
class Journal {
 public:
  Journal(Disk& disk, std::string path);
  ~Journal();
  /// What an earlier run left; nothing when there is none. Read before the first append.
  [[nodiscard]] const std::optional<JournalContent>& left_over() const;
  void start(const JournalStart& start);
  /// Appends and returns when it is durable.
  void write_intents(std::vector<Intent>& intents);  // numbers them
  void write_receipts(const std::vector<Receipt>& receipts);
  /// Every line since start, for the receipts file.
  void remove();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace clever_sync
