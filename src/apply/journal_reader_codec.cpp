// The journal's lines, from bytes to values, and where its good prefix ends.
#include <fmt/core.h>

#include <array>

#include "apply/journal.hpp"
#include "apply/journal_format.hpp"
#include "base/error.hpp"
#include "base/json.hpp"

namespace clever_sync {

namespace {

[[noreturn]] void refuse(std::string_view where, std::uint64_t line, std::string_view what) {
  throw Error(ErrorKind::integrity,
              fmt::format("{}:{}: {}; move the file away and run again: what that run had written "
                          "to Sphero Edu is then found by comparison",
                          where, line, what));
}

/// One intact line's members. Whatever this version would not have written refuses the journal, naming file and line.
class LineReader {
 public:
  LineReader(const Json& json, std::string_view where, std::uint64_t line) : json_(json), where_(where), line_(line) {}

  [[nodiscard]] std::string text(std::string_view key) const { return std::string(json_.text(key)); }
  [[nodiscard]] const Json* find(std::string_view key) const { return json_.find(key); }

  [[nodiscard]] std::optional<std::int64_t> optional_integer(std::string_view key) const {
    const Json* const member = json_.find(key);
    if (member == nullptr) return std::nullopt;
    return required(member->as_integer(), key);
  }
  [[nodiscard]] std::int64_t integer(std::string_view key) const { return required(optional_integer(key), key); }

  template <class Value>
  [[nodiscard]] Value required(std::optional<Value> value, std::string_view key) const {
    if (!value) refuse_key(key);
    return *value;
  }

  [[nodiscard]] std::vector<UserId> ids(std::string_view key) const {
    std::vector<UserId> found;
    for (const std::string& text : texts(key)) found.push_back(required(UserId::parse(text), key));
    return found;
  }
  [[nodiscard]] std::vector<std::string> texts(std::string_view key) const {
    std::vector<std::string> found;
    const Json* const list = json_.find(key);
    if (list == nullptr) return found;
    if (list->as_array() == nullptr) refuse_key(key);
    for (const Json& item : *list->as_array()) {
      if (!item.is_string()) refuse_key(key);
      found.push_back(*item.as_string());
    }
    return found;
  }

  [[noreturn]] void refuse_key(std::string_view key) const {
    refuse(where_, line_, fmt::format("the journal was written by another version of clever-sync (\"{}\")", key));
  }

 private:
  const Json& json_;
  std::string_view where_;
  std::uint64_t line_;
};

std::optional<Operation::Action> parse_operation_action(std::string_view text) {
  using enum Operation::Action;
  for (const Operation::Action action : {create, update, relink, restore, archive}) {
    if (name_of(action) == text) return action;
  }
  return std::nullopt;
}

std::map<std::string, std::string> parse_set(const LineReader& line) {
  std::map<std::string, std::string> set;
  for (std::string& field : line.texts("fields")) set.emplace(std::move(field), "");
  const Json* const values = line.find("set");
  if (values == nullptr) return set;
  if (values->as_object() == nullptr) line.refuse_key("set");
  for (const auto& [field, value] : *values->as_object()) {
    if (!value.is_string()) line.refuse_key("set");
    set.emplace(field, *value.as_string());
  }
  return set;
}

JournalStart parse_start(const LineReader& line) {
  if (line.text("format") != journal_format) line.refuse_key("format");
  return JournalStart{.run = line.text("run"),
                      .plan = line.text("plan"),
                      .base = line.text("base"),
                      .as_of = line.required(parse_date(line.text("as_of")), "as_of")};
}

Operation parse_operation(const LineReader& line) {
  Operation operation;
  operation.id = line.text("op");
  operation.action = line.required(parse_operation_action(line.text("action")), "action");
  operation.kind = line.required(parse_kind(line.text("kind")), "kind");
  operation.clever_id = line.required(CleverId::parse(line.text("clever_id")), "clever_id");
  operation.if_version = line.optional_integer("if_version");
  operation.sphero_id = line.text("sphero_id");
  operation.set = parse_set(line);
  operation.add_teachers = line.ids("add_teachers");
  operation.remove_teachers = line.ids("remove_teachers");
  operation.add_students = line.ids("add_students");
  operation.remove_students = line.ids("remove_students");
  if (line.find("primary_teacher") != nullptr) {
    operation.primary_teacher = line.required(UserId::parse(line.text("primary_teacher")), "primary_teacher");
  }
  return operation;
}

Intent parse_intent(const LineReader& line) {
  Intent intent;
  intent.operation = parse_operation(line);
  intent.key = line.text("key");
  intent.body_hash = line.text("body");
  intent.part = line.required(parse_part(line.text("part")), "part");
  intent.action = line.required(parse_action(line.text("change")), "change");
  intent.step = line.integer("step");
  intent.steps = line.integer("steps");
  intent.left_out = line.optional_integer("left_out").value_or(0);
  intent.sequence = static_cast<std::uint64_t>(line.integer("seq"));
  Change change;
  change.action = intent.action;
  change.kind = intent.operation.kind;
  change.clever_id = intent.operation.clever_id;
  intent.change = change_name(change);
  return intent;
}

std::optional<Settled> parse_settled(const LineReader& line) {
  const std::string text = line.text("read_back");
  if (text.empty()) return std::nullopt;
  if (text == "done") return Settled::done;
  if (text == "not_done") return Settled::not_done;
  line.refuse_key("read_back");
}

Receipt parse_receipt(const LineReader& line) {
  return Receipt{.intent = static_cast<std::uint64_t>(line.integer("intent")),
                 .status = static_cast<int>(line.integer("status")),
                 .code = line.text("code"),
                 .sphero_id = line.text("sphero_id"),
                 .version = line.optional_integer("new_version"),
                 .read_back = parse_settled(line)};
}

JournalLine parse_content(const LineReader& line) {
  const std::string what = line.text("line");
  if (what == "start") return parse_start(line);
  if (what == "intent") return parse_intent(line);
  if (what == "receipt") return parse_receipt(line);
  line.refuse_key("line");
}

/// The line's document if its checksum is right.
std::optional<Json> intact_json(std::string_view line) {
  const std::size_t sum_bytes = journal_sum_key.size() + journal_sum_digits + std::string_view("\"}").size();
  if (line.size() <= sum_bytes || !line.ends_with("\"}")) return std::nullopt;
  const std::string_view covered = line.substr(0, line.size() - sum_bytes);
  const std::string_view sum = line.substr(covered.size());
  if (!sum.starts_with(journal_sum_key)) return std::nullopt;
  if (sum.substr(journal_sum_key.size(), journal_sum_digits) != journal_checksum(covered)) return std::nullopt;
  std::variant<Json, JsonError> parsed = parse_json(line);
  Json* const json = std::get_if<Json>(&parsed);
  return json == nullptr ? std::nullopt : std::optional(std::move(*json));
}

/// The number under `key` of an intact line, 0 if it has none.
std::uint64_t number(const Json& json, std::string_view key) {
  const Json* const member = json.find(key);
  return member == nullptr ? 0 : static_cast<std::uint64_t>(member->as_integer().value_or(0));
}

/// Whether an intact line of `rest` says that the line with this sequence number was on the disk.
bool was_durable(std::string_view rest, std::uint64_t sequence) {
  while (!rest.empty()) {
    const std::size_t end = rest.find('\n');
    if (end == std::string_view::npos) return false;
    const std::optional<Json> json = intact_json(rest.substr(0, end));
    if (json && number(*json, "durable") >= sequence) return true;
    rest.remove_prefix(end + 1);
  }
  return false;
}

}  // namespace

std::uint64_t read_journal(std::string_view bytes, std::string_view where,
                           const std::function<void(JournalLine&&)>& take) {
  std::uint64_t good_bytes = 0;
  std::string_view rest = bytes;
  for (std::uint64_t sequence = 1; !rest.empty(); ++sequence) {
    const std::size_t end = rest.find('\n');
    if (end == std::string_view::npos) break;
    const std::optional<Json> json = intact_json(rest.substr(0, end));
    rest.remove_prefix(end + 1);
    if (!json || number(*json, "seq") != sequence) {
      if (was_durable(rest, sequence)) refuse(where, sequence, "the journal is damaged in a line that was complete");
      break;
    }
    take(parse_content(LineReader(*json, where, sequence)));
    good_bytes = static_cast<std::uint64_t>(bytes.size() - rest.size());
  }
  return good_bytes;
}

JournalContent parse_journal(std::string_view bytes, std::string_view where) {
  JournalContent content;
  content.good_bytes =
      read_journal(bytes, where, [&content](JournalLine&& line) { content.lines.push_back(std::move(line)); });
  return content;
}

}  // namespace clever_sync
