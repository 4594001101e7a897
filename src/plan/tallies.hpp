#pragma once
// Tallies: what the guardrails are judged on. How much of what is open in Sphero Edu a plan would change, per district
// and per school.

#include <cstdint>
#include <map>
#include <vector>

#include "plan/make_plan.hpp"

namespace clever_sync {

struct Tally {
  std::int64_t actual = 0, total = 0;
  friend bool operator==(const Tally&, const Tally&) = default;
};

/// Objects whose school is no Clever id count in the district alone.
struct ScopedTally {
  Tally district;
  std::map<SchoolId, Tally> schools;
};

struct ClassShrink {
  SectionId id;
  Tally students;
};

struct Tallies {
  ScopedTally classes_archived, students_archived, teachers_archived;
  ScopedTally members_removed;             // students and teachers taken out of classes that stay open
  ScopedTally orphans;                     // archives of what no snapshot knows
  ScopedTally updates;                     // objects with an update, once each; letting go of rosters is none
  ScopedTally sign_in_lost;                // of students who have an open account, and accounts in classes by hand
  std::vector<ClassShrink> class_shrinks;  // classes that stay open and lose students; sorted by id
};

Tallies count_changes(const PlanInputs& inputs, const std::vector<Change>& changes);

/// What is missing from tonight's snapshot, of one kind (sections, students, teachers): of those that exceed the limit,
/// else of all, the one that lost the largest share.
Tally snapshot_shrinkage(const SnapshotCounts& baseline, const SnapshotCounts& now, int percent, int at_least);
struct SchoolsGone {
  std::vector<SchoolId> gone;  // had records in the baseline and have none now; sorted
  std::int64_t total = 0;      // had records in the baseline
};
SchoolsGone schools_gone(const SnapshotCounts& baseline, const SnapshotCounts& now);

/// The formula of design section 6: at least so many, and more than so many percent.
bool exceeds(const Tally& tally, int percent, int at_least);

}  // namespace clever_sync
