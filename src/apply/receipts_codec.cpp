// receipts/<plan digest>.jsonl: one line per change, each with the hash of the line before it, so that a line that was
// changed, dropped or added shows. No name, no value, no text of the server stands in it.
#include <fmt/core.h>

#include <unordered_set>

#include "apply/batch_key.hpp"
#include "apply/receipt.hpp"
#include "base/digest.hpp"
#include "base/error.hpp"
#include "base/json.hpp"

namespace clever_sync {

namespace {

std::string encode_receipt(const ReceiptLine& receipt, std::string_view run, std::string_view prev) {
  std::string bytes;
  ObjectWriter writer(bytes);
  writer.add("action", name_of(receipt.action));
  writer.add_id("clever_id", receipt.clever_id);
  writer.add("code", receipt.code);
  if (receipt.batch != 0) writer.add("key", batch_key(run, receipt.batch));
  writer.add("kind", name_of(receipt.kind));
  if (receipt.left_out != 0) writer.add_integer("left_out", receipt.left_out);
  writer.add("part", name_of(receipt.part));
  writer.add("prev", prev);
  writer.add("result", name_of(receipt.result));
  writer.add("run", run);
  writer.add_integer("seq", static_cast<std::int64_t>(receipt.sequence));
  writer.add("sphero_id", receipt.sphero_id);
  writer.add_integer("status", receipt.status);
  writer.finish();
  return bytes;
}

[[noreturn]] void refuse(std::string_view where, std::size_t line, std::string_view what) {
  throw Error(ErrorKind::integrity,
              fmt::format("{}:{}: {}; compare the file with its commit in git's history", where, line, what));
}

std::optional<ReceiptResult> parse_result(std::string_view text) {
  using enum ReceiptResult;
  for (const ReceiptResult result : {done, refused, unknown, skipped}) {
    if (name_of(result) == text) return result;
  }
  return std::nullopt;
}

ReceiptLine parse_receipt(const Json& json, std::string_view where, std::size_t line) {
  const auto integer = [&](std::string_view key) {
    const Json* const member = json.find(key);
    return member == nullptr ? 0 : member->as_integer().value_or(0);
  };
  const std::optional<Action> action = parse_action(json.text("action"));
  const std::optional<Kind> kind = parse_kind(json.text("kind"));
  const std::optional<CleverId> id = CleverId::parse(json.text("clever_id"));
  const std::optional<Part> part = parse_part(json.text("part"));
  const std::optional<ReceiptResult> result = parse_result(json.text("result"));
  if (!action || !kind || !id || !part || !result) refuse(where, line, "this is no receipt");
  ReceiptLine receipt;
  receipt.action = *action;
  receipt.kind = *kind;
  receipt.clever_id = *id;
  receipt.part = *part;
  receipt.batch = batch_of(json.text("key"));
  receipt.sequence = static_cast<std::uint64_t>(integer("seq"));
  receipt.status = static_cast<int>(integer("status"));
  receipt.code = json.text("code");
  receipt.sphero_id = json.text("sphero_id");
  receipt.result = *result;
  receipt.left_out = static_cast<int>(integer("left_out"));
  return receipt;
}

}  // namespace

std::string_view name_of(ReceiptResult result) {
  switch (result) {
    case ReceiptResult::done:
      return "done";
    case ReceiptResult::refused:
      return "refused";
    case ReceiptResult::unknown:
      return "unknown";
    case ReceiptResult::skipped:
      return "skipped";
  }
  unreachable("ReceiptResult");
}

std::string change_name(const ReceiptLine& receipt) {
  return change_name(receipt.action, receipt.kind, receipt.clever_id);
}

ReceiptFile encode_receipts(const std::string& plan_digest, std::string_view existing, const std::string& run,
                            const EachReceipt& each_receipt) {
  ParsedReceipts before = parse_receipts(plan_digest, existing, "receipts/" + plan_digest + ".jsonl");
  ReceiptFile file{.bytes = std::string(existing),
                   .head = std::move(before.head),
                   .lines = static_cast<std::int64_t>(before.lines.size())};
  // A run that died after its commit and before its journal was removed is recovered once more: its lines stand
  // already.
  std::unordered_set<std::string> standing;
  for (const auto& [line_run, receipt] : before.lines) {
    if (line_run == run) standing.insert(encode_receipt(receipt, run, ""));
  }
  each_receipt([&](const ReceiptLine& receipt) {
    if (!standing.empty() && standing.contains(encode_receipt(receipt, run, ""))) return;
    const std::string line = encode_receipt(receipt, run, file.head);
    file.head = sha256_hex(line);
    file.bytes.append(line).push_back('\n');
    ++file.lines;
  });
  return file;
}

ReceiptFile encode_receipts(const std::string& plan_digest, std::string_view existing, const std::string& run,
                            const std::vector<ReceiptLine>& receipts) {
  return encode_receipts(plan_digest, existing, run, [&](const std::function<void(const ReceiptLine&)>& take) {
    for (const ReceiptLine& receipt : receipts) take(receipt);
  });
}

ParsedReceipts parse_receipts(const std::string& plan_digest, std::string_view bytes, std::string_view where) {
  ParsedReceipts parsed;
  parsed.head = plan_digest;
  for (std::size_t number = 1; !bytes.empty(); ++number) {
    const std::size_t end = bytes.find('\n');
    if (end == std::string_view::npos) refuse(where, number, "the last line is cut");
    const std::string_view line = bytes.substr(0, end);
    bytes.remove_prefix(end + 1);
    const Json json = parse_own_json(line, fmt::format("{}:{}", where, number));
    if (json.text("prev") != parsed.head) refuse(where, number, "the chain is broken: \"prev\" is not the line before");
    ReceiptLine receipt = parse_receipt(json, where, number);
    const std::string run(json.text("run"));
    if (encode_receipt(receipt, run, parsed.head) != line)
      refuse(where, number, "this is not as clever-sync writes it");
    parsed.lines.emplace_back(run, std::move(receipt));
    parsed.head = sha256_hex(line);
  }
  return parsed;
}

}  // namespace clever_sync
