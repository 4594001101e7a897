#include <map>

#include "base/digest.hpp"
#include "catch.hpp"
#include "sandbox/generator.hpp"
#include "snapshot/snapshot.hpp"

using namespace clever_sync;

namespace {

std::string digest_of(const Roster& roster) {
  const MergedSnapshot merged = merge_snapshot({.roster = roster}, Snapshot{}, parse_date("2026-08-10").value());
  Sha256 digest;
  encode_snapshot(merged.snapshot, [&digest](std::string_view path, std::string_view bytes) {
    digest.update(path);
    digest.update(bytes);
  });
  return digest.finish_hex();
}

}  // namespace

TEST_CASE("the same number and seed give the same district, on every platform", "[generator]") {
  const std::string digest = digest_of(generate_district({.students = 1500, .seed = 42}));
  CHECK(digest == digest_of(generate_district({.students = 1500, .seed = 42})));
  CHECK(digest != digest_of(generate_district({.students = 1500, .seed = 43})));
  // Pinned: benchmarks of different days and machines compare the same district.
  CHECK(digest == "f32c7b5a3ad2383b8a68825254d37f2b56c38b2b2f42828af9be7f3d1cfa7f8b");
}

TEST_CASE("every student has six classes, a class at most 25 students, a school 500 to 700", "[generator]") {
  const Roster roster = generate_district({.students = 6000, .seed = 7});
  CHECK(roster.students.size() == 6000);
  CHECK(roster.schools.size() == 10);
  std::map<UserId, int> classes;
  for (const Section& section : roster.sections) {
    CHECK(section.students.size() <= 25);
    CHECK_FALSE(section.teachers.empty());
    for (const UserId& student : section.students) ++classes[student];
  }
  CHECK(classes.size() == 6000);
  CHECK(std::ranges::all_of(classes, [](const auto& pair) { return pair.second == 6; }));
  std::map<SchoolId, int> sizes;
  for (const Student& student : roster.students) ++sizes[*student.school];
  for (const auto& [school, size] : sizes) CHECK((size >= 500 && size <= 700));
}

TEST_CASE("the records of a generated district are sorted by id", "[generator]") {
  const Roster roster = generate_district({.students = 700, .seed = 1});
  CHECK(std::ranges::is_sorted(roster.sections, {}, &Section::id));
  CHECK(std::ranges::is_sorted(roster.students, {}, &Student::id));
  CHECK(std::ranges::is_sorted(roster.teachers, {}, &Teacher::id));
  CHECK(std::ranges::is_sorted(roster.courses, {}, &Course::id));
  for (const Section& section : roster.sections) CHECK(std::ranges::is_sorted(section.students));
}

TEST_CASE("a district of no students is a district", "[generator]") {
  const Roster roster = generate_district({.students = 0, .seed = 1});
  CHECK(roster.schools.size() == 1);
  CHECK(roster.sections.empty());
}
