// Recovery. The journal is free of students' values, so what was written is settled against Sphero Edu itself: an
// intent without receipt is done if its object shows the effect (the values there give the hash of the body that was
// sent), and the values that are folded into `applied` are those of the journal where it has them, else those that
// Sphero Edu shows. Alternatives that were set aside: values in the journal (a second place with students' data, to be
// erased with the district), and the plan as the source of values (they are in no file either).
#include <algorithm>
#include <map>
#include <tuple>
#include <unordered_map>

#include "apply/apply.hpp"
#include "apply/batch_key.hpp"
#include "apply/fold.hpp"
#include "apply/operations.hpp"
#include "base/digest.hpp"

namespace clever_sync {

namespace {

/// Above so many objects, reading everything takes fewer requests than asking by id, 100 at a time.
constexpr std::size_t ask_by_id_up_to = 2000;

bool receipt_says_done(const Receipt& receipt) {
  if (receipt.read_back) return receipt.read_back == Settled::done;
  return receipt.status == 200 || receipt.status == 201;
}

[[noreturn]] void refuse_receipt(const Receipt& receipt) {
  throw Error(ErrorKind::integrity, "the journal has a receipt for intent " + std::to_string(receipt.intent) +
                                        ", which it does not hold; move the journal away and run again");
}

using Object = std::pair<Kind, CleverId>;

/// What must be read: the objects of intents without receipt, those whose values are not in the journal, and those that
/// `applied` lacks and that an update adopts. Sorted.
std::vector<Object> objects_to_read(const Journal& journal, const AppliedState& applied) {
  std::vector<Object> objects;
  std::unordered_map<std::uint64_t, Object> open;  // intents that had no receipt so far
  journal.each_left_over([&](const JournalLine& line) {
    if (const Intent* const intent = std::get_if<Intent>(&line)) {
      const Operation& operation = intent->operation;
      const Object object{operation.kind, operation.clever_id};
      open.emplace(intent->sequence, object);
      const bool lacks_values = operation.kind == Kind::student && !operation.set.empty();
      const bool adopts = operation.action != Operation::Action::create &&
                          with_record(applied.managed, operation.kind, operation.clever_id,
                                      [](const auto* record) { return record == nullptr; });
      if (lacks_values || adopts) objects.push_back(object);
    } else if (const Receipt* const receipt = std::get_if<Receipt>(&line)) {
      open.erase(receipt->intent);
    }
  });
  for (const auto& [sequence, object] : open) objects.push_back(object);
  std::ranges::sort(objects);
  objects.erase(std::unique(objects.begin(), objects.end()), objects.end());
  return objects;
}

Observation read(Target& target, const std::vector<Object>& objects, std::stop_token stop) {
  if (objects.empty()) return {};
  if (objects.size() > ask_by_id_up_to) return target.fetch_live(std::move(stop));
  return target.fetch_objects(objects, std::move(stop));
}

/// Whether Sphero Edu shows the effect of an intent that has no receipt.
bool is_shown(const Intent& intent, const ManagedState& live) {
  if (intent.operation.kind != Kind::student || intent.operation.action != Operation::Action::update) {
    return shows_effect(intent.operation, live);
  }
  const std::optional<Operation> as_live = with_live_values(intent.operation, live);
  return as_live && sha256_hex(encode_operation(*as_live)) == intent.body_hash;
}

ReceiptLine receipt_of(const Intent& intent, const std::optional<Receipt>& receipt, bool done) {
  ReceiptLine line;
  line.action = intent.action;
  line.kind = intent.operation.kind;
  line.clever_id = intent.operation.clever_id;
  line.part = intent.part;
  line.batch = batch_of(intent.key);
  line.sequence = intent.sequence;
  line.left_out = static_cast<int>(intent.left_out);
  if (receipt) {
    line.status = receipt->status;
    line.code = receipt->code;
    line.sphero_id = receipt->sphero_id;
  }
  const bool refused = line.status == 404 || line.status == 409 || line.status == 422;
  if (done && intent.step == intent.steps) {
    line.result = ReceiptResult::done;
    line.code.clear();
  } else if (refused) {
    line.result = ReceiptResult::refused;
  } else {
    line.result = ReceiptResult::skipped;  // the next plan says whether it is still wanted
    if (line.code.empty()) line.code = "interrupted";
  }
  return line;
}

/// The operation with all its values. Nothing if they were a student's who is not there any more: the next plan sees
/// that.
std::optional<Operation> as_written(const Operation& operation, const ManagedState& live) {
  if (operation.kind != Kind::student || operation.set.empty()) return operation;
  return with_live_values(operation, live);
}

std::string sphero_id_in(const Operation& operation, const ManagedState& live) {
  return with_record(live, operation.kind, operation.clever_id, [](const auto* object) {
    return object == nullptr ? std::string() : std::string(object->sphero_id);
  });
}

/// Follows the journal's lines and holds of them only the intents that are not known to be done.
class Settlement {
 public:
  Settlement(const AppliedState& applied, const LiveState& live, Texts& texts)
      : live_(live.managed), fold_(applied.managed, live, texts) {}

  void take(JournalLine&& line) {
    if (Intent* const intent = std::get_if<Intent>(&line)) {
      const std::uint64_t sequence = intent->sequence;
      open_.emplace(sequence, Open{.intent = std::move(*intent), .receipt = std::nullopt});
    } else if (Receipt* const receipt = std::get_if<Receipt>(&line)) {
      take_receipt(std::move(*receipt));
    }
  }

  /// What is left is settled; gives the number of operations without a receipt, for which Sphero Edu was asked.
  std::int64_t finish() {
    std::int64_t looked_up = 0;
    for (auto& [sequence, open] : open_) {
      if (!open.receipt) ++looked_up;
      settle(open.intent, open.receipt, !open.receipt && is_shown(open.intent, live_));
    }
    open_.clear();
    return looked_up;
  }

  [[nodiscard]] ManagedState applied() const { return fold_.all(); }
  /// Of each change its last operation's, in order of sequence. Call once.
  std::vector<ReceiptLine> receipts() {
    const auto change = [](const ReceiptLine& line) {
      return std::tuple(line.part, line.action, line.kind, line.clever_id);
    };
    std::ranges::sort(lines_, {}, [&](const ReceiptLine& line) { return std::pair(change(line), line.sequence); });
    // Backwards, so that the last of each is the one that stays.
    const auto first = std::unique(lines_.rbegin(), lines_.rend(),
                                   [&](const ReceiptLine& a, const ReceiptLine& b) { return change(a) == change(b); });
    lines_.erase(lines_.begin(), first.base());
    std::ranges::sort(lines_, {}, &ReceiptLine::sequence);
    return std::move(lines_);
  }

 private:
  struct Open {
    Intent intent;
    std::optional<Receipt> receipt;  // the last one
  };

  void take_receipt(Receipt&& receipt) {
    const auto open = open_.find(receipt.intent);
    if (open == open_.end()) refuse_receipt(receipt);
    const bool done = receipt_says_done(receipt);
    open->second.receipt = std::move(receipt);
    if (!done) return;
    settle(open->second.intent, open->second.receipt, true);
    open_.erase(open);
  }

  void settle(const Intent& intent, const std::optional<Receipt>& receipt, bool done) {
    ReceiptLine line = receipt_of(intent, receipt, done);
    if (done) {
      if (line.sphero_id.empty()) line.sphero_id = sphero_id_in(intent.operation, live_);
      const std::optional<Operation> written = as_written(intent.operation, live_);
      if (written) fold_.add(*written, line.sphero_id);
    }
    lines_.push_back(std::move(line));
  }

  const ManagedState& live_;
  StateFold fold_;
  std::map<std::uint64_t, Open> open_;  // by sequence
  std::vector<ReceiptLine> lines_;
};

}  // namespace

std::optional<Recovered> recover(const Journal& journal, const AppliedState& applied, Target& target,
                                 std::stop_token stop) {
  if (!journal.left_over()) return std::nullopt;
  const Observation seen = read(target, objects_to_read(journal, applied), std::move(stop));
  Recovered recovered{.start = *journal.left_over(), .receipts = {}, .applied = applied};
  Settlement settlement(applied, seen.live, *recovered.applied.texts);
  journal.each_left_over([&settlement](JournalLine&& line) { settlement.take(std::move(line)); });
  recovered.looked_up = settlement.finish();
  recovered.applied.managed = settlement.applied();
  recovered.receipts = settlement.receipts();
  for (const ReceiptLine& line : recovered.receipts) {
    ++(line.result == ReceiptResult::done ? recovered.done : recovered.not_done);
  }
  return recovered;
}

}  // namespace clever_sync
