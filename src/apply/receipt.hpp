#pragma once
// Receipt: what became of one change, as a line of receipts/<plan digest>.jsonl. The file is a chain: each line has the
// hash of the line before it, so that one that was changed, dropped or added shows. Pure.

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "plan/plan.hpp"

namespace clever_sync {

enum class ReceiptResult : std::uint8_t { done, refused, unknown, skipped };
std::string_view name_of(ReceiptResult result);

/// One line before chaining. It holds no text that follows from the rest.
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

/// The receipts file: one line per receipt, each with `prev`, the hash of the line before; the first `prev` is the
/// plan's digest. `head` is the hash of the last line.
struct ReceiptFile {
  std::string bytes;
  std::string head;
  std::int64_t lines = 0;
};
/// Hands each receipt on, in order.
using EachReceipt = std::function<void(const std::function<void(const ReceiptLine&)>& take)>;
/// Appends to an existing file's bytes when an earlier run of the same plan left one. Lines of this run that stand
/// there already are not written twice. Throws as parse_receipts does.
ReceiptFile encode_receipts(const std::string& plan_digest, std::string_view existing, const std::string& run,
                            const EachReceipt& each_receipt);
ReceiptFile encode_receipts(const std::string& plan_digest, std::string_view existing, const std::string& run,
                            const std::vector<ReceiptLine>& receipts);

/// The parsed file, its chain checked. Throws Error{integrity} naming the line that breaks it.
struct ParsedReceipts {
  std::vector<std::pair<std::string, ReceiptLine>> lines;  // run id, receipt
  std::string head;
};
ParsedReceipts parse_receipts(const std::string& plan_digest, std::string_view bytes, std::string_view where);

}  // namespace clever_sync
