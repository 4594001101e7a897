#include "plan/adoption.hpp"

#include <algorithm>

#include "plan/merge.hpp"

namespace clever_sync {

namespace {

template <class DesiredItem, class Object>
std::vector<Object> settled(const std::vector<DesiredItem>& desired, const std::vector<Object>& applied,
                            const std::vector<Object>& live, const std::vector<CleverId>& changed) {
  std::vector<Object> out;
  merge_by_id(desired, applied, live, [&](const DesiredItem* wanted, const Object* written, const Object* seen) {
    if (wanted == nullptr || wanted->stance != Stance::open || written != nullptr || seen == nullptr) return;
    if (seen->archived || std::ranges::binary_search(changed, seen->id.template as<AnyTag>())) return;
    out.push_back(*seen);
  });
  return out;
}

std::vector<CleverId> changed_by(const Plan& plan, Kind kind) {
  std::vector<CleverId> ids;
  for (const Change& change : plan.changes) {
    if (change.kind == kind) ids.push_back(change.clever_id);
  }
  std::ranges::sort(ids);
  return ids;
}

}  // namespace

ManagedState adopted_as_they_are(const PlanInputs& inputs, const Plan& plan) {
  const DesiredState& desired = inputs.desired.state;
  const ManagedState& applied = inputs.applied.managed;
  const ManagedState& live = inputs.live.managed;
  return {.teachers = settled(desired.teachers, applied.teachers, live.teachers, changed_by(plan, Kind::teacher)),
          .students = settled(desired.students, applied.students, live.students, changed_by(plan, Kind::student)),
          .classes = settled(desired.classes, applied.classes, live.classes, changed_by(plan, Kind::class_))};
}

}  // namespace clever_sync
