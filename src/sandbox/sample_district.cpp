#include "sandbox/sample_district.hpp"

#include <fmt/core.h>

#include <array>

#include "sandbox/generator.hpp"
#include "snapshot/snapshot.hpp"

namespace clever_sync {
namespace {

constexpr std::uint64_t sample_seed = 2026;
constexpr std::string_view sample_day = "2026-08-07";
struct SampleTerms {
  TermId fall, spring, name_only;
};

constexpr std::size_t groups = 8;  // of about 25 students in each school: they move through the day together

struct Subject {
  std::string_view word;
  std::string_view clever;  // in Clever's list of subjects
};
constexpr auto fall_subjects =
    std::to_array<Subject>({{"Science", "science"}, {"Robotics", "technology and engineering"}, {"Math", "math"}});
constexpr Subject spring_subject{"Coding", "technology and engineering"};

struct SchoolWish {
  std::string_view name;
  std::size_t students;
  std::size_t teachers;
  std::vector<std::string_view> grades;
};

// The students of a group; groups cut the school in the order of grades.
std::vector<UserId> group_of(const SampleSchool& school, std::size_t group) {
  const std::size_t first = school.students.size() * group / groups;
  const std::size_t last = school.students.size() * (group + 1) / groups;
  return {school.students.begin() + static_cast<std::ptrdiff_t>(first),
          school.students.begin() + static_cast<std::ptrdiff_t>(last)};
}

SectionId add_class(DistrictMaker& maker, const SampleSchool& school, const Subject& subject, const TermId& term,
                    std::size_t group, std::size_t period) {
  SectionWish wish{.school = school.id, .term = term};
  wish.students = group_of(school, group);
  wish.grade = maker.student(wish.students.front()).grade;
  const std::string course = fmt::format("{} {}", subject.word, wish.grade);
  wish.course = maker.add_course(course);
  wish.subject = subject.clever;
  wish.period = fmt::format("{}", period + 1);
  wish.teachers = {school.teachers[(group + period * 5) % school.teachers.size()]};
  wish.name = section_name(course, maker.teacher(wish.teachers.front()).last_name, wish.period);
  return maker.add_section(wish);
}

SampleSchool add_school(DistrictMaker& maker, const SchoolWish& wish, const SampleTerms& terms) {
  SampleSchool school;
  school.id = maker.add_school(wish.name, wish.grades.front(), wish.grades.back());
  for (std::size_t made = 0; made < wish.teachers; ++made) school.teachers.push_back(maker.add_teacher(school.id));
  for (std::size_t made = 0; made < wish.students; ++made) {
    school.students.push_back(maker.add_student(school.id, wish.grades[made * wish.grades.size() / wish.students]));
  }
  for (std::size_t group = 0; group < groups; ++group) {
    const Subject homeroom{"Homeroom", "homeroom/advisory"};
    school.homerooms.push_back(add_class(maker, school, homeroom, terms.name_only, group, 0));
    for (std::size_t at = 0; at < fall_subjects.size(); ++at) {
      school.fall.push_back(add_class(maker, school, fall_subjects.at(at), terms.fall, group, at + 1));
    }
    school.spring.push_back(add_class(maker, school, spring_subject, terms.spring, group, fall_subjects.size() + 1));
  }
  return school;
}

}  // namespace

Roster sample_district() {
  DistrictMaker maker("Mesa Unified", sample_seed);
  const auto add_term = [&maker](const InventedTerm& term) {
    return maker.add_term(term.name, parse_date(term.start), parse_date(term.end));
  };
  const SampleTerms terms{
      .fall = add_term(fall_term), .spring = add_term(spring_term), .name_only = add_term(name_only_term)};
  const std::vector<SchoolWish> wishes = {
      {.name = "Lincoln Middle", .students = 206, .teachers = 13, .grades = {"6", "7", "8"}},
      {.name = "Roosevelt K-8",
       .students = 190,
       .teachers = 13,
       .grades = {"Kindergarten", "1", "2", "3", "4", "5", "6", "7", "8"}},
      {.name = "Franklin High", .students = 200, .teachers = 13, .grades = {"9", "10", "11", "12"}}};
  std::vector<SampleSchool> schools;
  schools.reserve(wishes.size());
  for (const SchoolWish& wish : wishes) schools.push_back(add_school(maker, wish, terms));
  plant_awkward_cases(maker, schools);
  return maker.finish();
}

std::map<std::string, std::string> sample_files() {
  const MergedSnapshot merged =
      merge_snapshot({.roster = sample_district()}, Snapshot{}, parse_date(sample_day).value());
  std::map<std::string, std::string> files;
  encode_snapshot(merged.snapshot,
                  [&files](std::string_view path, std::string_view bytes) { files.emplace(path, bytes); });
  return files;
}

}  // namespace clever_sync
