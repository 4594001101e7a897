#include <fmt/core.h>

#include <algorithm>
#include <iterator>
#include <map>
#include <set>
#include <tuple>
#include <utility>

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
  student.last_initial = texts.keep(reader.text("last_initial"));
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

/// Calls `visit` with the member of ManagedState whose records stand in that folder, and its kind. False if it is none.
template <class Visit>
bool with_folder(std::string_view folder, const Visit& visit) {
  if (folder == "classes") {
    visit(&ManagedState::classes, Kind::class_);
  } else if (folder == "students") {
    visit(&ManagedState::students, Kind::student);
  } else if (folder == "teachers") {
    visit(&ManagedState::teachers, Kind::teacher);
  } else {
    return false;
  }
  return true;
}

/// True if the path is one of the three folders' and was read.
bool read_managed(std::string_view path, std::string_view bytes, std::string_view file, Texts& texts,
                  ManagedState& state) {
  const std::optional<ShardPath> shard = parse_shard_path(path);
  return shard && with_folder(shard->folder, [&](auto member, Kind) {
           read_shard(*shard, bytes, file, texts, {}, (state.*member).edit());
         });
}

template <class Record>
void sort(SharedVector<Record>& records, std::string_view folder, std::string_view kind) {
  if (!ascends(records.get())) sort_shards(records.edit(), fmt::format("{}{}", folder, kind));
}

void sort_managed(ManagedState& state, std::string_view folder) {
  sort(state.classes, folder, "classes");
  sort(state.students, folder, "students");
  sort(state.teachers, folder, "teachers");
}

/// What was accepted last is nearly what there is. Records that are there already have their room.
void make_room(ManagedState& state, const Counts& accepted) {
  if (state.classes.empty()) clever_sync::make_room(state.classes.edit(), accepted.sections);
  if (state.students.empty()) clever_sync::make_room(state.students.edit(), accepted.students);
  if (state.teachers.empty()) clever_sync::make_room(state.teachers.edit(), accepted.teachers);
}

constexpr auto accept = [](const auto&, const RecordReader&) {};

void add_live_file(std::string_view path, std::string_view bytes, LiveState& live) {
  const std::string file = fmt::format("{}{}", live_folder, path);
  Texts& texts = *live.texts;
  if (path == "manual.json") {
    read_file(
        bytes, file, texts, live.manual, [](const ManualMembers& members) { return members.id; }, accept);
  } else if (path == "unmanaged.json") {
    read_file(
        bytes, file, texts, live.unmanaged, [](const UnmanagedTeacher& teacher) { return teacher.sphero_id; }, accept);
  } else if (!read_managed(path, bytes, file, texts, live.managed)) {
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
  } else if (!read_managed(path, bytes, file, texts, applied.managed)) {
    refuse_path(file);
  }
}

/// Which of the records stand in a file that `same` names; asked school by school.
class InSameFile {
 public:
  InSameFile(std::string_view folder, const std::set<std::string>& same) : folder_(folder), same_(same) {}
  bool operator()(std::string_view school) {
    // Records of one school often stand together, and share one text.
    if (schools_.empty() || school.data() != last_.data() || school.size() != last_.size()) {
      last_ = school;
      const auto [known, is_new] = schools_.try_emplace(school, false);
      if (is_new) known->second = same_.contains(fmt::format("{}/{}.json", folder_, shard_of(school)));
      last_is_same_ = known->second;
    }
    return last_is_same_;
  }

 private:
  std::string_view folder_;
  const std::set<std::string>& same_;
  std::map<std::string_view, bool> schools_;
  std::string_view last_;
  bool last_is_same_ = false;
};

/// The records of the files that `same` names: without a copy if that is all of them.
template <class Record>
SharedVector<Record> records_in(const SharedVector<Record>& records, std::string_view folder,
                                const std::set<std::string>& same) {
  InSameFile in_same(folder, same);
  const auto stands_there = [&in_same](const Record& record) { return in_same(record.school); };
  if (std::ranges::all_of(records, stands_there)) return records;
  std::vector<Record> found;
  found.reserve(records.size());
  std::ranges::copy_if(records, std::back_inserter(found), stands_there);
  return found;
}

/// One file of the three folders, which stands in one of the states or in both.
struct FileOfBoth {
  ShardPath shard;
  std::string_view path;
  std::optional<std::string_view> applied, live;  // the bytes
};

/// `live` stays as it is, and `together` true, while every file of this kind has the same bytes in both states: then
/// `applied` holds the records of both.
template <class Record>
void add_to_both(const FileOfBoth& file, Texts& texts, SharedVector<Record>& applied, SharedVector<Record>& live,
                 bool& together) {
  std::vector<Record>& written = applied.edit();
  const std::size_t before = written.size();
  if (file.applied)
    read_shard(file.shard, *file.applied, fmt::format("{}{}", applied_folder, file.path), texts, {}, written);
  if (together && file.applied == file.live) return;
  if (std::exchange(together, false)) {
    live.edit().reserve(written.capacity());
    live.edit().assign(written.begin(), written.begin() + static_cast<std::ptrdiff_t>(before));
  }
  if (!file.live) return;
  ReadBefore<Record> known;
  if (written.size() != before) known = {.bytes = *file.applied, .records = std::span(written).subspan(before)};
  read_shard(file.shard, *file.live, fmt::format("{}{}", live_folder, file.path), texts, known, live.edit());
}

}  // namespace

void LiveReader::add_file(std::string_view path, std::string_view bytes) {
  add_live_file(path, bytes, live_);
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
  const std::optional<ShardPath> shard = parse_shard_path(path);
  const auto add = [&](auto member, Kind kind) {
    add_to_both({.shard = *shard, .path = path, .applied = applied, .live = live}, *applied_.texts,
                applied_.managed.*member, live_.managed.*member, together_[static_cast<std::size_t>(kind)]);
  };
  if (shard && with_folder(shard->folder, add)) return;
  if (applied) add_applied_file(path, *applied, applied_);
  if (live) add_live_file(path, *live, live_);
}

ReadStates StatesReader::finish() {
  sort_managed(applied_.managed, applied_folder);
  const auto share = [&](auto member, Kind kind) {
    if (together_[static_cast<std::size_t>(kind)]) live_.managed.*member = applied_.managed.*member;
  };
  for (const std::string_view folder : {"classes", "students", "teachers"}) with_folder(folder, share);
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
