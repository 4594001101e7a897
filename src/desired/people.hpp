#pragma once
// People: what the rules want of each teacher's and student's account, once it is known who is in a class.

#include <vector>

#include "desired/classes.hpp"

namespace clever_sync {

template <class Object>
struct DerivedPeople {
  std::vector<Desired<Object>> people;  // sorted by id
  std::vector<LeftOut> left_out;
};

DerivedPeople<SpheroTeacher> derive_teachers(const Derivation& derivation, const Enrolled& enrolled,
                                             SchoolTexts& schools, Texts& texts);
DerivedPeople<SpheroStudent> derive_students(const Derivation& derivation, const Enrolled& enrolled,
                                             SchoolTexts& schools, Texts& texts);

}  // namespace clever_sync
