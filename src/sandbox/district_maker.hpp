#pragma once
// DistrictMaker: puts an invented district together, record by record, with ids, names, numbers and addresses that
// follow from the seed alone. What the district looks like is decided by generator.cpp (any size) and
// sample_district.cpp.

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "roster/roster.hpp"
#include "sandbox/random.hpp"

namespace clever_sync {

/// The district of the sample and of every generated one, so that one configuration serves both.
inline constexpr std::string_view invented_district_id = "58da8a43cc70ab00017a1a87";

struct SectionWish {
  SchoolId school;
  std::optional<CourseId> course;
  std::optional<TermId> term;
  std::string name;
  std::string period;
  std::string subject;
  std::string grade;
  std::vector<UserId> teachers;
  std::vector<UserId> students;
};

class DistrictMaker {
 public:
  DistrictMaker(std::string_view district_name, std::uint64_t seed);

  SchoolId add_school(std::string_view name, std::string_view low_grade, std::string_view high_grade);
  TermId add_term(std::string_view name, std::optional<Date> start, std::optional<Date> end);
  /// One course per name: asked twice, the same.
  CourseId add_course(std::string_view name);
  UserId add_teacher(const SchoolId& school);
  UserId add_student(const SchoolId& school, std::string_view grade);
  SectionId add_section(const SectionWish& wish);

  [[nodiscard]] Teacher& teacher(const UserId& id);
  [[nodiscard]] Student& student(const UserId& id);
  [[nodiscard]] Section& section(const SectionId& id);
  [[nodiscard]] SplitMix64& random() { return random_; }
  /// Text that lives as long as the roster.
  std::string_view keep(std::string_view text) { return roster_.texts->keep(text); }

  /// The finished roster. Call once.
  Roster finish();

 private:
  std::string_view intern(std::string_view text) { return roster_.texts->intern(text); }

  Roster roster_;
  SplitMix64 random_;
  std::uint64_t process_;
  std::map<std::string, CourseId, std::less<>> courses_;
};

/// `<course> - <teacher's last name> - <period>`, as Clever makes a section's name.
/// Source: dev.clever.com, "Sections".
std::string section_name(std::string_view course, std::string_view last_name, std::string_view period);

}  // namespace clever_sync
