#include "roster/state_codec.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <set>

#include "base/error.hpp"
#include "base/json.hpp"

namespace clever_sync {

namespace {

void append_record(const SpheroTeacher& teacher, std::string& out) {
  ObjectWriter writer(out);
  writer.add_bool("archived", teacher.archived);
  writer.add("email", teacher.email);
  writer.add("first_name", teacher.first_name);
  writer.add_id("id", teacher.id);
  writer.add("last_name", teacher.last_name);
  writer.add("school", teacher.school);
  writer.add("sphero_id", teacher.sphero_id);
  writer.finish();
}

void append_record(const SpheroStudent& student, std::string& out) {
  ObjectWriter writer(out);
  writer.add_bool("archived", student.archived);
  writer.add("email", student.email);
  writer.add("first_name", student.first_name);
  writer.add("grade", student.grade);
  writer.add_id("id", student.id);
  writer.add("last_initial", student.last_initial);
  writer.add("school", student.school);
  writer.add("sphero_id", student.sphero_id);
  writer.finish();
}

void append_record(const SpheroClass& sphero_class, std::string& out) {
  ObjectWriter writer(out);
  writer.add_bool("archived", sphero_class.archived);
  writer.add("grade", sphero_class.grade);
  writer.add_id("id", sphero_class.id);
  writer.add("name", sphero_class.name);
  writer.add("school", sphero_class.school);
  writer.add("sphero_id", sphero_class.sphero_id);
  writer.add_ids("students", sphero_class.students.get());
  writer.add("subject", sphero_class.subject);
  writer.add_ids("teachers", sphero_class.teachers);
  writer.add("term", sphero_class.term);
  writer.finish();
}

void append_record(const UnmanagedTeacher& teacher, std::string& out) {
  ObjectWriter writer(out);
  writer.add_bool("archived", teacher.archived);
  writer.add("email", teacher.email);
  writer.add("first_name", teacher.first_name);
  writer.add("last_name", teacher.last_name);
  writer.add("sphero_id", teacher.sphero_id);
  writer.finish();
}

void append_record(const ManualMembers& members, std::string& out) {
  ObjectWriter writer(out);
  writer.add_id("id", members.id);
  writer.add_texts("students", members.students);
  writer.finish();
}

void append_record(const RefusedChange& refused, std::string& out) {
  ObjectWriter writer(out);
  writer.add("action", refused.action);
  writer.add("code", refused.code);
  writer.add("digest", refused.digest);
  writer.add_id("id", refused.id);
  writer.add("kind", name_of(refused.kind));
  writer.add("next_try", format_date(refused.next_try));
  writer.add_integer("nights", refused.nights);
  writer.finish();
}

template <class Record>
std::string encode_file(const std::vector<Record>& records) {
  RecordFileWriter file;
  for (const Record& record : records) append_record(record, file.next_record());
  return file.finish();
}

template <class Record>
void encode_shards(std::string_view folder, const std::vector<Record>& records, const FileSink& sink) {
  ensure(std::ranges::adjacent_find(records, std::ranges::greater_equal{}, &Record::id) == records.end(),
         "the records of a state are not sorted by id");
  std::vector<std::optional<SchoolId>> schools;
  schools.reserve(records.size());
  for (const Record& record : records) schools.push_back(SchoolId::parse(record.school));
  for (const Shard& shard : group_by_school(schools)) {
    RecordFileWriter file;
    for (const std::uint32_t at : shard.records) append_record(records[at], file.next_record());
    sink(fmt::format("{}/{}.json", folder, shard.name), file.finish());
  }
}

/// The names of the shards in which a record differs.
template <class Record>
std::set<std::string> differing_shards(const std::vector<Record>& before, const std::vector<Record>& after) {
  std::set<std::string_view> schools;
  auto old_record = before.begin();
  for (const Record& record : after) {
    for (; old_record != before.end() && old_record->id < record.id; ++old_record) schools.insert(old_record->school);
    const bool known = old_record != before.end() && old_record->id == record.id;
    if (known && *old_record == record) {
      ++old_record;
      continue;
    }
    schools.insert(record.school);
    if (known) schools.insert((old_record++)->school);
  }
  for (; old_record != before.end(); ++old_record) schools.insert(old_record->school);
  std::set<std::string> shards;
  for (const std::string_view school : schools) shards.insert(shard_of(school));
  return shards;
}

template <class Record>
void encode_differing_shards(std::string_view folder, const SharedVector<Record>& before,
                             const SharedVector<Record>& after, const FileSink& put,
                             const std::function<void(const std::string& path)>& remove) {
  if (before.shares(after)) return;
  std::set<std::string> left = differing_shards(before.get(), after.get());
  if (left.empty()) return;
  std::vector<Record> records;
  for (const Record& record : after)
    if (left.contains(shard_of(record.school))) records.push_back(record);
  encode_shards(folder, records, [&](std::string_view path, std::string_view bytes) {
    left.erase(std::string(parse_shard_path(path)->shard));
    put(path, bytes);
  });
  for (const std::string& shard : left) remove(fmt::format("{}/{}.json", folder, shard));
}

template <class Record>
std::string encode_one(const Record& record) {
  std::string out;
  append_record(record, out);
  return out;
}

}  // namespace

void encode_managed(const ManagedState& state, const FileSink& sink) {
  encode_shards("classes", state.classes.get(), sink);
  encode_shards("students", state.students.get(), sink);
  encode_shards("teachers", state.teachers.get(), sink);
}

void encode_differing(const ManagedState& before, const ManagedState& after, const FileSink& put,
                      const std::function<void(const std::string& path)>& remove) {
  encode_differing_shards("classes", before.classes, after.classes, put, remove);
  encode_differing_shards("students", before.students, after.students, put, remove);
  encode_differing_shards("teachers", before.teachers, after.teachers, put, remove);
}

void encode_live(const LiveState& live, const FileSink& sink) {
  encode_managed(live.managed, sink);
  sink("manual.json", encode_file(live.manual));
  sink("unmanaged.json", encode_file(live.unmanaged));
}

void encode_applied(const AppliedState& applied, const FileSink& sink) {
  if (applied.baseline) sink("baseline.json", encode_counts(*applied.baseline) + "\n");
  encode_managed(applied.managed, sink);
  sink("refused.json", encode_file(applied.refused));
}

std::string encode_record(const SpheroTeacher& teacher) {
  return encode_one(teacher);
}

std::string encode_record(const SpheroStudent& student) {
  return encode_one(student);
}

std::string encode_record(const SpheroClass& sphero_class) {
  return encode_one(sphero_class);
}

namespace {

Json json_of(const Counts& counts) {
  return Json(
      Json::Object{{"sections", counts.sections}, {"students", counts.students}, {"teachers", counts.teachers}});
}

}  // namespace

std::string encode_counts(const SnapshotCounts& counts) {
  Json::Object schools;
  for (const auto& [school, of_school] : counts.schools) schools.emplace(school.text(), json_of(of_school));
  return canonical_json(Json(Json::Object{{"district", json_of(counts.district)}, {"schools", std::move(schools)}}));
}

}  // namespace clever_sync
