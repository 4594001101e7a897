#pragma once
// RosterIndex: the roster's records by id, and the sections of a person, for rules that look across records.

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "desired/id_index.hpp"
#include "roster/roster.hpp"

namespace clever_sync {

/// Whether some rule looks at the sections of a person; without such a rule the lists are not made.
enum class PersonSections { not_needed, needed };

class RosterIndex {
 public:
  /// Keeps a reference to the roster.
  RosterIndex(const Roster& roster, PersonSections person_sections);

  [[nodiscard]] const Roster& roster() const { return roster_; }
  [[nodiscard]] const School* school(const SchoolId& id) const { return record(roster_.schools, schools_.find(id)); }
  [[nodiscard]] const Term* term(const Section& section) const {
    return section.term ? record(roster_.terms, terms_.find(*section.term)) : nullptr;
  }
  [[nodiscard]] const Course* course(const Section& section) const {
    return section.course ? record(roster_.courses, courses_.find(*section.course)) : nullptr;
  }
  [[nodiscard]] const Section* section(const SectionId& id) const {
    return record(roster_.sections, sections_.find(id));
  }
  [[nodiscard]] const Teacher* teacher(const UserId& id) const { return record(roster_.teachers, teachers_.find(id)); }
  /// Places in the roster's vectors; IdIndex::none for who is not shared.
  [[nodiscard]] std::uint32_t school_place(const SchoolId& id) const { return schools_.find(id); }
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

  /// The places of the sections that list a person of this roster; empty when they were not needed.
  [[nodiscard]] std::span<const std::uint32_t> sections_of(const Teacher& teacher) const {
    return sections_of_teachers_.of(static_cast<std::size_t>(&teacher - roster_.teachers.data()));
  }
  [[nodiscard]] std::span<const std::uint32_t> sections_of(const Student& student) const {
    return sections_of_students_.of(static_cast<std::size_t>(&student - roster_.students.data()));
  }

 private:
  /// The sections of each person, or the people of each section, one after another in one vector.
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
  static Lists people_of_sections(const Roster& roster, const IdIndex<UserId>& index,
                                  std::vector<UserId> Section::*members);
  static Lists sections_of_people(std::size_t people, const Lists& of_sections);

  const Roster& roster_;
  IdIndex<SchoolId> schools_;
  IdIndex<TermId> terms_;
  IdIndex<CourseId> courses_;
  IdIndex<SectionId> sections_;
  IdIndex<UserId> teachers_, students_;
  Lists teachers_of_sections_, students_of_sections_;
  Lists sections_of_teachers_, sections_of_students_;
};

}  // namespace clever_sync
