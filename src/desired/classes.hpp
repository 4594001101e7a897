#pragma once
// Classes: what the rules want of each section, shared or absent, and who is in a class that takes part.

#include <cstdint>
#include <vector>

#include "desired/derivation.hpp"
#include "desired/mapped_fields.hpp"

namespace clever_sync {

/// Which people of the roster the classes list, by place in the roster's vector.
struct Enrolled {
  /// Whether a class that is open (or kept open by hand) lists the person.
  std::vector<char> in_class;
  /// The lowest id of a section that lists the person, in scope or not; nil id if none does.
  std::vector<SectionId> listed_by;
};

struct DerivedClasses {
  std::vector<DesiredClass> classes;  // sorted by id
  std::vector<LeftOut> left_out;
  std::vector<Finding> findings;
  Enrolled teachers, students;
};

DerivedClasses derive_classes(const Derivation& derivation, SchoolTexts& schools, Texts& texts);

}  // namespace clever_sync
