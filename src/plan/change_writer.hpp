#pragma once
// The canonical bytes of one change, in the three forms in which they count: as the plan file has them, as a part's
// digest sees them, and as the content that Sphero Edu would be sent. Keys stand in sorted order in all of them.

#include <string>

#include "plan/plan.hpp"

namespace clever_sync {

enum class ChangeForm {
  file,         ///< all of it, but of a student's fields only the names
  part_digest,  ///< with students' values, without evidence and waits_for: what a person approves
  content,      ///< only what is sent: no reason, no school, no count of sign-ins
};

/// Appends the canonical object, straight into the string: a plan may have a million of them.
void append_change(const Change& change, ChangeForm form, std::string& out);

}  // namespace clever_sync
