#pragma once
// Class names: made unique per primary teacher, where the mapping asks for it. A function of the sections alone, so the
// same names come out every night: the lowest id keeps the bare name.

#include <vector>

#include "desired/derivation.hpp"

namespace clever_sync {

/// Changes the names of classes that would repeat one of the same primary teacher: `Robotics (3)` by period, else by
/// section number, else `Robotics 2`. Classes that ended or are absent still hold their names, so that nothing is
/// renamed when they go; those that a rule leaves out hold none. `classes` are sorted by id.
void make_class_names_unique(const Derivation& derivation, std::vector<DesiredClass>& classes, Texts& texts);

}  // namespace clever_sync
