#pragma once
// Classes: what the rules want of each section, shared or absent, and who is in a class that takes part.

#include <cstdint>
#include <vector>

#include "desired/derivation.hpp"
#include "desired/mapped_fields.hpp"

namespace clever_sync {

/// Whether a class that is open (or kept open by hand) lists a person, by place in the roster's vector.
using Enrolled = std::vector<std::uint8_t>;

struct DerivedClasses {
  std::vector<DesiredClass> classes;  // sorted by id
  std::vector<LeftOut> left_out;
  std::vector<Finding> findings;
  Enrolled teachers, students;
};

DerivedClasses derive_classes(const Derivation& derivation, SchoolTexts& schools, Texts& texts);

/// For each person of the roster, by place, the section by which the person would take part if it did: the one with the
/// lowest id that lists the person; for somebody whom no shared section lists, the absent one that was seen last; the
/// id that no record has, where none is known. Made for those alone who are in no class: there may be none.
std::vector<SectionId> sections_listing(const Derivation& derivation, Kind kind);

}  // namespace clever_sync
