#include <fmt/core.h>

#include <array>
#include <utility>

#include "base/json.hpp"
#include "roster/record_files.hpp"
#include "roster/school_lists.hpp"
#include "snapshot/snapshot.hpp"

namespace clever_sync {

namespace {

/// Where the content of a file's records is kept.
struct Keeping {
  Texts& texts;
  SchoolLists school_lists;
  operator Texts&() { return texts; }
};

void read_record(RecordReader& reader, Texts& texts, School& school) {
  school.high_grade = texts.intern(reader.text("high_grade"));
  school.id = reader.required_id<SchoolId>("id");
  school.low_grade = texts.intern(reader.text("low_grade"));
  school.name = texts.keep(reader.text("name"));
  school.nces_id = texts.keep(reader.text("nces_id"));
  school.school_number = texts.keep(reader.text("school_number"));
  school.sis_id = texts.keep(reader.text("sis_id"));
  school.state_id = texts.keep(reader.text("state_id"));
}

void read_record(RecordReader& reader, Texts& texts, Term& term) {
  term.end_date = reader.date("end_date");
  term.id = reader.required_id<TermId>("id");
  term.name = texts.keep(reader.text("name"));
  term.start_date = reader.date("start_date");
}

void read_record(RecordReader& reader, Texts& texts, Course& course) {
  course.id = reader.required_id<CourseId>("id");
  course.name = texts.keep(reader.text("name"));
  course.number = texts.keep(reader.text("number"));
}

void read_record(RecordReader& reader, Texts& texts, Section& section) {
  section.course = reader.id<CourseId>("course");
  section.first_seen = reader.date("first_seen");
  section.grade = texts.intern(reader.text("grade"));
  section.id = reader.required_id<SectionId>("id");
  section.name = texts.keep(reader.text("name"));
  section.period = texts.intern(reader.text("period"));
  section.reused = reader.date("reused");
  section.school = reader.required_id<SchoolId>("school");
  section.section_number = texts.keep(reader.text("section_number"));
  section.sis_id = texts.keep(reader.text("sis_id"));
  section.students = reader.sorted_ids<UserId>("students");
  section.subject = texts.intern(reader.text("subject"));
  section.teachers = reader.ids<UserId>("teachers");
  section.term = reader.id<TermId>("term_id");
}

void read_record(RecordReader& reader, Keeping& keeping, Student& student) {
  Texts& texts = keeping.texts;
  student.email = texts.keep(reader.text("email"));
  student.grade = texts.intern(reader.text("grade"));
  student.id = reader.required_id<UserId>("id");
  reader.object("name", [&](RecordReader& name) {
    student.first_name = texts.keep(name.text("first"));
    student.last_initial = texts.keep(name.text("last_initial"));
  });
  student.school = reader.id<SchoolId>("school");
  student.schools = keeping.school_lists.share(reader.sorted_ids<SchoolId>("schools"));
  student.sis_id = texts.keep(reader.text("sis_id"));
}

void read_record(RecordReader& reader, Texts& texts, Teacher& teacher) {
  teacher.email = texts.keep(reader.text("email"));
  teacher.id = reader.required_id<UserId>("id");
  reader.object("name", [&](RecordReader& name) {
    teacher.first_name = texts.keep(name.text("first"));
    teacher.last_name = texts.keep(name.text("last"));
  });
  teacher.school = reader.id<SchoolId>("school");
  teacher.schools = reader.sorted_ids<SchoolId>("schools");
  teacher.sis_id = texts.keep(reader.text("sis_id"));
  teacher.teacher_number = texts.keep(reader.text("teacher_number"));
  teacher.title = texts.intern(reader.text("title"));
}

void read_record(RecordReader& reader, Texts& texts, District& district) {
  district.id = reader.required_id<DistrictId>("id");
  district.last_sync = texts.keep(reader.text("last_sync"));
  district.launch_date = reader.date("launch_date");
  district.name = texts.keep(reader.text("name"));
  district.pause_end = reader.date("pause_end");
  district.pause_start = reader.date("pause_start");
  const std::optional<DistrictState> state = parse_district_state(reader.required_text("state"));
  if (!state) reader.fail("'state' is none of success, running, pending, error, paused");
  district.state = *state;
  if (!district.last_sync.empty() && !is_stale(district.state)) {
    reader.fail("'last_sync' is not written while the district's data is fresh");
  }
}

template <class Record>
void read_record(RecordReader& reader, Keeping& keeping, Absent<Record>& absent) {
  const auto id = reader.required_id<decltype(Record::id)>("id");
  absent.last_seen = reader.required_date("last_seen");
  absent.missed = reader.dates("missed");
  reader.object("record", [&](RecordReader& record) { read_record(record, keeping, absent.record); });
  if (absent.record.id != id) reader.fail("'record' is not the record of that 'id'");
  Date before = absent.last_seen;
  for (const Date missed : absent.missed) {
    if (missed <= before) reader.fail("the dates of 'missed' do not ascend from 'last_seen'");
    before = missed;
  }
  if (absent.missed.size() > max_missed_nights) reader.fail("more nights are missed than are counted");
}

template <class Record>
auto reading(Keeping& keeping) {
  return [&keeping](RecordReader& reader, Record& record) { read_record(reader, keeping, record); };
}

/// A file of records that are not sharded.
template <class Record>
void read_whole(std::string_view bytes, std::string_view file, Keeping& keeping, std::vector<Record>& records) {
  read_record_file(
      bytes, file, records, reading<Record>(keeping), [](const Record& record) { return record.id; },
      [](const Record&, const RecordReader&) {});
}

template <class Record>
void read_absent(std::string_view bytes, std::string_view file, Keeping& keeping, std::vector<Absent<Record>>& absent) {
  read_record_file(
      bytes, file, absent, reading<Absent<Record>>(keeping), [](const Absent<Record>& each) { return each.record.id; },
      [](const Absent<Record>&, const RecordReader&) {});
}

template <class Record>
void read_shard(std::string_view shard, std::string_view bytes, std::string_view file, Keeping& keeping,
                std::vector<Record>& records) {
  const std::optional<SchoolId> school = SchoolId::parse(shard);
  read_record_file(
      bytes, file, records, reading<Record>(keeping), [](const Record& record) { return record.id; },
      [&school](const Record& record, const RecordReader& reader) {
        if (std::optional<SchoolId>(record.school) != school)
          reader.fail("the record belongs into the file of its school");
      });
}

template <class Record>
void check_absent(const std::vector<Record>& shared, const std::vector<Absent<Record>>& absent,
                  std::string_view folder) {
  for (const Absent<Record>& each : absent) {
    if (find_by_id(shared, each.record.id) == nullptr) continue;
    throw Error(
        ErrorKind::integrity,
        fmt::format("snapshots/{0}/absent.json: the record {1} is shared, too; restore snapshots/{0} from the git "
                    "history",
                    folder, each.record.id.text()));
  }
}

constexpr std::array<std::string_view, 8> always_written{
    "courses.json",         "district.json",        "manifest.json",        "schools.json",
    "sections/absent.json", "students/absent.json", "teachers/absent.json", "terms.json"};

void check_files(const std::set<std::string, std::less<>>& seen) {
  for (const std::string_view path : always_written) {
    if (seen.contains(path)) continue;
    throw Error(ErrorKind::integrity, fmt::format("snapshots/{} is missing; restore it from the git history", path));
  }
}

void check_counts(const std::optional<SnapshotCounts>& manifest, const SnapshotCounts& read) {
  if (manifest == read) return;
  throw Error(ErrorKind::integrity,
              "snapshots/manifest.json counts other records than the files hold; restore snapshots/ from the git "
              "history");
}

}  // namespace

SnapshotCounts parse_manifest(std::string_view bytes, std::string_view where) {
  const std::string_view record = single_record(bytes, where);
  const Json manifest = parse_own_json(record, where);
  const std::string_view format = manifest.text("format");
  if (format != snapshot_format) {
    throw Error(ErrorKind::integrity, fmt::format("{} does not say that it is {}; was it written by another version of "
                                                  "clever-sync?",
                                                  where, snapshot_format));
  }
  const Json* counts = manifest.find("counts");
  SnapshotCounts parsed = parse_counts(counts != nullptr ? canonical_json(*counts) : "{}", where);
  if (encode_manifest(parsed) != bytes) refuse_record({.file = where, .line = 1}, "the manifest has other keys");
  return parsed;
}

std::vector<Term> parse_terms(std::string_view bytes, std::string_view where, Texts& texts) {
  std::vector<Term> terms;
  Keeping keeping{.texts = texts, .school_lists = {}};
  read_whole(bytes, where, keeping, terms);
  return terms;
}

District parse_district(std::string_view bytes, std::string_view where, Texts& texts) {
  District district;
  RecordReader reader(single_record(bytes, where), {.file = where, .line = 1});
  read_record(reader, texts, district);
  reader.finish();
  return district;
}

void SnapshotReader::add_file(std::string_view path, std::string_view bytes) {
  const std::string file = fmt::format("snapshots/{}", path);
  Roster& roster = snapshot_.roster;
  Keeping keeping{.texts = *roster.texts, .school_lists = {}};
  seen_.emplace(path);
  const std::optional<ShardPath> shard = parse_shard_path(path);
  if (path == "courses.json") {
    read_whole(bytes, file, keeping, roster.courses);
  } else if (path == "district.json") {
    roster.district = parse_district(bytes, file, keeping);
  } else if (path == "manifest.json") {
    counts_ = parse_manifest(bytes, file);
    make_room(roster.sections, counts_->district.sections);
    make_room(roster.students, counts_->district.students);
    make_room(roster.teachers, counts_->district.teachers);
  } else if (path == "schools.json") {
    read_whole(bytes, file, keeping, roster.schools);
  } else if (path == "terms.json") {
    roster.terms = parse_terms(bytes, file, keeping);
  } else if (path == "sections/absent.json") {
    read_absent(bytes, file, keeping, snapshot_.absences.sections);
  } else if (path == "students/absent.json") {
    read_absent(bytes, file, keeping, snapshot_.absences.students);
  } else if (path == "teachers/absent.json") {
    read_absent(bytes, file, keeping, snapshot_.absences.teachers);
  } else if (shard && shard->folder == "sections") {
    read_shard(shard->shard, bytes, file, keeping, roster.sections);
  } else if (shard && shard->folder == "students") {
    read_shard(shard->shard, bytes, file, keeping, roster.students);
  } else if (shard && shard->folder == "teachers") {
    read_shard(shard->shard, bytes, file, keeping, roster.teachers);
  } else {
    refuse_path(file);
  }
}

Snapshot SnapshotReader::finish() {
  if (seen_.empty()) return std::move(snapshot_);
  check_files(seen_);
  Roster& roster = snapshot_.roster;
  const SnapshotCounts counts = count_records(roster);  // while the records of a school stand together
  sort_shards(roster.sections, "snapshots/sections");
  sort_shards(roster.students, "snapshots/students");
  sort_shards(roster.teachers, "snapshots/teachers");
  check_absent(roster.sections, snapshot_.absences.sections, "sections");
  check_absent(roster.students, snapshot_.absences.students, "students");
  check_absent(roster.teachers, snapshot_.absences.teachers, "teachers");
  check_counts(counts_, counts);
  return std::move(snapshot_);
}

Snapshot SnapshotReader::take() {
  Snapshot part = std::exchange(snapshot_, {});
  const auto add = [](Counts& sum, const Counts& counts) {
    sum.sections += counts.sections;
    sum.students += counts.students;
    sum.teachers += counts.teachers;
  };
  const SnapshotCounts counts = count_records(part.roster);
  add(taken_, counts.district);
  for (const auto& [school, of_school] : counts.schools) add(taken_of_schools_[school], of_school);
  return part;
}

void SnapshotReader::check_taken() const {
  if (seen_.empty()) return;
  check_files(seen_);
  check_counts(counts_, {.district = taken_, .schools = {taken_of_schools_.begin(), taken_of_schools_.end()}});
}

}  // namespace clever_sync
