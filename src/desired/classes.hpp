#pragma once
// Classes: what the rules want of each section, shared or absent, and who is in a class that takes part.

#include <cstdint>
#include <vector>

#include "desired/derivation.hpp"
#include "desired/mapped_fields.hpp"

namespace clever_sync {

/// How the classes list a person of the roster.
struct Enrolment {
  static constexpr std::uint32_t nowhere = UINT32_MAX;
  /// The place of the section with the lowest id that lists the person, in scope or not; for somebody whom no shared
  /// section lists, the number of the shared sections and then the place of the absent one that was seen last.
  std::uint32_t listed_by = nowhere;
  /// Whether a class that is open (or kept open by hand) lists the person.
  bool in_class = false;
};
/// By place in the roster's vector.
using Enrolled = std::vector<Enrolment>;

struct DerivedClasses {
  std::vector<DesiredClass> classes;  // sorted by id
  std::vector<LeftOut> left_out;
  std::vector<Finding> findings;
  Enrolled teachers, students;
};

DerivedClasses derive_classes(const Derivation& derivation, SchoolTexts& schools, Texts& texts);

}  // namespace clever_sync
