#pragma once
// Merging the three states: one pass over vectors that are sorted by id, no map. The cost is that of reading them.

#include <algorithm>
#include <vector>

#include "base/shared_vector.hpp"

namespace clever_sync {

/// Calls `each(desired, applied, live)` once per id that any of the three has, in ascending order; a pointer is null
/// where that state lacks the id. Each vector is sorted by id, without repetitions.
template <class DesiredItem, class Object, class Each>
void merge_by_id(const std::vector<DesiredItem>& desired, const SharedVector<Object>& applied,
                 const SharedVector<Object>& live, const Each& each) {
  const DesiredItem* wanted = desired.data();
  const Object* written = applied.get().data();
  const Object* seen = live.get().data();
  const DesiredItem* const wanted_end = wanted + desired.size();
  const Object* const written_end = written + applied.size();
  const Object* const seen_end = seen + live.size();
  for (;;) {
    const auto* smallest = wanted != wanted_end ? &wanted->object.id : nullptr;
    if (written != written_end && (smallest == nullptr || written->id < *smallest)) smallest = &written->id;
    if (seen != seen_end && (smallest == nullptr || seen->id < *smallest)) smallest = &seen->id;
    if (smallest == nullptr) return;
    const auto id = *smallest;
    const DesiredItem* const desired_item = wanted != wanted_end && wanted->object.id == id ? wanted++ : nullptr;
    const Object* const applied_item = written != written_end && written->id == id ? written++ : nullptr;
    const Object* const live_item = seen != seen_end && seen->id == id ? seen++ : nullptr;
    each(desired_item, applied_item, live_item);
  }
}

/// The desired item with that id in a vector sorted by object.id, or nullptr.
template <class DesiredItem, class IdType>
const DesiredItem* find_desired(const std::vector<DesiredItem>& sorted, const IdType& id) {
  const auto at = std::lower_bound(sorted.begin(), sorted.end(), id, [](const DesiredItem& item, const IdType& wanted) {
    return item.object.id < wanted;
  });
  return at != sorted.end() && at->object.id == id ? &*at : nullptr;
}

}  // namespace clever_sync
