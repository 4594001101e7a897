#pragma once
// The sample district that stands in snapshots/ at the project's top: Mesa Unified, invented, small enough to read,
// with every awkward case that Clever allows (awkward_cases.cpp). Written once by `clever-sync-sandbox --write-sample
// DIR`; a test holds the committed files against this code.

#include <map>
#include <string>

#include "sandbox/district_maker.hpp"

namespace clever_sync {

Roster sample_district();

/// The canonical files of a first snapshot of it, by path below snapshots/.
std::map<std::string, std::string> sample_files();

/// What sample_district has made before the awkward cases are planted.
struct SampleSchool {
  SchoolId id;
  std::vector<UserId> teachers;
  std::vector<UserId> students;  // in the order of their grades
  std::vector<SectionId> homerooms, fall, spring;
};
void plant_awkward_cases(DistrictMaker& maker, const std::vector<SampleSchool>& schools);

}  // namespace clever_sync
