// The committed sample district: what the demo and other tests rely on, and that every awkward case is in it.
#include <filesystem>
#include <map>
#include <set>

#include "base/disk.hpp"
#include "base/error.hpp"
#include "catch.hpp"
#include "sandbox/district_files.hpp"
#include "sandbox/generator.hpp"
#include "sandbox/sample_district.hpp"

using namespace clever_sync;

namespace {

const Roster& sample() {
  static const Roster roster = read_district(SAMPLE_SNAPSHOTS);
  return roster;
}

template <class Record, class Wanted>
std::int64_t count(const std::vector<Record>& records, const Wanted& wanted) {
  return std::ranges::count_if(records, wanted);
}

bool any_section(const std::function<bool(const Section&)>& wanted) {
  return std::ranges::any_of(sample().sections, wanted);
}

}  // namespace

TEST_CASE("the committed sample district is what this code writes", "[sample]") {
  namespace fs = std::filesystem;
  const std::map<std::string, std::string> files = sample_files();
  FileDisk disk;
  std::size_t committed = 0;
  for (const auto& entry : fs::recursive_directory_iterator(SAMPLE_SNAPSHOTS)) {
    if (!entry.is_regular_file()) continue;
    const std::string path = fs::relative(entry.path(), SAMPLE_SNAPSHOTS).generic_string();
    INFO(path);
    ++committed;
    REQUIRE(files.contains(path));
    CHECK(disk.read_file(entry.path().string()) == files.at(path));
  }
  CHECK(committed == files.size());
}

TEST_CASE("the sample district has 3 schools, about 600 students, 40 teachers, 120 sections", "[sample]") {
  CHECK(sample().district.name == "Mesa Unified");
  CHECK(sample().district.id.text() == invented_district_id);
  CHECK(sample().district.launch_date == parse_date("2026-08-03"));
  CHECK(sample().schools.size() == 3);
  CHECK(sample().students.size() == 597);
  CHECK(sample().teachers.size() == 40);
  CHECK(sample().sections.size() == 120);
}

TEST_CASE("the sample has fall and spring terms, and one that has only a name", "[sample]") {
  const auto has = [](const InventedTerm& wanted) {
    return std::ranges::any_of(sample().terms, [&](const Term& term) {
      return term.name == wanted.name && term.start_date == parse_date(wanted.start) &&
             term.end_date == parse_date(wanted.end);
    });
  };
  CHECK(has(fall_term));
  CHECK(has(spring_term));
  CHECK(has(name_only_term));
}

TEST_CASE("the sample has the awkward sections", "[sample]") {
  CHECK(any_section([](const Section& section) { return !section.term; }));
  CHECK(any_section([](const Section& section) { return !section.course; }));
  CHECK(any_section([](const Section& section) { return section.period.empty() && section.section_number.empty(); }));
  CHECK(any_section([](const Section& section) { return section.teachers.size() == 11; }));
  CHECK(any_section([](const Section& section) { return section.subject.empty() && section.grade.empty(); }));
  CHECK(any_section([](const Section& section) { return section.grade == "Other"; }));
  CHECK(any_section([](const Section& section) { return section.sis_id.find('/') != std::string_view::npos; }));
  std::set<std::string_view> names;
  CHECK(any_section([&](const Section& section) { return !names.insert(section.name).second; }));
  // Only a name for a term, in a section that is no homeroom.
  CHECK(any_section([](const Section& section) {
    return section.term && find_by_id(sample().terms, *section.term)->name == name_only_term.name &&
           section.subject != "homeroom/advisory";
  }));
}

TEST_CASE("the sample has teachers and students whom /users lacks, and some in no class", "[sample]") {
  std::set<UserId> teaching;
  std::set<UserId> learning;
  for (const Section& section : sample().sections) {
    teaching.insert(section.teachers.begin(), section.teachers.end());
    learning.insert(section.students.begin(), section.students.end());
  }
  const auto unknown_teacher = [](const UserId& id) { return find_by_id(sample().teachers, id) == nullptr; };
  const auto unknown_student = [](const UserId& id) { return find_by_id(sample().students, id) == nullptr; };
  CHECK(std::ranges::count_if(teaching, unknown_teacher) == 2);
  CHECK(any_section(
      [&](const Section& section) { return section.teachers.size() == 1 && unknown_teacher(section.teachers[0]); }));
  CHECK(std::ranges::count_if(learning, unknown_student) == 1);
  CHECK(count(sample().teachers, [&](const Teacher& teacher) { return !teaching.contains(teacher.id); }) >= 1);
  CHECK(count(sample().students, [&](const Student& student) { return !learning.contains(student.id); }) == 1);
}

TEST_CASE("everybody who has a class has a homeroom, whose subject says so", "[sample]") {
  std::set<UserId> at_home;
  for (const Section& section : sample().sections) {
    if (section.subject == "homeroom/advisory") at_home.insert(section.students.begin(), section.students.end());
  }
  CHECK(at_home.size() == 596);
}

TEST_CASE("the sample has students of several schools, and in sections of a school that is not theirs", "[sample]") {
  CHECK(count(sample().students, [](const Student& student) { return student.schools.size() > 1; }) == 3);
  const auto is_guest = [](const Section& section) {
    return std::ranges::any_of(section.students, [&](const UserId& id) {
      const Student* const student = find_by_id(sample().students, id);
      return student != nullptr && student->school != section.school;
    });
  };
  CHECK(any_section(is_guest));
  // Twice with one teacher.
  std::map<std::pair<UserId, UserId>, int> together;
  for (const Section& section : sample().sections) {
    for (const UserId& student : section.students) ++together[{student, section.teachers.front()}];
  }
  CHECK(std::ranges::any_of(together, [](const auto& pair) { return pair.second > 1; }));
}

TEST_CASE("the sample has names, numbers and addresses that break naive code", "[sample]") {
  const auto student_named = [](std::string_view part) {
    return std::ranges::any_of(sample().students, [part](const Student& student) {
      return student.first_name.find(part) != std::string_view::npos;
    });
  };
  CHECK(student_named("'"));
  CHECK(student_named("\xC3\xAB"));          // ë
  CHECK(student_named("\xF0\x9F\xA4\x96"));  // an emoji
  CHECK(student_named("\xD7\x91"));          // Hebrew
  CHECK(student_named("\\"));
  CHECK(count(sample().students, [](const Student& student) { return student.last_initial.empty(); }) == 1);
  CHECK(count(sample().students, [](const Student& student) { return student.sis_id.empty(); }) == 1);
  CHECK(count(sample().students, [](const Student& student) { return student.sis_id == "R/2026/0417"; }) == 1);
  CHECK(count(sample().teachers, [](const Teacher& teacher) { return teacher.email.empty(); }) == 1);
  CHECK(count(sample().teachers, [](const Teacher& teacher) {
          return !teacher.email.empty() && teacher.email.find('@') == std::string_view::npos;
        }) == 1);
}

TEST_CASE("a folder without a snapshot is refused with advice", "[sample]") {
  CHECK_THROWS_AS(read_district("/nonexistent"), Error);
}
