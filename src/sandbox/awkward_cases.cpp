// The awkward but legal cases, planted into the sample district one by one. Each has a test that looks for it in the
// committed files. Source: dev.clever.com, "Data model quirks", "Sections", "Terms", "Users".
#include <fmt/core.h>

#include "sandbox/invented.hpp"
#include "sandbox/sample_district.hpp"

namespace clever_sync {
namespace {

constexpr std::uint32_t never_shared = 0x58da8c5f;  // between the teachers' ids and the students'

void plant_sections(DistrictMaker& maker, const SampleSchool& middle, const SampleSchool& k8,
                    const SampleSchool& high) {
  // No term at all, and no course, period or section number either.
  for (const SectionId& id : {k8.fall[0], k8.fall[1]}) maker.section(id).term.reset();
  Section& bare = maker.section(k8.fall[2]);
  bare.course.reset();
  bare.period = "";
  bare.section_number = "";
  bare.name = maker.keep("Makers - Lanternby - ");  // Clever leaves the dash of an empty period
  // A term that has only a name, and so never ends.
  maker.section(k8.fall[3]).term = maker.section(k8.homerooms[0]).term;
  // Two sections with one name.
  maker.section(middle.fall[3]).name = maker.section(middle.fall[0]).name;
  // Mixed grades, and a section's grade that is not its students'.
  Section& mixed = maker.section(k8.fall[4]);
  mixed.grade = "Other";
  mixed.name = maker.keep("Robotics club, mixed grades");
  for (std::size_t at = 0; at < k8.students.size(); at += 23) mixed.students.push_back(k8.students[at]);
  // A subject and a grade that the district does not send.
  maker.section(high.fall[5]).subject = "";
  maker.section(high.fall[5]).grade = "";
  // Free text that is no plain word.
  maker.section(high.fall[6]).name = maker.keep(
      "Ciencias \xE2\x80\x9C"
      "Qu\xC3\xADmica\xE2\x80\x9D <9> & m\xC3\xA1s \xF0\x9F\xA7\xAA");
  maker.section(high.fall[7]).sis_id = maker.keep("F/2026/07");
}

void plant_teachers(DistrictMaker& maker, const SampleSchool& middle, const SampleSchool& k8,
                    const SampleSchool& high) {
  // One primary and ten co-teachers, the most that Clever allows.
  Section& crowded = maker.section(middle.fall[6]);
  crowded.teachers.assign(middle.teachers.begin(), middle.teachers.begin() + 11);
  // A second teacher, and an only teacher, who are not shared.
  maker.section(middle.fall[7]).teachers.push_back(clever_id<UserId>(never_shared, 1, 1));
  maker.section(high.fall[8]).teachers = {clever_id<UserId>(never_shared, 1, 2)};
  // A teacher with no class.
  maker.add_teacher(k8.id);
  // E-mail addresses are neither checked nor required.
  maker.teacher(k8.teachers[2]).email = "";
  maker.teacher(k8.teachers[3]).email = "no-at-sign.mesa-unified.example";
  // A teacher of two schools, and names that break naive code.
  maker.teacher(high.teachers[0]).schools.push_back(middle.id);
  maker.teacher(high.teachers[1]).last_name = "O'Mockery-D\xC3\xADnvented";
  maker.teacher(high.teachers[2]).first_name = "\xD7\x91\xD7\x93\xD7\x95\xD7\x99\xD7\x94";  // right to left
}

void plant_students(DistrictMaker& maker, const SampleSchool& middle, const SampleSchool& k8,
                    const SampleSchool& high) {
  // In several schools, and in a section of a school that is not the primary one.
  for (std::size_t at = 0; at < 3; ++at) {
    const UserId id = middle.students[middle.students.size() - 1 - at];
    maker.student(id).schools.push_back(high.id);
    maker.section(high.fall[0]).students.push_back(id);
  }
  // In a section of another school without being a student of it.
  maker.section(high.fall[1]).students.push_back(k8.students.back());
  // The same student twice with one teacher.
  Section& second = maker.section(middle.fall[1]);
  second.teachers = maker.section(middle.fall[0]).teachers;
  second.students.push_back(maker.section(middle.fall[0]).students.front());
  // A student with no class, one whom /users does not have, and one without sis_id.
  maker.add_student(high.id, "12");
  maker.section(k8.fall[5]).students.push_back(clever_id<UserId>(never_shared, 2, 1));
  maker.student(k8.students[9]).sis_id = "";
  maker.student(k8.students[10]).sis_id = maker.keep("R/2026/0417");
  maker.student(k8.students[11]).grade = "Ungraded";
}

void plant_names(DistrictMaker& maker, const SampleSchool& middle, const SampleSchool& k8) {
  const auto name = [&maker](const UserId& id, std::string_view first, std::string_view initial) {
    maker.student(id).first_name = maker.keep(first);
    maker.student(id).last_initial = maker.keep(initial);
  };
  name(middle.students[3], "D'Arlomina", "O");
  name(middle.students[4], "Zo\xC3\xAB-Invent\xC3\xA9", "\xC3\x96");
  name(middle.students[5], "Robo\xF0\x9F\xA4\x96", "\xF0\x9F\x9A\x80");
  name(k8.students[3], "\xD7\x91\xD7\x93\xD7\x95\xD7\x99", "\xD7\x91");          // Hebrew
  name(k8.students[4], "\xD9\x85\xD8\xAE\xD8\xAA\xD9\x84\xD9\x82", "\xD9\x85");  // Arabic
  name(k8.students[5], "\xE8\x99\x9A\xE6\x9E\x84", "\xE5\x81\x87");              // Chinese
  name(k8.students[6], "\"Quote\\Slash\"", "<");
  name(k8.students[7], "e\xCC\x81lan", "E\xCC\x81");  // letters with combining marks
  name(k8.students[8], "Mononym", "");
}

}  // namespace

void plant_awkward_cases(DistrictMaker& maker, const std::vector<SampleSchool>& schools) {
  const SampleSchool& middle = schools.at(0);
  const SampleSchool& k8 = schools.at(1);
  const SampleSchool& high = schools.at(2);
  plant_sections(maker, middle, k8, high);
  plant_teachers(maker, middle, k8, high);
  plant_students(maker, middle, k8, high);
  plant_names(maker, middle, k8);
}

}  // namespace clever_sync
