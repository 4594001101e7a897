#pragma once
// RosterIndex: the roster's records by id, and who is in which section, for rules that look across records.

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "desired/id_index.hpp"
#include "roster/roster.hpp"

namespace clever_sync {

/// Whether some rule looks at the sections of a teacher; without such a rule the lists are not made. Those of students
/// are never made: there are millions, and the other way round, from section to student, does as well.
enum class TeacherSections { not_needed, needed };

class RosterIndex {
 public:
  /// Keeps a reference to the roster.
  RosterIndex(const Roster& roster, TeacherSections teacher_sections);

  [[nodiscard]] const Roster& roster() const { return roster_; }
  [[nodiscard]] const School* school(const SchoolId& id) const { return record(roster_.schools, schools_.find(id)); }
  [[nodiscard]] const Term* term(const Section& section) const { return record(roster_.terms, term_place(section)); }
  [[nodiscard]] const Course* course(const Section& section) const {
    return record(roster_.courses, course_place(section));
  }
  [[nodiscard]] const Teacher* teacher(const UserId& id) const { return record(roster_.teachers, teachers_.find(id)); }
  /// Places in the roster's vectors; IdIndex::none for who is not shared.
  [[nodiscard]] std::uint32_t school_place(const SchoolId& id) const { return schools_.find(id); }
  [[nodiscard]] std::uint32_t term_place(const Section& section) const {
    return section.term ? terms_.find(*section.term) : IdIndex<TermId>::none;
  }
  [[nodiscard]] std::uint32_t course_place(const Section& section) const {
    return section.course ? courses_.find(*section.course) : IdIndex<CourseId>::none;
  }
  [[nodiscard]] std::uint32_t teacher_place(const UserId& id) const { return teachers_.find(id); }
  [[nodiscard]] std::uint32_t student_place(const UserId& id) const { return students_.find(id); }

  /// Where the people whom a section of this roster lists stand, in the order of its list; IdIndex::none for who is not
  /// shared. Looked up once for everybody who asks.
  [[nodiscard]] std::span<const std::uint32_t> teachers_of(std::size_t section) const {
    return teachers_of_sections_.of(section);
  }
  [[nodiscard]] std::span<const std::uint32_t> students_of(std::size_t section) const {
    return students_of_sections_.of(section);
  }

  /// The places of the sections that list a teacher of this roster; empty when they were not needed.
  [[nodiscard]] std::span<const std::uint32_t> sections_of(const Teacher& teacher) const {
    return sections_of_teachers_.of(static_cast<std::size_t>(&teacher - roster_.teachers.data()));
  }

 private:
  /// The sections of each teacher, or the people of each section, one after another in one vector.
  struct Lists {
    std::vector<std::uint32_t> starts, places;
    [[nodiscard]] std::span<const std::uint32_t> of(std::size_t whose) const {
      if (starts.empty()) return {};
      return std::span(places).subspan(starts[whose], starts[whose + 1] - starts[whose]);
    }
  };
  template <class Record>
  static const Record* record(const std::vector<Record>& records, std::uint32_t place) {
    return place == IdIndex<SchoolId>::none ? nullptr : &records[place];
  }
  using Members = const std::vector<UserId>& (*)(const Section&);
  static Lists people_of_sections(const Roster& roster, const IdIndex<UserId>& index, Members members_of);
  static Lists sections_of_people(std::size_t people, const Lists& of_sections);

  const Roster& roster_;
  IdIndex<SchoolId> schools_;
  IdIndex<TermId> terms_;
  IdIndex<CourseId> courses_;
  IdIndex<UserId> teachers_, students_;
  Lists teachers_of_sections_, students_of_sections_;
  Lists sections_of_teachers_;
};

}  // namespace clever_sync
