#include "sphero/live_codec.hpp"

#include <fmt/core.h>
#include <simdjson.h>

#include <algorithm>
#include <array>
#include <mutex>
#include <unordered_set>

#include "base/error.hpp"

namespace clever_sync {

namespace {

using simdjson::dom::element;

std::string_view collection_of(Kind kind) {
  switch (kind) {
    case Kind::teacher:
      return "teachers";
    case Kind::student:
      return "students";
    case Kind::class_:
      return "classes";
  }
  unreachable("Kind");
}

/// One object of a page, read field by field; whatever is wrong with a field refuses the page and names both.
class RecordReader {
 public:
  RecordReader(Kind kind, int page, std::size_t number, element record) : kind_(kind), page_(page), number_(number) {
    if (record.get(object_) != simdjson::SUCCESS)
      refuse_page(kind, page, fmt::format("object number {} is none", number));
  }

  [[noreturn]] void refuse(std::string_view what) const {
    element id;
    std::string_view text;
    const bool named =
        object_.at_key("id").get(id) == simdjson::SUCCESS && id.get(text) == simdjson::SUCCESS && is_sphero_id(text);
    refuse_page(kind_, page_,
                named ? fmt::format("object {} {}", text, what) : fmt::format("object number {} {}", number_, what));
  }

  /// "" for what is absent, null or "".
  [[nodiscard]] std::string_view text(std::string_view key) const {
    element value;
    std::string_view out;
    if (!find(key, value)) return {};
    if (value.get(out) != simdjson::SUCCESS) refuse(fmt::format("has a `{}` that is no text", key));
    return out;
  }

  [[nodiscard]] std::string_view sphero_id() const {
    const std::string_view id = text("id");
    if (!is_sphero_id(id)) refuse("has no usable `id`");
    return id;
  }

  [[nodiscard]] bool flag(std::string_view key) const {
    element value;
    bool out = false;
    if (!find(key, value) || value.get(out) != simdjson::SUCCESS)
      refuse(fmt::format("has no `{}` that is true or false", key));
    return out;
  }

  [[nodiscard]] std::int64_t version() const {
    element value;
    std::int64_t out = 0;
    if (!find("version", value) || value.get(out) != simdjson::SUCCESS || out < 1) refuse("has no usable `version`");
    return out;
  }

  /// The texts of an array; nothing when it is absent or null. `take` is given each.
  template <class Take>
  void each_text(std::string_view key, const Take& take) const {
    element value;
    if (!find(key, value)) return;
    simdjson::dom::array array;
    if (value.get(array) != simdjson::SUCCESS) refuse(fmt::format("has a `{}` that is no list", key));
    for (const element item : array) {
      std::string_view out;
      if (item.get(out) != simdjson::SUCCESS) refuse(fmt::format("has something in `{}` that is no text", key));
      take(out);
    }
  }

  [[nodiscard]] std::vector<UserId> user_ids(std::string_view key) const {
    std::vector<UserId> out;
    each_text(key, [&](std::string_view item) {
      const std::optional<UserId> id = UserId::parse(item);
      if (!id) refuse(fmt::format("has a member in `{}` that is no Clever id", key));
      out.push_back(*id);
    });
    return out;
  }

 private:
  [[nodiscard]] bool find(std::string_view key, element& value) const {
    return object_.at_key(key).get(value) == simdjson::SUCCESS && !value.is_null();
  }

  Kind kind_;
  int page_;
  std::size_t number_;
  simdjson::dom::object object_;
};

enum class ManagedBy { clever, teacher };

ManagedBy managed_by(const RecordReader& reader) {
  const std::string_view text = reader.text("managed_by");
  if (text == "clever") return ManagedBy::clever;
  if (text != "teacher") reader.refuse("has no usable `managed_by`");
  return ManagedBy::teacher;
}

CleverId clever_id(const RecordReader& reader) {
  const std::optional<CleverId> id = CleverId::parse(reader.text("clever_id"));
  if (!id) reader.refuse("is managed by Clever and has no usable `clever_id`");
  return *id;
}

template <class Item>
void sort_unique(std::vector<Item>& items) {
  std::ranges::sort(items);
  items.erase(std::unique(items.begin(), items.end()), items.end());  // clang 14 can't read std::ranges::unique
}

/// Sorts by Clever id; two records with one id are an Error{remote} that names both.
template <class Record>
void sort_by_distinct_id(Kind kind, std::vector<Record>& records) {
  std::ranges::sort(records, {}, &Record::id);
  const auto twice = std::ranges::adjacent_find(records, {}, &Record::id);
  if (twice == records.end()) return;
  throw Error(
      ErrorKind::remote,
      fmt::format("Sphero Edu's list of {} can't be used: the objects {} and {} have one Clever id, {}; ask Sphero "
                  "Edu to unlink one of them",
                  collection_of(kind), twice->sphero_id, std::next(twice)->sphero_id, twice->id.text()));
}

constexpr std::size_t kinds = 3;
std::size_t index_of(Kind kind) {
  return static_cast<std::size_t>(kind);
}

}  // namespace

void refuse_page(Kind kind, int page, std::string_view what) {
  throw Error(ErrorKind::remote,
              fmt::format("Sphero Edu's list of {} can't be used: page {}: {}; run again, and report "
                          "this to Sphero Edu if it stays",
                          collection_of(kind), page, what));
}

bool is_sphero_id(std::string_view text) {
  constexpr std::size_t most_bytes = 128;
  return !text.empty() && text.size() <= most_bytes &&
         std::ranges::all_of(text, [](char c) { return c > ' ' && c < 0x7F; });
}

struct LiveCollector::State {
  /// What one kind's thread alone touches.
  struct Walk {
    simdjson::dom::parser parser;
    std::unordered_set<std::string_view> seen;  // Sphero ids, in `live.texts`
    std::vector<std::pair<CleverId, std::int64_t>> versions;
  };
  std::array<Walk, kinds> walks;

  mutable std::mutex mutex;  // for what follows: one arena holds all texts
  LiveState live;
  std::map<std::string, std::int64_t, std::less<>> unmanaged_versions;
  std::array<std::int64_t, kinds> records{};

  void add_record(Kind kind, const RecordReader& reader);
  void add_teacher(const RecordReader& reader, std::string_view sphero_id);
  void add_student(const RecordReader& reader, std::string_view sphero_id);
  void add_class(const RecordReader& reader, std::string_view sphero_id);
  void add_version(Kind kind, CleverId id, const RecordReader& reader) {
    walks[index_of(kind)].versions.emplace_back(id, reader.version());
  }
};

void LiveCollector::State::add_record(Kind kind, const RecordReader& reader) {
  const std::string_view sphero_id = live.texts->keep(reader.sphero_id());
  if (!walks[index_of(kind)].seen.insert(sphero_id).second) reader.refuse("was there before");
  switch (kind) {
    case Kind::teacher:
      return add_teacher(reader, sphero_id);
    case Kind::student:
      return add_student(reader, sphero_id);
    case Kind::class_:
      return add_class(reader, sphero_id);
  }
  unreachable("Kind");
}

void LiveCollector::State::add_teacher(const RecordReader& reader, std::string_view sphero_id) {
  Texts& texts = *live.texts;
  const bool archived = reader.flag("archived");
  const std::string_view email = texts.keep(reader.text("email"));
  const std::string_view first_name = texts.intern(reader.text("first_name"));
  const std::string_view last_name = texts.intern(reader.text("last_name"));
  if (managed_by(reader) == ManagedBy::teacher) {
    unmanaged_versions.emplace(sphero_id, reader.version());
    live.unmanaged.push_back({.sphero_id = sphero_id,
                              .email = email,
                              .first_name = first_name,
                              .last_name = last_name,
                              .archived = archived});
    return;
  }
  const CleverId id = clever_id(reader);
  add_version(Kind::teacher, id, reader);
  live.managed.teachers.push_back({.id = id.as<UserTag>(),
                                   .sphero_id = sphero_id,
                                   .archived = archived,
                                   .email = email,
                                   .first_name = first_name,
                                   .last_name = last_name,
                                   .school = texts.intern(reader.text("school"))});
}

void LiveCollector::State::add_student(const RecordReader& reader, std::string_view sphero_id) {
  if (managed_by(reader) == ManagedBy::teacher) return;
  Texts& texts = *live.texts;
  const CleverId id = clever_id(reader);
  add_version(Kind::student, id, reader);
  live.managed.students.push_back({.id = id.as<UserTag>(),
                                   .sphero_id = sphero_id,
                                   .archived = reader.flag("archived"),
                                   .email = texts.keep(reader.text("email")),
                                   .first_name = texts.intern(reader.text("first_name")),
                                   .grade = texts.intern(reader.text("grade")),
                                   .last_initial = texts.intern(reader.text("last_initial")),
                                   .school = texts.intern(reader.text("school"))});
}

void LiveCollector::State::add_class(const RecordReader& reader, std::string_view sphero_id) {
  if (managed_by(reader) == ManagedBy::teacher) return;
  Texts& texts = *live.texts;
  const CleverId id = clever_id(reader);
  add_version(Kind::class_, id, reader);
  SpheroClass out{.id = id.as<SectionTag>(),
                  .sphero_id = sphero_id,
                  .archived = reader.flag("archived"),
                  .grade = texts.intern(reader.text("grade")),
                  .name = texts.keep(reader.text("name")),
                  .school = texts.intern(reader.text("school")),
                  .subject = texts.intern(reader.text("subject")),
                  .term = texts.intern(reader.text("term")),
                  .teachers = {},
                  .students = reader.user_ids("students")};
  for (const UserId& teacher : reader.user_ids("teachers")) {  // the primary stays first
    if (std::ranges::find(out.teachers, teacher) == out.teachers.end()) out.teachers.push_back(teacher);
  }
  sort_unique(out.students.edit());
  live.managed.classes.push_back(std::move(out));

  ManualMembers manual{.id = id.as<SectionTag>(), .students = {}};
  reader.each_text("manual_students", [&](std::string_view student) {
    if (!is_sphero_id(student)) reader.refuse("has a member in `manual_students` that is no usable id");
    manual.students.push_back(texts.intern(student));
  });
  if (manual.students.empty()) return;
  sort_unique(manual.students);
  live.manual.push_back(std::move(manual));
}

LiveCollector::LiveCollector() : state_(std::make_unique<State>()) {}
LiveCollector::~LiveCollector() = default;

std::string LiveCollector::add_page(Kind kind, int page, std::string_view body) {
  element root;
  if (state_->walks[index_of(kind)].parser.parse(body.data(), body.size()).get(root) != simdjson::SUCCESS) {
    refuse_page(kind, page, "it is no complete JSON");
  }
  simdjson::dom::array data;
  if (root.at_key("data").get(data) != simdjson::SUCCESS) refuse_page(kind, page, "it has no `data`");
  element next_value;
  std::string_view next;
  if (root.at_key("next").get(next_value) == simdjson::SUCCESS && !next_value.is_null() &&
      next_value.get(next) != simdjson::SUCCESS) {
    refuse_page(kind, page, "its `next` is no text");
  }

  const std::lock_guard lock(state_->mutex);
  std::size_t number = 0;
  for (const element record : data) state_->add_record(kind, RecordReader(kind, page, ++number, record));
  if (number == 0 && !next.empty()) refuse_page(kind, page, "it is empty and names a next one");
  state_->records[index_of(kind)] += static_cast<std::int64_t>(number);
  return std::string(next);
}

std::int64_t LiveCollector::records(Kind kind) const {
  const std::lock_guard lock(state_->mutex);
  return state_->records[index_of(kind)];
}

Observation LiveCollector::finish() {
  const std::lock_guard lock(state_->mutex);
  Observation out;
  ManagedState& managed = state_->live.managed;
  sort_by_distinct_id(Kind::teacher, managed.teachers.edit());
  sort_by_distinct_id(Kind::student, managed.students.edit());
  sort_by_distinct_id(Kind::class_, managed.classes.edit());
  std::ranges::sort(state_->live.unmanaged, {}, &UnmanagedTeacher::sphero_id);
  std::ranges::sort(state_->live.manual, {}, &ManualMembers::id);
  for (const Kind kind : {Kind::teacher, Kind::student, Kind::class_}) {  // in the map's order, so each goes to its end
    auto& versions = state_->walks[index_of(kind)].versions;
    std::ranges::sort(versions);
    for (const auto& [id, version] : versions)
      out.versions.emplace_hint(out.versions.end(), std::pair(kind, id), version);
  }
  out.unmanaged_versions = std::move(state_->unmanaged_versions);
  out.live = std::move(state_->live);
  return out;
}

}  // namespace clever_sync
