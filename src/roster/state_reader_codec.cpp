#include <fmt/core.h>

#include <tuple>

#include "base/json.hpp"
#include "roster/record_files.hpp"
#include "roster/state_codec.hpp"

namespace clever_sync {

namespace {

constexpr std::string_view live_folder = "sphero/live/";
constexpr std::string_view applied_folder = "sphero/applied/";

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
                std::vector<Record>& records) {
  read_file(
      bytes, file, texts, records, [](const Record& record) { return record.id; },
      [&](const Record& record, const RecordReader& reader) {
        if (record.school == path.shard) return;
        if (SchoolId::parse(record.school) || SchoolId::parse(path.shard))
          reader.fail("the record belongs into the file of its school");
      });
}

/// True if the path is one of the three folders' and was read.
bool read_managed(std::string_view path, std::string_view bytes, std::string_view file, Texts& texts,
                  ManagedState& state) {
  const std::optional<ShardPath> shard = parse_shard_path(path);
  if (!shard) return false;
  if (shard->folder == "classes") {
    read_shard(*shard, bytes, file, texts, state.classes);
  } else if (shard->folder == "students") {
    read_shard(*shard, bytes, file, texts, state.students);
  } else if (shard->folder == "teachers") {
    read_shard(*shard, bytes, file, texts, state.teachers);
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

constexpr auto accept = [](const auto&, const RecordReader&) {};

}  // namespace

void LiveReader::add_file(std::string_view path, std::string_view bytes) {
  const std::string file = fmt::format("{}{}", live_folder, path);
  Texts& texts = *live_.texts;
  if (path == "manual.json") {
    read_file(
        bytes, file, texts, live_.manual, [](const ManualMembers& members) { return members.id; }, accept);
  } else if (path == "unmanaged.json") {
    read_file(
        bytes, file, texts, live_.unmanaged, [](const UnmanagedTeacher& teacher) { return teacher.sphero_id; }, accept);
  } else if (!read_managed(path, bytes, file, texts, live_.managed)) {
    refuse_path(file);
  }
}

LiveState LiveReader::finish() {
  sort_managed(live_.managed, live_folder);
  return std::move(live_);
}

void AppliedReader::add_file(std::string_view path, std::string_view bytes) {
  const std::string file = fmt::format("{}{}", applied_folder, path);
  Texts& texts = *applied_.texts;
  if (path == "baseline.json") {
    applied_.baseline = parse_counts(single_record(bytes, file), file);
  } else if (path == "refused.json") {
    read_file(
        bytes, file, texts, applied_.refused,
        // A class may have an update in each part: the content tells them apart, as apply/refusals.cpp keeps them.
        [](const RefusedChange& refused) { return std::tie(refused.kind, refused.id, refused.action, refused.digest); },
        accept);
  } else if (!read_managed(path, bytes, file, texts, applied_.managed)) {
    refuse_path(file);
  }
}

AppliedState AppliedReader::finish() {
  sort_managed(applied_.managed, applied_folder);
  return std::move(applied_);
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
