#include "sandbox/district_maker.hpp"

#include <fmt/core.h>

#include <algorithm>

#include "sandbox/invented.hpp"

namespace clever_sync {
namespace {

// The kinds are told apart by their moment of creation, so that a person can read a kind off an id.
constexpr std::uint32_t schools_made = 0x58da8c58;
constexpr std::uint32_t terms_made = 0x58da8c59;
constexpr std::uint32_t courses_made = 0x58da8c5a;
constexpr std::uint32_t teachers_made = 0x58da8c5d;
constexpr std::uint32_t students_made = 0x58da8c63;
constexpr std::uint32_t sections_made = 0x58da8c70;

std::string lower_ascii(std::string_view text) {
  std::string lower(text);
  std::ranges::transform(lower, lower.begin(),
                         [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return lower;
}

template <class Record, class IdType>
Record& record_of(std::vector<Record>& records, const IdType& id) {
  // Records are made in the order of their ids.
  return const_cast<Record&>(*find_by_id(records, id));
}

}  // namespace

DistrictMaker::DistrictMaker(std::string_view district_name, std::uint64_t seed)
    : random_(seed), process_(0xDC0CA00000ULL + (seed & 0xFFFFULL)) {
  District& district = roster_.district;
  district.id = DistrictId::parse(invented_district_id).value();
  district.name = keep(district_name);
  district.launch_date = parse_date("2026-08-03");
}

SchoolId DistrictMaker::add_school(std::string_view name, std::string_view low_grade, std::string_view high_grade) {
  const std::size_t number = roster_.schools.size() + 1;
  School& school = roster_.schools.emplace_back();
  school.id = clever_id<SchoolId>(schools_made, process_, number);
  school.name = keep(name);
  school.low_grade = intern(low_grade);
  school.high_grade = intern(high_grade);
  school.sis_id = keep(fmt::format("{}", 1000 + number));
  school.school_number = school.sis_id;
  return school.id;
}

TermId DistrictMaker::add_term(std::string_view name, std::optional<Date> start, std::optional<Date> end) {
  Term& term = roster_.terms.emplace_back();
  term.id = clever_id<TermId>(terms_made, process_, roster_.terms.size());
  term.name = keep(name);
  term.start_date = start;
  term.end_date = end;
  return term.id;
}

CourseId DistrictMaker::add_course(std::string_view name) {
  const auto known = courses_.find(name);
  if (known != courses_.end()) return known->second;
  Course& course = roster_.courses.emplace_back();
  course.id = clever_id<CourseId>(courses_made, process_, roster_.courses.size());
  course.name = keep(name);
  course.number = keep(fmt::format("C{:03}", roster_.courses.size()));
  courses_.emplace(name, course.id);
  return course.id;
}

UserId DistrictMaker::add_teacher(const SchoolId& school) {
  const std::size_t number = roster_.teachers.size() + 1;
  Teacher& teacher = roster_.teachers.emplace_back();
  teacher.id = clever_id<UserId>(teachers_made, process_, number);
  teacher.school = school;
  teacher.schools = {school};
  teacher.first_name = intern(invented_given_name(random_.next()));
  teacher.last_name = intern(invented_surname(random_.next()));
  teacher.sis_id = keep(fmt::format("T{:05}", number));
  teacher.teacher_number = teacher.sis_id;
  teacher.title = "Teacher";
  teacher.email = keep(fmt::format("{}.{}.{}@mesa-unified.example", lower_ascii(teacher.first_name),
                                   lower_ascii(teacher.last_name), number));
  return teacher.id;
}

UserId DistrictMaker::add_student(const SchoolId& school, std::string_view grade) {
  const std::size_t number = roster_.students.size() + 1;
  Student& student = roster_.students.emplace_back();
  student.id = clever_id<UserId>(students_made, process_, number);
  student.school = school;
  student.schools = {school};
  student.first_name = intern(invented_given_name(random_.next()));
  student.last_initial = intern(invented_surname(random_.next()).substr(0, 1));
  student.grade = intern(grade);
  student.sis_id = keep(fmt::format("S{:07}", number));
  return student.id;
}

SectionId DistrictMaker::add_section(const SectionWish& wish) {
  const std::size_t number = roster_.sections.size() + 1;
  Section& section = roster_.sections.emplace_back();
  section.id = clever_id<SectionId>(sections_made, process_, number);
  section.school = wish.school;
  section.course = wish.course;
  section.term = wish.term;
  section.name = keep(wish.name);
  section.period = intern(wish.period);
  section.subject = intern(wish.subject);
  section.grade = intern(wish.grade);
  section.sis_id = keep(fmt::format("X{:06}", number));
  section.section_number = keep(fmt::format("{}", number));
  section.teachers = wish.teachers;
  section.students = wish.students;
  return section.id;
}

Teacher& DistrictMaker::teacher(const UserId& id) {
  return record_of(roster_.teachers, id);
}
Student& DistrictMaker::student(const UserId& id) {
  return record_of(roster_.students, id);
}
Section& DistrictMaker::section(const SectionId& id) {
  return record_of(roster_.sections, id);
}

Roster DistrictMaker::finish() {
  for (Section& section : roster_.sections) {
    std::vector<UserId>& students = section.students.edit();
    std::ranges::sort(students);
    students.erase(std::unique(students.begin(), students.end()), students.end());
  }
  for (Student& student : roster_.students) std::ranges::sort(student.schools);
  for (Teacher& teacher : roster_.teachers) std::ranges::sort(teacher.schools);
  return std::move(roster_);
}

std::string section_name(std::string_view course, std::string_view last_name, std::string_view period) {
  return fmt::format("{} - {} - {}", course, last_name, period);
}

}  // namespace clever_sync
