#pragma once
// Sign-ins. Archiving a class disables the sign-in of every student on its roster in Sphero Edu, until it is restored.
// So a student can sign in if the account is there and open, and no archived class has them on its roster. This stage
// keeps everybody who has an open class able to sign in, and counts those who lose it, on live as it will be when each
// removal runs. Source: Sphero's help, "Archiving a class in Sphero Central" (clever.md 7.3).

#include <vector>

#include "plan/classes.hpp"
#include "plan/make_plan.hpp"

namespace clever_sync {

/// Everything that follows the additions of teachers and students, in its final form; each sorted by id.
struct Departures {
  std::vector<Change> class_additions;  // as they came
  std::vector<Change> let_go;           // additions: students with an open class leave rosters of archived ones
  std::vector<Change> class_updates;    // removals: members who left, students detached before their class closes
  std::vector<Change> class_archives;
  std::vector<Change> student_archives, teacher_archives;
  Notes notes;
};

Departures work_out_departures(const PlanInputs& inputs, const Refusals& refusals, ClassChanges classes,
                               const AccountChanges& teachers, const AccountChanges& students);

}  // namespace clever_sync
