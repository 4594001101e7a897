// Recovery. The journal is free of students' values, so what was written is settled against Sphero Edu itself: an
// intent without receipt is done if its object shows the effect (the values there give the hash of the body that was
// sent), and the values that are folded into `applied` are those of the journal where it has them, else those that
// Sphero Edu shows. Alternatives that were set aside: values in the journal (a second place with students' data, to be
// erased with the district), and the plan as the source of values (they are in no file either).
#include <algorithm>
#include <map>
#include <set>

#include "apply/apply.hpp"
#include "apply/batch_key.hpp"
#include "apply/fold.hpp"
#include "apply/operations.hpp"
#include "base/digest.hpp"

namespace clever_sync {

namespace {

/// Above so many objects, reading everything takes fewer requests than asking by id, 100 at a time.
constexpr std::size_t ask_by_id_up_to = 2000;

struct Entry {
  const Intent* intent = nullptr;
  const Receipt* receipt = nullptr;  // the last one
};

bool is_settled(const Entry& entry) {
  return entry.receipt != nullptr;
}

bool receipt_says_done(const Receipt& receipt) {
  if (receipt.read_back) return receipt.read_back == Settled::done;
  return receipt.status == 200 || receipt.status == 201;
}

std::vector<Entry> entries_of(const JournalContent& content) {
  std::vector<Entry> entries;
  std::map<std::uint64_t, std::size_t> by_sequence;
  for (const JournalLine& line : content.lines) {
    if (const Intent* const intent = std::get_if<Intent>(&line)) {
      by_sequence.emplace(intent->sequence, entries.size());
      entries.push_back({.intent = intent});
    } else if (const Receipt* const receipt = std::get_if<Receipt>(&line)) {
      const auto found = by_sequence.find(receipt->intent);
      if (found == by_sequence.end()) {
        throw Error(ErrorKind::integrity, "the journal has a receipt for intent " + std::to_string(receipt->intent) +
                                              ", which it does not hold; move the journal away and run again");
      }
      entries[found->second].receipt = receipt;
    }
  }
  return entries;
}

/// What must be read: the objects of intents without receipt, those whose values are not in the journal, and those that
/// `applied` lacks and that an update adopts.
std::vector<std::pair<Kind, CleverId>> objects_to_read(const std::vector<Entry>& entries, const AppliedState& applied) {
  std::set<std::pair<Kind, CleverId>> objects;
  for (const Entry& entry : entries) {
    const Operation& operation = entry.intent->operation;
    const bool lacks_values = operation.kind == Kind::student && !operation.set.empty();
    const bool adopts = operation.action != Operation::Action::create &&
                        with_record(applied.managed, operation.kind, operation.clever_id,
                                    [](const auto* object) { return object == nullptr; });
    if (!is_settled(entry) || lacks_values || adopts) objects.emplace(operation.kind, operation.clever_id);
  }
  return {objects.begin(), objects.end()};
}

Observation read(Target& target, const std::vector<std::pair<Kind, CleverId>>& objects, std::stop_token stop) {
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

ReceiptLine receipt_of(const Entry& entry, bool done) {
  const Intent& intent = *entry.intent;
  ReceiptLine line;
  line.action = intent.action;
  line.kind = intent.operation.kind;
  line.clever_id = intent.operation.clever_id;
  line.part = intent.part;
  line.batch = batch_of(intent.key);
  line.sequence = intent.sequence;
  line.left_out = static_cast<int>(intent.left_out);
  if (entry.receipt != nullptr) {
    line.status = entry.receipt->status;
    line.code = entry.receipt->code;
    line.sphero_id = entry.receipt->sphero_id;
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

}  // namespace

std::optional<Recovered> recover(const Journal& journal, const AppliedState& applied, Target& target,
                                 std::stop_token stop) {
  if (!journal.left_over()) return std::nullopt;
  const JournalContent& content = *journal.left_over();
  const JournalStart* const start = std::get_if<JournalStart>(&content.lines.front());
  if (start == nullptr) {
    throw Error(ErrorKind::integrity, "the journal does not begin with a start; move it away and run again");
  }
  const std::vector<Entry> entries = entries_of(content);
  const Observation seen = read(target, objects_to_read(entries, applied), std::move(stop));

  Recovered recovered{.start = *start, .receipts = {}, .applied = applied};
  StateFold fold(applied.managed, seen.live, *recovered.applied.texts);
  std::map<std::pair<Part, std::string>, ReceiptLine> lines;  // of each change the last operation's
  for (const Entry& entry : entries) {
    const Intent& intent = *entry.intent;
    const bool done = is_settled(entry) ? receipt_says_done(*entry.receipt) : is_shown(intent, seen.live.managed);
    if (!is_settled(entry)) ++recovered.looked_up;
    ReceiptLine line = receipt_of(entry, done);
    if (done) {
      if (line.sphero_id.empty()) line.sphero_id = sphero_id_in(intent.operation, seen.live.managed);
      const std::optional<Operation> written = as_written(intent.operation, seen.live.managed);
      if (written) fold.add(*written, line.sphero_id);
    }
    lines.insert_or_assign({intent.part, intent.change}, std::move(line));
  }
  recovered.applied.managed = fold.all();
  for (auto& [change, line] : lines) {
    ++(line.result == ReceiptResult::done ? recovered.done : recovered.not_done);
    recovered.receipts.push_back(std::move(line));
  }
  std::ranges::sort(recovered.receipts, {}, &ReceiptLine::sequence);
  return recovered;
}

}  // namespace clever_sync
