#include <fmt/core.h>

#include <algorithm>

#include "base/error.hpp"
#include "base/json.hpp"
#include "snapshot/snapshot.hpp"

namespace clever_sync {

namespace {

void add_date(ObjectWriter& writer, std::string_view key, const std::optional<Date>& date) {
  if (date) writer.add(key, format_date(*date));
}

template <class IdType>
void add_id(ObjectWriter& writer, std::string_view key, const std::optional<IdType>& id) {
  if (id) writer.add_id(key, *id);
}

void add_fields(ObjectWriter& writer, const School& school) {
  writer.add("high_grade", school.high_grade);
  writer.add_id("id", school.id);
  writer.add("low_grade", school.low_grade);
  writer.add("name", school.name);
  writer.add("nces_id", school.nces_id);
  writer.add("school_number", school.school_number);
  writer.add("sis_id", school.sis_id);
  writer.add("state_id", school.state_id);
}

void add_fields(ObjectWriter& writer, const Term& term) {
  add_date(writer, "end_date", term.end_date);
  writer.add_id("id", term.id);
  writer.add("name", term.name);
  add_date(writer, "start_date", term.start_date);
}

void add_fields(ObjectWriter& writer, const Course& course) {
  writer.add_id("id", course.id);
  writer.add("name", course.name);
  writer.add("number", course.number);
}

void add_fields(ObjectWriter& writer, const Section& section) {
  add_id(writer, "course", section.course);
  add_date(writer, "first_seen", section.first_seen);
  writer.add("grade", section.grade);
  writer.add_id("id", section.id);
  writer.add("name", section.name);
  writer.add("period", section.period);
  add_date(writer, "reused", section.reused);
  writer.add_id("school", section.school);
  writer.add("section_number", section.section_number);
  writer.add("sis_id", section.sis_id);
  writer.add_ids("students", section.students.get());
  writer.add("subject", section.subject);
  writer.add_ids("teachers", section.teachers);
  add_id(writer, "term_id", section.term);
}

void add_fields(ObjectWriter& writer, const Student& student) {
  writer.add("email", student.email);
  writer.add("grade", student.grade);
  writer.add_id("id", student.id);
  writer.add_object("name", [&student](ObjectWriter& name) {
    name.add("first", student.first_name);
    name.add("last_initial", student.last_initial);
  });
  add_id(writer, "school", student.school);
  writer.add_ids("schools", student.schools.get());
  writer.add("sis_id", student.sis_id);
}

void add_fields(ObjectWriter& writer, const Teacher& teacher) {
  writer.add("email", teacher.email);
  writer.add_id("id", teacher.id);
  writer.add_object("name", [&teacher](ObjectWriter& name) {
    name.add("first", teacher.first_name);
    name.add("last", teacher.last_name);
  });
  add_id(writer, "school", teacher.school);
  writer.add_ids("schools", teacher.schools);
  writer.add("sis_id", teacher.sis_id);
  writer.add("teacher_number", teacher.teacher_number);
  writer.add("title", teacher.title);
}

void add_fields(ObjectWriter& writer, const District& district) {
  writer.add_id("id", district.id);
  if (is_stale(district.state)) writer.add("last_sync", district.last_sync);
  add_date(writer, "launch_date", district.launch_date);
  writer.add("name", district.name);
  add_date(writer, "pause_end", district.pause_end);
  add_date(writer, "pause_start", district.pause_start);
  writer.add("state", name_of(district.state));
}

template <class Record>
void add_fields(ObjectWriter& writer, const Absent<Record>& absent) {
  std::vector<std::string> missed;
  missed.reserve(absent.missed.size());
  for (const Date date : absent.missed) missed.push_back(format_date(date));
  writer.add_id("id", absent.record.id);
  writer.add("last_seen", format_date(absent.last_seen));
  writer.add_texts("missed", missed);
  writer.add_object("record", [&absent](ObjectWriter& record) { add_fields(record, absent.record); });
}

template <class Record>
void append_record(const Record& record, std::string& out) {
  ObjectWriter writer(out);
  add_fields(writer, record);
  writer.finish();
}

template <class Record>
std::string encode_one(const Record& record) {
  std::string out;
  append_record(record, out);
  return out;
}

template <class Record>
std::string encode_file(const std::vector<Record>& records) {
  RecordFileWriter file;
  for (const Record& record : records) append_record(record, file.next_record());
  return file.finish();
}

/// The files of one folder, `absent.json` where its name belongs among the shards.
template <class Record>
void encode_folder(std::string_view folder, const std::vector<Record>& records,
                   const std::vector<Absent<Record>>& absent, const FileSink& sink) {
  std::vector<std::optional<SchoolId>> schools;
  schools.reserve(records.size());
  for (const Record& record : records) schools.push_back(record.school);
  constexpr std::string_view absent_name = "absent";
  std::vector<Shard> shards = group_by_school(schools);
  const auto place = std::ranges::lower_bound(shards, absent_name, {}, &Shard::name);
  shards.insert(place, Shard{.name = std::string(absent_name)});
  for (const Shard& shard : shards) {
    const std::string path = fmt::format("{}/{}.json", folder, shard.name);
    if (shard.name == absent_name) {
      sink(path, encode_file(absent));
      continue;
    }
    RecordFileWriter file;
    for (const std::uint32_t at : shard.records) append_record(records[at], file.next_record());
    sink(path, file.finish());
  }
}

template <class Record>
bool is_strictly_sorted(const std::vector<Record>& records) {
  return std::ranges::adjacent_find(records, std::ranges::greater_equal{}, &Record::id) == records.end();
}

void check_order(const Roster& roster) {
  ensure(is_strictly_sorted(roster.schools) && is_strictly_sorted(roster.terms) && is_strictly_sorted(roster.courses) &&
             is_strictly_sorted(roster.sections) && is_strictly_sorted(roster.students) &&
             is_strictly_sorted(roster.teachers),
         "the records of a snapshot are not sorted by id");
}

}  // namespace

void encode_snapshot(const Snapshot& snapshot, const FileSink& sink) {
  const Roster& roster = snapshot.roster;
  check_order(roster);
  sink("courses.json", encode_file(roster.courses));
  sink("district.json", encode_one(roster.district) + "\n");
  sink("manifest.json", encode_manifest(count_records(roster)));
  sink("schools.json", encode_file(roster.schools));
  encode_folder("sections", roster.sections, snapshot.absences.sections, sink);
  encode_folder("students", roster.students, snapshot.absences.students, sink);
  encode_folder("teachers", roster.teachers, snapshot.absences.teachers, sink);
  sink("terms.json", encode_file(roster.terms));
}

std::string encode_manifest(const SnapshotCounts& counts) {
  std::string out;
  ObjectWriter writer(out);
  writer.add_raw("counts", encode_counts(counts));
  writer.add("format", snapshot_format);
  writer.finish();
  out.push_back('\n');
  return out;
}

std::string encode_record(const Section& section) {
  return encode_one(section);
}

std::string encode_record(const Student& student) {
  return encode_one(student);
}

std::string encode_record(const Teacher& teacher) {
  return encode_one(teacher);
}

}  // namespace clever_sync
