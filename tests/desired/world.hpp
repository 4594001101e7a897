#pragma once
// A small district for tests of derive_desired: two schools, a dated term, sections by number. Names are invented.

#include <fmt/core.h>

#include <algorithm>
#include <string>
#include <vector>

#include "desired/desired.hpp"

namespace clever_sync {

inline Date day(std::string_view text) {
  return *parse_date(text);
}
inline const Date tonight = day("2026-11-24");

/// The id with that number: `0000…002a`; ids of the kinds differ in their first digit, as Clever's never collide.
template <class IdType>
IdType id_of(char kind, int number) {
  return *IdType::parse(fmt::format("{}{:023x}", kind, number));
}
inline SchoolId school_id(int n) {
  return id_of<SchoolId>('1', n);
}
inline TermId term_id(int n) {
  return id_of<TermId>('2', n);
}
inline CourseId course_id(int n) {
  return id_of<CourseId>('3', n);
}
inline SectionId section_id(int n) {
  return id_of<SectionId>('4', n);
}
inline UserId teacher_id(int n) {
  return id_of<UserId>('5', n);
}
inline UserId student_id(int n) {
  return id_of<UserId>('6', n);
}

inline Section section(int n, std::vector<int> teachers, std::vector<int> students) {
  Section made;
  made.id = section_id(n);
  made.school = school_id(1);
  made.term = term_id(1);
  made.name = "Robotics";
  made.subject = "science";
  made.grade = "5";
  made.first_seen = day("2026-08-20");
  for (const int t : teachers) made.teachers.push_back(teacher_id(t));
  for (const int s : students) made.students.push_back(student_id(s));
  std::sort(made.students.begin(), made.students.end());
  return made;
}

inline Teacher teacher(int n) {
  Teacher made;
  made.id = teacher_id(n);
  made.school = school_id(1);
  made.schools = {school_id(1)};
  made.first_name = "Ada";
  made.last_name = "Quill";
  made.email = "ada@example.org";
  return made;
}

inline Student student(int n) {
  Student made;
  made.id = student_id(n);
  made.school = school_id(1);
  made.schools = {school_id(1)};
  made.first_name = "Bo";
  made.last_initial = "R";
  made.grade = "5";
  return made;
}

/// Two schools, a fall term until 18 December, a spring term, one course; teachers and students 1 to 4; no section.
inline Snapshot district() {
  Snapshot made;
  Roster& roster = made.roster;
  roster.district.name = "Mesa";
  roster.schools = {{.id = school_id(1), .name = "Lincoln Middle"}, {.id = school_id(2), .name = "Roosevelt K-8"}};
  roster.terms = {{.id = term_id(1), .name = "Fall", .start_date = day("2026-08-20"), .end_date = day("2026-12-18")},
                  {.id = term_id(2), .name = "Spring", .start_date = day("2027-01-05"), .end_date = day("2027-06-10")},
                  {.id = term_id(3), .name = "All year", .start_date = std::nullopt, .end_date = std::nullopt}};
  roster.courses = {{.id = course_id(1), .name = "Science 5", .number = "S5"}};
  for (int n = 1; n <= 4; ++n) roster.teachers.push_back(teacher(n));
  for (int n = 1; n <= 4; ++n) roster.students.push_back(student(n));
  return made;
}

template <class Record>
Absent<Record> gone(Record record, std::vector<std::string_view> nights) {
  Absent<Record> absent{.record = std::move(record), .last_seen = day("2026-11-01"), .missed = {}};
  for (const auto night : nights) absent.missed.push_back(day(night));
  return absent;
}

inline RuleSet rules_with(std::vector<RuleFile> files) {
  return parse_rules(files);
}
inline RuleSet filters(std::string text) {
  return parse_rules({{.file = "rules/filters.yaml", .text = std::move(text)}});
}
inline RuleSet keep(std::string text) {
  return parse_rules({{.file = "rules/keep.yaml", .text = std::move(text)}});
}
inline RuleSet lifecycle(std::string text) {
  return parse_rules({{.file = "rules/lifecycle.yaml", .text = std::move(text)}});
}
inline RuleSet mapping(std::string text) {
  return parse_rules({{.file = "rules/mapping.yaml", .text = std::move(text)}});
}
inline RuleSet defaults() {
  return parse_rules({});
}

inline const DesiredClass& class_in(const DesiredResult& result, int n) {
  for (const DesiredClass& desired : result.state.classes)
    if (desired.object.id == section_id(n)) return desired;
  throw std::out_of_range("no such class");
}
inline const Desired<SpheroStudent>& student_in(const DesiredResult& result, int n) {
  for (const auto& desired : result.state.students)
    if (desired.object.id == student_id(n)) return desired;
  throw std::out_of_range("no such student");
}
inline const Desired<SpheroTeacher>& teacher_in(const DesiredResult& result, int n) {
  for (const auto& desired : result.state.teachers)
    if (desired.object.id == teacher_id(n)) return desired;
  throw std::out_of_range("no such teacher");
}
inline const LeftOut* left_out_in(const DesiredResult& result, const CleverId& id) {
  for (const LeftOut& left_out : result.left_out)
    if (left_out.id == id) return &left_out;
  return nullptr;
}

inline std::string text_of(const Cause& cause) {
  std::string text =
      fmt::format("{} {}:{} {}", name_of(cause.code), cause.rule->file, cause.rule->line, cause.rule->id);
  for (const Evidence& e : cause.evidence) text += fmt::format("\n  {} {} {}={}", e.path, e.id, e.field, e.value);
  return text;
}

/// Everything about a result as text, for comparing two of them.
std::string text_of(const DesiredResult& result);

inline std::vector<std::string> codes(const DesiredResult& result) {
  std::vector<std::string> found;
  for (const Finding& finding : result.findings) found.push_back(finding.code);
  return found;
}
using Codes = std::vector<std::string>;

}  // namespace clever_sync
