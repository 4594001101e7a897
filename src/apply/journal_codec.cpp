// The journal's lines, from values to bytes. Keys stand in order, below "sum" all of them, so that the checksum comes
// last and covers every byte before it.
#include "apply/journal.hpp"
#include "apply/journal_format.hpp"
#include "base/digest.hpp"
#include "base/error.hpp"
#include "base/json.hpp"

namespace clever_sync {

namespace {

void add_start(ObjectWriter& writer, const JournalStart& start, std::uint64_t sequence, std::uint64_t durable) {
  writer.add("as_of", format_date(start.as_of));
  writer.add("base", start.base);
  writer.add_integer("durable", static_cast<std::int64_t>(durable));
  writer.add("format", journal_format);
  writer.add("line", "start");
  writer.add("plan", start.plan);
  writer.add("run", start.run);
  writer.add_integer("seq", static_cast<std::int64_t>(sequence));
}

/// ObjectWriter leaves "" out, but here "" means that a field is cleared.
std::string encode_set(const std::map<std::string, std::string>& set) {
  std::string json;
  for (const auto& [field, value] : set) {
    json += json.empty() ? '{' : ',';
    append_json_string(field, json);
    json += ':';
    append_json_string(value, json);
  }
  return json + '}';
}

std::vector<std::string_view> names_of(const std::map<std::string, std::string>& set) {
  std::vector<std::string_view> names;
  names.reserve(set.size());
  for (const auto& [field, value] : set) names.push_back(field);
  return names;
}

void add_intent(ObjectWriter& writer, const Intent& intent, std::uint64_t sequence, std::uint64_t durable) {
  const Operation& operation = intent.operation;
  const bool of_student = operation.kind == Kind::student;
  writer.add("action", name_of(operation.action));
  writer.add_ids("add_students", operation.add_students);
  writer.add_ids("add_teachers", operation.add_teachers);
  writer.add("body", intent.body_hash);
  writer.add("change", name_of(intent.action));
  writer.add_id("clever_id", operation.clever_id);
  writer.add_integer("durable", static_cast<std::int64_t>(durable));
  if (of_student) writer.add_texts("fields", names_of(operation.set));
  if (operation.if_version) writer.add_integer("if_version", *operation.if_version);
  writer.add("key", intent.key);
  writer.add("kind", name_of(operation.kind));
  if (intent.left_out != 0) writer.add_integer("left_out", intent.left_out);
  writer.add("line", "intent");
  writer.add("op", operation.id);
  writer.add("part", name_of(intent.part));
  if (operation.primary_teacher) writer.add_id("primary_teacher", *operation.primary_teacher);
  writer.add_ids("remove_students", operation.remove_students);
  writer.add_ids("remove_teachers", operation.remove_teachers);
  writer.add_integer("seq", static_cast<std::int64_t>(sequence));
  if (!of_student && !operation.set.empty()) writer.add_raw("set", encode_set(operation.set));
  writer.add("sphero_id", operation.sphero_id);
  writer.add_integer("step", intent.step);
  writer.add_integer("steps", intent.steps);
}

std::string_view name_of(Settled settled) {
  switch (settled) {
    case Settled::done:
      return "done";
    case Settled::not_done:
      return "not_done";
  }
  unreachable("Settled");
}

void add_receipt(ObjectWriter& writer, const Receipt& receipt, std::uint64_t sequence, std::uint64_t durable) {
  writer.add("code", receipt.code);
  writer.add_integer("durable", static_cast<std::int64_t>(durable));
  writer.add_integer("intent", static_cast<std::int64_t>(receipt.intent));
  writer.add("line", "receipt");
  if (receipt.version) writer.add_integer("new_version", *receipt.version);
  if (receipt.read_back) writer.add("read_back", name_of(*receipt.read_back));
  writer.add_integer("seq", static_cast<std::int64_t>(sequence));
  writer.add("sphero_id", receipt.sphero_id);
  writer.add_integer("status", receipt.status);
}

}  // namespace

std::string encode_line(const JournalLine& line, std::uint64_t sequence, std::uint64_t durable) {
  std::string bytes;
  ObjectWriter writer(bytes);
  std::visit(overloaded{[&](const JournalStart& start) { add_start(writer, start, sequence, durable); },
                        [&](const Intent& intent) { add_intent(writer, intent, sequence, durable); },
                        [&](const Receipt& receipt) { add_receipt(writer, receipt, sequence, durable); }},
             line);
  writer.finish();
  bytes.pop_back();  // the closing brace comes after the checksum
  const std::string sum = journal_checksum(bytes);
  bytes.append(journal_sum_key).append(sum).append("\"}\n");
  return bytes;
}

}  // namespace clever_sync
