// plan.json, read. Strict in the shortest way there is: what was read is written again, and must be the same bytes.
// Line by line, since a plan may have a million changes: neither a token table nor a second copy of the whole is ever
// held.
#include <simdjson.h>

#include <algorithm>

#include "base/digest.hpp"
#include "base/error.hpp"
#include "base/record_reader.hpp"
#include "plan/change_writer.hpp"
#include "plan/plan_file.hpp"
#include "plan/plan_writer.hpp"

namespace clever_sync {

namespace {

using simdjson::dom::array;
using simdjson::dom::element;
using simdjson::dom::object;

/// The file, cut around its changes: what stands before, their lines, and what stands after, from the `]` on.
struct Cut {
  std::string_view head, changes, tail;
  std::size_t first_line = 1;  // of the changes
};

/// Nothing where no writer of this format would have put changes.
std::optional<Cut> cut(std::string_view bytes) {
  constexpr std::string_view begin = "\"changes\":[", end = "\n],\n";
  const std::size_t at = bytes.substr(0, std::size_t{64}).find(begin);
  if (at == std::string_view::npos) return std::nullopt;
  const std::size_t start = at + begin.size();
  const std::string_view head = bytes.substr(0, start);
  const auto first_line = static_cast<std::size_t>(1 + std::count(head.begin(), head.end(), '\n'));
  if (!bytes.substr(start).starts_with('\n'))
    return Cut{.head = head, .changes = {}, .tail = bytes.substr(start), .first_line = first_line};
  const std::size_t stop = bytes.find(end, start);
  if (stop == std::string_view::npos) return std::nullopt;
  return Cut{.head = head,
             .changes = bytes.substr(start + 1, stop - start),  // with the line feed of the last
             .tail = bytes.substr(stop + 1),
             .first_line = first_line + 1};
}

/// The file at hand. Each reader answers "absent" for what is missing or of another type: the comparison at the end
/// then finds the difference, with its line. Only what can't be represented is refused at once.
class Reader {
 public:
  Reader(std::string_view bytes, std::string_view where) : bytes_(bytes), where_(where) {
    ensure(nothing_.parse("{}", 2).get(empty_) == simdjson::SUCCESS, "simdjson can't read an empty object");
  }

  [[noreturn]] void refuse(std::string_view what) const { refuse_record({.file = where_, .line = line_}, what); }

  /// All but the changes.
  ParsedPlan read_head() {
    parts_ = cut(bytes_);
    const std::string rest = parts_ ? std::string(parts_->head).append(parts_->tail) : std::string(bytes_);
    object root;
    if (parser_.parse(rest).get(root) != simdjson::SUCCESS) refuse("no JSON object");
    check_format(root);
    if (!parts_) refuse("its changes do not stand where the plan's writer writes them");
    ParsedPlan parsed;
    read_header(root, parsed.plan);
    parsed.digest = text(member(root, "digests"), "plan");
    compare_rest(parsed, *parts_, rest);
    return parsed;
  }

  /// After read_head. `take` gets each change and its line.
  template <class Take>
  void each_change(const Take& take) {
    std::string expected;
    line_ = parts_->first_line;
    for (std::string_view left = parts_->changes; !left.empty(); ++line_) {
      const std::size_t end = left.find('\n');
      const std::string_view line = left.substr(0, end);
      left.remove_prefix(end + 1);
      const bool comma = line.ends_with(',');
      const std::string_view text = line.substr(0, line.size() - (comma ? 1 : 0));
      object item;
      if (parser_.parse(text.data(), text.size()).get(item) != simdjson::SUCCESS) refuse_bytes();
      Change read = change(item);
      expected.clear();
      append_change(read, ChangeForm::file, expected);
      if (text != expected || comma == left.empty()) refuse_bytes();
      take(std::move(read), line);
    }
  }

  /// After read_head: every change, and that these are what the head says of them: its counts and the digest.
  template <class Take>
  void each_checked_change(const Plan& head, const std::string& digest, const Take& take) {
    auto left = head.counts.changes;
    std::int64_t held = head.counts.held;
    each_change([&](Change&& change, std::string_view line) {
      --left[{change.kind, change.action}];
      if (head.verdict(change.part) == Verdict::hold) --held;
      take(std::move(change), line);
    });
    if (held != 0 || std::ranges::any_of(left, [](const auto& each) { return each.second != 0; }))
      refuse("'counts' are not those of its changes");
    check_digest(digest);
  }

  [[nodiscard]] std::size_t count_lines() const {
    return static_cast<std::size_t>(std::count(parts_->changes.begin(), parts_->changes.end(), '\n'));
  }

  /// Of the bytes without the digest's own member, which compare_rest has found where it belongs.
  void check_digest(const std::string& claimed) const {
    const std::string own = insert_digest({.bytes = {}, .digest_at = 0}, claimed);
    const std::size_t at = bytes_.rfind(own);
    ensure(at != std::string_view::npos, "a plan's digest stands in its file");
    Sha256 digest;
    digest.update(bytes_.substr(0, at));
    digest.update(bytes_.substr(at + own.size()));
    if (digest.finish_hex() != claimed) refuse("digests.plan is not the digest of the rest of the file");
  }

 private:
  void check_format(const object& root) {
    const std::string_view format = text(root, "format");
    if (format == plan_format) return;
    if (format.starts_with("clever-sync/plan@")) {
      throw Error(ErrorKind::configuration, std::string(where_) + " is a plan of the format '" + std::string(format) +
                                                "', which this version does not know; use the version that wrote it");
    }
    refuse("no plan: 'format' is not " + std::string(plan_format));
  }

  void read_header(const object& root, Plan& plan) {
    plan.district = id<DistrictId>(root, "district");
    const std::optional<Date> as_of = parse_date(text(root, "as_of"));
    if (!as_of) refuse("as_of is no date");
    plan.as_of = *as_of;
    plan.draft = text(root, "draft");
    plan.engine = static_cast<int>(integer(root, "engine"));
    read_inputs(root, plan.inputs);
    read_counts(root, plan.counts);
    each(root, "guardrails", [&](const object& item) { plan.guardrails.push_back(guardrail(item)); });
    each(root, "findings", [&](const object& item) { plan.findings.push_back(finding(item)); });
    const object verdicts = member(root, "verdict");
    plan.additions = verdict(text(verdicts, "additions"));
    plan.removals = verdict(text(verdicts, "removals"));
    const object digests = member(root, "digests");
    plan.additions_digest = text(digests, "additions");
    plan.removals_digest = text(digests, "removals");
  }

  [[noreturn]] void refuse_bytes() const { refuse("not the bytes that the plan's writer writes"); }

  /// All but the changes.
  void compare_rest(const ParsedPlan& parsed, const Cut& parts, std::string_view rest) {
    const std::string expected = insert_digest(write_plan(parsed.plan), parsed.digest);
    const auto [in_file, in_expected] = std::ranges::mismatch(rest, expected);
    if (in_file == rest.end() && in_expected == expected.end()) return;
    line_ = static_cast<std::size_t>(1 + std::count(rest.begin(), in_file, '\n'));
    if (in_file - rest.begin() >= std::ssize(parts.head))
      line_ += static_cast<std::size_t>(std::count(parts.changes.begin(), parts.changes.end(), '\n'));
    refuse_bytes();
  }

  static std::string_view text(const object& from, std::string_view key) {
    std::string_view value;
    if (from[key].get(value) != simdjson::SUCCESS) return {};
    return value;
  }
  static std::int64_t integer(const object& from, std::string_view key) {
    std::int64_t value = 0;
    if (from[key].get(value) != simdjson::SUCCESS) return 0;
    return value;
  }
  /// A number of things. Bounded, so that no sum or percentage of a file that somebody made up can overflow.
  [[nodiscard]] std::int64_t count(const object& from, std::string_view key) const {
    constexpr std::int64_t most = std::int64_t{1} << 40;
    const std::int64_t value = integer(from, key);
    if (value < 0 || value > most) refuse("'" + std::string(key) + "' is no number of things");
    return value;
  }
  [[nodiscard]] object member(const object& from, std::string_view key) const {
    object value;
    if (from[key].get(value) != simdjson::SUCCESS) return empty_;
    return value;
  }
  template <class Each>
  void each(const object& from, std::string_view key, const Each& take) const {
    array items;
    if (from[key].get(items) != simdjson::SUCCESS) return;
    for (const element item : items) {
      object as_object;
      if (item.get(as_object) != simdjson::SUCCESS) refuse("an item of '" + std::string(key) + "' is no object");
      take(as_object);
    }
  }
  template <class IdType>
  [[nodiscard]] IdType parsed_id(std::string_view value, std::string_view key) const {
    const std::optional<IdType> id = IdType::parse(value);
    if (!id) refuse("'" + std::string(key) + "' is no Clever id");
    return *id;
  }
  template <class IdType>
  [[nodiscard]] IdType id(const object& from, std::string_view key) const {
    return parsed_id<IdType>(text(from, key), key);
  }
  [[nodiscard]] std::vector<UserId> ids(const object& from, std::string_view key) const {
    std::vector<UserId> out;
    array items;
    if (from[key].get(items) != simdjson::SUCCESS) return out;
    out.reserve(items.size());
    for (const element item : items) {
      std::string_view value;
      if (item.get(value) != simdjson::SUCCESS) value = {};
      out.push_back(parsed_id<UserId>(value, key));
    }
    return out;
  }

  void read_inputs(const object& root, PlanInputsIds& inputs) {
    const object from = member(root, "inputs");
    inputs = {.snapshot = std::string(text(from, "snapshot")),
              .rules = std::string(text(from, "rules")),
              .config = std::string(text(from, "config")),
              .applied = std::string(text(from, "applied")),
              .live = std::string(text(from, "live"))};
  }

  void read_counts(const object& root, PlanCounts& counts) {
    const object from = member(root, "counts");
    counts.unchanged = count(from, "unchanged");
    counts.filtered = count(from, "filtered");
    counts.held = count(from, "held");
    counts.withheld = count(from, "withheld");
    for (const Kind kind : {Kind::teacher, Kind::student, Kind::class_}) {
      object actions;
      if (from[name_of(kind)].get(actions) != simdjson::SUCCESS) continue;
      for (const auto [key, value] : actions) {
        const std::optional<Action> action = parse_action(key);
        std::int64_t number = 0;
        if (!action || value.get(number) != simdjson::SUCCESS) refuse("'counts' has something else than counts");
        counts.changes[{kind, *action}] = number;
      }
    }
  }

  [[nodiscard]] Verdict verdict(std::string_view name) const {
    for (const Verdict known : {Verdict::clear, Verdict::approve, Verdict::hold}) {
      if (name == name_of(known)) return known;
    }
    refuse("'verdict' has an unknown word");
  }

  [[nodiscard]] Guardrail guardrail(const object& from) const {
    Guardrail out{.name = std::string(text(from, "name")), .scope = std::string(text(from, "scope"))};
    out.part = parse_part(text(from, "part")).value_or(part_held_by(out.name));
    out.actual = count(from, "actual");
    out.total = count(from, "total");
    out.limit = count(from, "limit");
    out.detail = text(from, "detail");
    out.verdict = text(from, "verdict") == "hold" ? GuardrailVerdict::hold : GuardrailVerdict::clear;
    return out;
  }

  static Finding finding(const object& from) {
    return {.code = std::string(text(from, "code")),
            .kind = std::string(text(from, "kind")),
            .id = std::string(text(from, "id")),
            .message = std::string(text(from, "message"))};
  }

  [[nodiscard]] Reason reason(const object& from) const {
    Reason out;
    const std::optional<ReasonCode> code = parse_reason_code(text(from, "code"));
    if (!code) refuse("a reason has an unknown code");
    out.code = *code;
    const object rule = member(from, "rule");
    out.rule = {.file = std::string(text(rule, "file")),
                .line = static_cast<int>(integer(rule, "line")),
                .id = std::string(text(rule, "id"))};
    array facts;
    if (from["evidence"].get(facts) == simdjson::SUCCESS) out.evidence.reserve(facts.size());
    each(from, "evidence", [&](const object& fact) {
      out.evidence.push_back({.path = std::string(text(fact, "path")),
                              .id = std::string(text(fact, "id")),
                              .field = std::string(text(fact, "field")),
                              .value = std::string(text(fact, "value"))});
    });
    return out;
  }

  [[nodiscard]] Change change(const object& from) const {
    const std::optional<Part> part = parse_part(text(from, "part"));
    const std::optional<Action> action = parse_action(text(from, "action"));
    const std::optional<Kind> kind = parse_kind(text(from, "kind"));
    if (!part || !action || !kind) refuse("a change has an unknown part, action or kind");
    Change out{.part = *part, .action = *action, .kind = *kind, .clever_id = id<CleverId>(from, "clever_id")};
    out.sphero_id = text(from, "sphero_id");
    out.school = text(from, "school");
    const object set = member(from, "set");
    out.set.reserve(set.size());
    for (const auto [field, values] : set) {
      object pair;
      if (values.get(pair) != simdjson::SUCCESS) refuse("'set' has something else than fields");
      if (!out.set.empty() && out.set.back().field >= field) refuse("the fields of 'set' are not in order");
      out.set.push_back(
          {.field = std::string(field), .from = std::string(text(pair, "from")), .to = std::string(text(pair, "to"))});
    }
    if (!text(from, "primary_teacher").empty()) out.primary_teacher = id<UserId>(from, "primary_teacher");
    out.add_students = ids(from, "add_students");
    out.remove_students = ids(from, "remove_students");
    out.add_teachers = ids(from, "add_teachers");
    out.remove_teachers = ids(from, "remove_teachers");
    out.loses_sign_in = count(from, "loses_sign_in");
    array waits;
    if (from["waits_for"].get(waits) == simdjson::SUCCESS) {
      for (const element name : waits) {
        std::string_view value;
        if (name.get(value) != simdjson::SUCCESS) refuse("'waits_for' has something else than names of changes");
        out.waits_for.emplace_back(value);
      }
    }
    out.reason = reason(member(from, "reason"));
    return out;
  }

  std::string_view bytes_, where_;
  std::optional<Cut> parts_;
  std::size_t line_ = 1;  // that is being read, for the message
  simdjson::dom::parser parser_, nothing_;
  object empty_;  // simdjson 3.0 reads through a null pointer when it is asked for a key of a default-made object
};

}  // namespace

ParsedPlan parse_plan(std::string_view bytes, std::string_view where) {
  Reader reader(bytes, where);
  ParsedPlan parsed = reader.read_head();
  std::vector<Change> changes;
  changes.reserve(reader.count_lines());
  reader.each_checked_change(parsed.plan, parsed.digest,
                             [&](Change&& change, std::string_view) { changes.push_back(std::move(change)); });
  parsed.plan.changes = std::move(changes);
  return parsed;
}

ParsedPlan parse_plan_slice(std::string_view bytes, std::string_view where) {
  Reader reader(bytes, where);
  ParsedPlan parsed = reader.read_head();
  reader.each_change([&](Change&& change, std::string_view) { parsed.plan.changes.push_back(std::move(change)); });
  return parsed;
}

PlanFile::PlanFile(std::string bytes, std::string where) : bytes_(std::move(bytes)), where_(std::move(where)) {
  ParsedPlan parsed = Reader(bytes_, where_).read_head();
  head_ = std::move(parsed.plan);
  digest_ = std::move(parsed.digest);
}

void PlanFile::each_change(const TakeChange& take) const {
  Reader reader(bytes_, where_);
  reader.read_head();
  reader.each_checked_change(head_, digest_, take);
}

Plan PlanFile::read_changes() && {
  Plan plan = head_;
  std::size_t room = 0;
  for (const auto& [what, count] : plan.counts.changes) room += static_cast<std::size_t>(count);
  plan.changes.reserve(std::min(room, bytes_.size() / 100));  // the counts may be made up; no change is that short
  each_change([&](Change&& change, std::string_view) { plan.changes.push_back(std::move(change)); });
  bytes_ = {};
  return plan;
}

}  // namespace clever_sync
