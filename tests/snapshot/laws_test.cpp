// Laws that hold for any district over any number of nights.
#include <rapidcheck.h>

#include <set>

#include "base/error.hpp"
#include "snapshots.hpp"

namespace clever_sync {

namespace {

std::string_view any_text() {
  return *rc::gen::element<std::string_view>("", "a", "Ann \"A\" Lee", "line\nbreak", "é 数学", "\x01\\");
}

template <class IdType>
std::vector<IdType> any_ids(std::uint32_t most) {
  const auto numbers = *rc::gen::container<std::vector<std::uint32_t>>(rc::gen::inRange(1U, most));
  std::vector<IdType> ids;
  for (const std::uint32_t number : std::set<std::uint32_t>(numbers.begin(), numbers.end())) {
    ids.push_back(id<IdType>(number));
  }
  return ids;
}

template <class Value>
std::optional<Value> any_optional(Value value) {
  return *rc::gen::arbitrary<bool>() ? std::optional(value) : std::nullopt;
}

SchoolId any_school() {
  return *rc::gen::element(lincoln, roosevelt, id<SchoolId>(0xc3));
}

Section any_section(SectionId section) {
  return {.id = section,
          .school = any_school(),
          .course = any_optional(id<CourseId>(*rc::gen::inRange(1U, 3U))),
          .term = any_optional(id<TermId>(*rc::gen::inRange(1U, 3U))),
          .name = any_text(),
          .sis_id = any_text(),
          .period = any_text(),
          .subject = any_text(),
          .teachers = any_ids<UserId>(5),
          .students = any_ids<UserId>(30)};
}

Roster any_roster() {
  Roster roster;
  roster.district = {.id = id<DistrictId>(1),
                     .name = any_text(),
                     .state = *rc::gen::element(DistrictState::success, DistrictState::paused, DistrictState::error),
                     .launch_date = any_optional(night(3)),
                     .last_sync = any_text()};
  for (const SchoolId school : any_ids<SchoolId>(4)) roster.schools.push_back({.id = school, .name = any_text()});
  for (const TermId term : any_ids<TermId>(4)) {
    roster.terms.push_back({.id = term, .start_date = any_optional(night(1)), .end_date = any_optional(night(9))});
  }
  for (const SectionId section : any_ids<SectionId>(12)) roster.sections.push_back(any_section(section));
  for (const UserId student : any_ids<UserId>(12)) {
    roster.students.push_back({.id = student,
                               .school = any_optional(any_school()),
                               .schools = any_ids<SchoolId>(3),
                               .first_name = any_text(),
                               .last_initial = any_text(),
                               .email = any_text()});
  }
  for (const UserId teacher : any_ids<UserId>(6)) {
    roster.teachers.push_back({.id = teacher, .school = any_optional(any_school()), .email = any_text()});
  }
  return roster;
}

Roster again(const Roster& roster) {
  Roster copy = roster;
  copy.texts = std::make_shared<Texts>();
  return copy;
}

MergedSnapshot merge(const Roster& tonight, const Snapshot& last, int number) {
  return merge_snapshot({.roster = again(tonight), .student_email = StudentEmail::keep}, last, night(number));
}

/// A snapshot after a few nights, read from its files as a real night would.
Snapshot any_history(int nights) {
  Snapshot last;
  for (int number = 1; number <= nights; ++number) {
    last = snapshot_of(files_of(merge(any_roster(), last, number).snapshot));
    last.taken = night(number);
  }
  return last;
}

bool same(const Snapshot& one, const Snapshot& other) {
  return one.roster.district == other.roster.district && one.roster.schools == other.roster.schools &&
         one.roster.terms == other.roster.terms && one.roster.courses == other.roster.courses &&
         one.roster.sections == other.roster.sections && one.roster.students == other.roster.students &&
         one.roster.teachers == other.roster.teachers && one.absences.sections == other.absences.sections &&
         one.absences.students == other.absences.students && one.absences.teachers == other.absences.teachers;
}

}  // namespace

TEST_CASE("a snapshot survives being written and read", "[laws]") {
  CHECK(rc::check([] {
    const Snapshot last = any_history(2);
    const Snapshot snapshot = merge(any_roster(), last, 3).snapshot;
    RC_ASSERT(same(snapshot_of(files_of(snapshot)), snapshot));
  }));
}

TEST_CASE("a quiet night writes the same bytes", "[laws]") {
  CHECK(rc::check([] {
    const Roster roster = any_roster();
    const Snapshot one = merge(roster, Snapshot(), 1).snapshot;
    const Snapshot two = merge(roster, one, 2).snapshot;
    RC_ASSERT(files_of(two) == files_of(one));
  }));
}

TEST_CASE("a quiet night after any history changes nothing but the evidence of absence", "[laws]") {
  CHECK(rc::check([] {
    const Snapshot last = any_history(2);
    const Roster roster = any_roster();
    const Snapshot one = merge(roster, last, 3).snapshot;
    const Snapshot two = merge(roster, one, 4).snapshot;
    Files before = files_of(one);
    Files after = files_of(two);
    std::erase_if(before, [](const auto& file) { return file.first.ends_with("/absent.json"); });
    std::erase_if(after, [](const auto& file) { return file.first.ends_with("/absent.json"); });
    RC_ASSERT(before == after);
  }));
}

TEST_CASE("a second run on one date writes the same bytes", "[laws]") {
  CHECK(rc::check([] {
    const Snapshot last = any_history(2);
    const Roster roster = any_roster();
    const Snapshot one = merge(roster, last, 3).snapshot;
    const MergedSnapshot two = merge(roster, one, 3);
    RC_ASSERT(files_of(two.snapshot) == files_of(one));
  }));
}

TEST_CASE("no one is both shared and absent, and no one is forgotten", "[laws]") {
  CHECK(rc::check([] {
    const Snapshot last = any_history(2);
    const Snapshot next = merge(any_roster(), last, 3).snapshot;
    const auto is_known = [&next](const UserId& student) {
      const bool shared = find_by_id(next.roster.students, student) != nullptr;
      const bool absent = std::ranges::any_of(next.absences.students,
                                              [&](const Absent<Student>& each) { return each.record.id == student; });
      RC_ASSERT(!(shared && absent));
      return shared || absent;
    };
    for (const Student& student : last.roster.students) RC_ASSERT(is_known(student.id));
    for (const Absent<Student>& absent : last.absences.students) RC_ASSERT(is_known(absent.record.id));
  }));
}

TEST_CASE("a last snapshot that comes file by file, in any order, gives what one in memory gives", "[laws]") {
  CHECK(rc::check([] {
    const Snapshot last = any_history(2);
    const Roster roster = any_roster();
    const MergedSnapshot whole = merge(roster, last, 3);
    const Files files = files_of(last);
    std::vector<std::string> paths;
    for (const auto& [path, bytes] : files) paths.push_back(path);
    const auto turn = *rc::gen::inRange<std::ptrdiff_t>(0, std::ssize(paths));
    std::rotate(paths.begin(), paths.begin() + turn, paths.end());
    SnapshotMerge by_file({.roster = again(roster), .student_email = StudentEmail::keep}, last.taken, night(3));
    for (const std::string& path : paths) by_file.add_last(path, files.at(path));
    const MergedSnapshot merged = by_file.finish();
    RC_ASSERT(same(merged.snapshot, whole.snapshot));
    RC_ASSERT(merged.findings == whole.findings);
    RC_ASSERT(snapshot_subject(merged.change, night(3)) == snapshot_subject(whole.change, night(3)));
  }));
}

TEST_CASE("a damaged snapshot is refused, or is what the encoder would write", "[laws]") {
  CHECK(rc::check([] {
    Files files = files_of(merge(any_roster(), any_history(1), 2).snapshot);
    std::string& bytes = std::next(files.begin(), *rc::gen::inRange<std::ptrdiff_t>(0, std::ssize(files)))->second;
    const auto at = *rc::gen::inRange<std::size_t>(0, bytes.size());
    if (*rc::gen::arbitrary<bool>()) {
      bytes[at] = *rc::gen::element('{', '}', '[', ']', '"', ',', ':', '\\', 'u', '0', '1', 'f', ' ', '\n', '\xC3');
    } else {
      bytes.erase(at, *rc::gen::inRange<std::size_t>(1, 40));
    }
    Snapshot read;
    try {
      read = snapshot_of(files);
    } catch (const Error& error) {
      RC_ASSERT(error.kind() == ErrorKind::integrity);
      return;
    }
    RC_ASSERT(files_of(read) == files);
  }));
}

}  // namespace clever_sync
