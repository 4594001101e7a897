#pragma once
// Refusals: changes that Sphero Edu refused on an earlier night. The same change is not planned again before its next
// try, so that one class with a bad name does not make every night a failed one; another content is tried at once.

#include <vector>

#include "plan/notes.hpp"
#include "plan/plan.hpp"

namespace clever_sync {

class Refusals {
 public:
  /// `refused` is sorted by kind, id, action, and must outlive this.
  Refusals(const std::vector<RefusedChange>& refused, Date as_of) : refused_(refused), as_of_(as_of) {}

  /// Whether this very change waits for its next try; if so it is counted and reported in `notes`.
  [[nodiscard]] bool withhold(const Change& change, Notes& notes) const;

 private:
  const std::vector<RefusedChange>& refused_;
  Date as_of_;
};

}  // namespace clever_sync
