#include <fmt/core.h>

#include <map>
#include <set>
#include <tuple>

#include "base/json.hpp"
#include "roster/record_files.hpp"
#include "roster/state_codec.hpp"

namespace clever_sync {

namespace {

constexpr std::string_view live_folder = "sphero/live/";
constexpr std::string_view applied_folder = "sphero/applied/";
constexpr std::string_view baseline_file = "baseline.json";

void read_record(RecordReader& reader, Texts& texts, SpheroTeacher& teacher) {
  teacher.archived = reader.required_bool("archived");
  teacher.email = texts.keep(reader.text("email"));
  teacher.first_name = texts.keep(reader.text("first_name"));
  teacher.id = reader.required_id<UserId>("id");
  teacher.last_name = texts.keep(reader.text("last_name"));
  teacher.school = texts.intern(reader.text("school"));
  teacher.sphero_id = texts.keep(reader.text("sphero_id"));
}

void read_record(RecordReader& reader, Texts& texts, SpheroStudent& student) {
  student.archived = reader.required_bool("archived");
  student.email = texts.keep(reader.text("email"));
  student.first_name = texts.keep(reader.text("first_name"));
  student.grade = texts.intern(reader.text("grade"));
  student.id = reader.required_id<UserId>("id");
  student.last_initial = texts.intern(reader.text("last_initial"));
  student.school = texts.intern(reader.text("school"));
  student.sphero_id = texts.keep(reader.text("sphero_id"));
}

void read_record(RecordReader& reader, Texts& texts, SpheroClass& sphero_class) {
  sphero_class.archived = reader.required_bool("archived");
  sphero_class.grade = texts.intern(reader.text("grade"));
  sphero_class.id = reader.required_id<SectionId>("id");
  sphero_class.name = texts.keep(reader.text("name"));
  sphero_class.school = texts.intern(reader.text("school"));
  sphero_class.sphero_id = texts.keep(reader.text("sphero_id"));
  sphero_class.students = reader.sorted_ids<UserId>("students");
  sphero_class.subject = texts.intern(reader.text("subject"));
  sphero_class.teachers = reader.ids<UserId>("teachers");
  sphero_class.term = texts.intern(reader.text("term"));
}

void read_record(RecordReader& reader, Texts& texts, UnmanagedTeacher& teacher) {
  teacher.archived = reader.required_bool("archived");
  teacher.email = texts.keep(reader.text("email"));
  teacher.first_name = texts.keep(reader.text("first_name"));
  teacher.last_name = texts.keep(reader.text("last_name"));
  teacher.sphero_id = texts.keep(reader.required_text("sphero_id"));
}

void read_record(RecordReader& reader, Texts& texts, ManualMembers& members) {
  members.id = reader.required_id<SectionId>("id");
  reader.texts("students", [&](std::string_view student) { members.students.push_back(texts.keep(student)); });
}

void read_record(RecordReader& reader, Texts&, RefusedChange& refused) {
  refused.action = reader.text("action");
  refused.code = reader.text("code");
  refused.digest = reader.text("digest");
  refused.id = reader.required_id<CleverId>("id");
  const std::optional<Kind> kind = parse_kind(reader.required_text("kind"));
  if (!kind) reader.fail("'kind' is none of teacher, student, class");
  refused.kind = *kind;
  refused.next_try = reader.required_date("next_try");
  const std::int64_t nights = reader.required_integer("nights");
  if (nights < 1 || nights > 100'000) reader.fail("'nights' is out of range");
  refused.nights = static_cast<int>(nights);
}

template <class Record, class KeyOf, class Check>
void read_file(std::string_view bytes, std::string_view file, Texts& texts, std::vector<Record>& records,
               const KeyOf& key_of, const Check& check) {
  const auto read = [&texts](RecordReader& reader, Record& record) { read_record(reader, texts, record); };
  read_record_file(bytes, file, records, read, key_of, check);
}

template <class Record>
void read_shard(const ShardPath& path, std::string_view bytes, std::string_view file, Texts& texts,
                const ReadBefore<Record>& before, std::vector<Record>& records) {
  read_record_file(
      bytes, file, before, records,
      [&texts](RecordReader& reader, Record& record) { read_record(reader, texts, record); },
      [](const Record& record) { return record.id; },
      [&](const Record& record, const RecordReader& reader) {
        if (record.school == path.shard) return;
        if (SchoolId::parse(record.school) || SchoolId::parse(path.shard))
          reader.fail("the record belongs into the file of its school");
      });
}

/// The same file in the other state, whose records came last into it; default: there is none.
struct ManagedBefore {
  ReadBefore<SpheroTeacher> teachers;
  ReadBefore<SpheroStudent> students;
  ReadBefore<SpheroClass> classes;
};

/// True if the path is one of the three folders' and was read.
bool read_managed(std::string_view path, std::string_view bytes, std::string_view file, Texts& texts,
                  const ManagedBefore& before, ManagedState& state) {
  const std::optional<ShardPath> shard = parse_shard_path(path);
  if (!shard) return false;
  if (shard->folder == "classes") {
    read_shard(*shard, bytes, file, texts, before.classes, state.classes);
  } else if (shard->folder == "students") {
    read_shard(*shard, bytes, file, texts, before.students, state.students);
  } else if (shard->folder == "teachers") {
    read_shard(*shard, bytes, file, texts, before.teachers, state.teachers);
  } else {
    return false;
  }
  return true;
}

void sort_managed(ManagedState& state, std::string_view folder) {
  sort_shards(state.classes, fmt::format("{}classes", folder));
  sort_shards(state.students, fmt::format("{}students", folder));
  sort_shards(state.teachers, fmt::format("{}teachers", folder));
}

/// What was accepted last is nearly what there is.
void make_room(ManagedState& state, const Counts& accepted) {
  clever_sync::make_room(state.classes, accepted.sections);
  clever_sync::make_room(state.students, accepted.students);
  clever_sync::make_room(state.teachers, accepted.teachers);
}

constexpr auto accept = [](const auto&, const RecordReader&) {};

}  // namespace

namespace {

void add_live_file(std::string_view path, std::string_view bytes, const ManagedBefore& before, LiveState& live) {
  const std::string file = fmt::format("{}{}", live_folder, path);
  Texts& texts = *live.texts;
  if (path == "manual.json") {
    read_file(
        bytes, file, texts, live.manual, [](const ManualMembers& members) { return members.id; }, accept);
  } else if (path == "unmanaged.json") {
    read_file(
        bytes, file, texts, live.unmanaged, [](const UnmanagedTeacher& teacher) { return teacher.sphero_id; }, accept);
  } else if (!read_managed(path, bytes, file, texts, before, live.managed)) {
    refuse_path(file);
  }
}

void add_applied_file(std::string_view path, std::string_view bytes, AppliedState& applied) {
  const std::string file = fmt::format("{}{}", applied_folder, path);
  Texts& texts = *applied.texts;
  if (path == baseline_file) {
    applied.baseline = parse_counts(single_record(bytes, file), file);
    make_room(applied.managed, applied.baseline->district);
  } else if (path == "refused.json") {
    read_file(
        bytes, file, texts, applied.refused,
        // A class may have an update in each part: the content tells them apart, as apply/refusals.cpp keeps them.
        [](const RefusedChange& refused) { return std::tie(refused.kind, refused.id, refused.action, refused.digest); },
        accept);
  } else if (!read_managed(path, bytes, file, texts, {}, applied.managed)) {
    refuse_path(file);
  }
}

/// The records of the files that `same` names.
template <class Record>
std::vector<Record> records_in(const std::vector<Record>& records, std::string_view folder,
                               const std::set<std::string>& same) {
  std::vector<Record> found;
  found.reserve(records.size());
  std::map<std::string_view, bool> schools;
  std::string_view last_school;  // records of one school often stand together, and share one text
  bool take = false;
  for (const Record& record : records) {
    if (schools.empty() || record.school.data() != last_school.data() || record.school.size() != last_school.size()) {
      last_school = record.school;
      auto school = schools.find(last_school);
      if (school == schools.end()) {
        const bool is_same = same.contains(fmt::format("{}/{}.json", folder, shard_of(last_school)));
        school = schools.emplace(last_school, is_same).first;
      }
      take = school->second;
    }
    if (take) found.push_back(record);
  }
  return found;
}

/// Of a file of which the records came last into the state, which had so many before.
template <class Record>
ReadBefore<Record> read_since(std::size_t records_before, const std::vector<Record>& records, std::string_view bytes) {
  if (records.size() == records_before) return {};
  return {.bytes = bytes, .records = std::span(records).subspan(records_before)};
}

}  // namespace

void LiveReader::add_file(std::string_view path, std::string_view bytes) {
  add_live_file(path, bytes, {}, live_);
}

LiveState LiveReader::finish() {
  sort_managed(live_.managed, live_folder);
  return std::move(live_);
}

AppliedReader::AppliedReader(const LiveState& live, const std::set<std::string>& same) {
  applied_.texts = live.texts;
  applied_.managed = {.teachers = records_in(live.managed.teachers, "teachers", same),
                      .students = records_in(live.managed.students, "students", same),
                      .classes = records_in(live.managed.classes, "classes", same)};
}

void AppliedReader::add_file(std::string_view path, std::string_view bytes) {
  add_applied_file(path, bytes, applied_);
}

AppliedState AppliedReader::finish() {
  sort_managed(applied_.managed, applied_folder);
  return std::move(applied_);
}

StatesReader::StatesReader() {
  live_.texts = applied_.texts;  // a record that both have is one text
}

void StatesReader::add_files(std::string_view path, std::optional<std::string_view> applied,
                             std::optional<std::string_view> live) {
  const ManagedState& managed = applied_.managed;
  const std::size_t teachers = managed.teachers.size(), students = managed.students.size(),
                    classes = managed.classes.size();
  if (applied) add_applied_file(path, *applied, applied_);
  if (applied && path == baseline_file) make_room(live_.managed, applied_.baseline->district);
  if (!live) return;
  ManagedBefore before;
  if (applied) {
    before = {.teachers = read_since(teachers, managed.teachers, *applied),
              .students = read_since(students, managed.students, *applied),
              .classes = read_since(classes, managed.classes, *applied)};
  }
  add_live_file(path, *live, before, live_);
}

ReadStates StatesReader::finish() {
  sort_managed(applied_.managed, applied_folder);
  sort_managed(live_.managed, live_folder);
  return {.applied = std::move(applied_), .live = std::move(live_)};
}

namespace {

Counts counts_of(const Json& json) {
  const auto number = [&json](std::string_view key) {
    const Json* member = json.find(key);
    return member != nullptr ? member->as_integer().value_or(0) : 0;
  };
  return {.sections = number("sections"), .students = number("students"), .teachers = number("teachers")};
}

}  // namespace

SnapshotCounts parse_counts(std::string_view bytes, std::string_view where) {
  const Json json = parse_own_json(bytes, where);
  SnapshotCounts counts;
  if (const Json* district = json.find("district")) counts.district = counts_of(*district);
  const Json* schools = json.find("schools");
  if (schools != nullptr && schools->as_object() != nullptr) {
    for (const auto& [key, value] : *schools->as_object()) {
      if (const auto school = SchoolId::parse(key)) counts.schools.emplace_back(*school, counts_of(value));
    }
  }
  // One comparison instead of a check of every shape that could be wrong.
  if (encode_counts(counts) != bytes) refuse_record({.file = where, .line = 1}, "these are no counts of records");
  return counts;
}

}  // namespace clever_sync
