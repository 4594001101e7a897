#pragma once
// SchoolLists: the schools of students, held once for all who have the same. A million students have a few hundred such
// lists, and come school by school.

#include <utility>
#include <vector>

#include "base/shared_vector.hpp"
#include "roster/ids.hpp"

namespace clever_sync {

class SchoolLists {
 public:
  /// The list, which is the one before if it equals that.
  SharedVector<SchoolId> share(std::vector<SchoolId> list) {
    if (list != std::as_const(last_).get()) last_ = std::move(list);
    return last_;
  }

 private:
  SharedVector<SchoolId> last_;
};

}  // namespace clever_sync
