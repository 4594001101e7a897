#pragma once
// Fields: the three-way comparison of the mapped fields of one account or class. What differs between live and applied
// while the source did not change is drift; the mapping's `on_drift` says, field by field, whose value stays.

#include <vector>

#include "plan/notes.hpp"
#include "plan/plan.hpp"
#include "rules/rule_set.hpp"

namespace clever_sync {

enum class Overwrite {
  by_mapping,  ///< a field under `on_drift: keep` that was changed in Sphero Edu stays
  everything,  ///< the object is brought into line whatever happened to it: adopted, or another course now
};

struct FieldComparison {
  std::vector<FieldChange> set;           // sorted by field
  bool source_changed = false;            // one of `set` differs from what was last written, so the district changed it
  RulePtr rule;                           // the mapping's line for the first of `set`; null if it has none
  std::vector<const FieldMapping*> kept;  // fields whose value in Sphero Edu stays
};

/// `applied` is null when nothing was ever written. A field that the mapping does not name is not ours: it is neither
/// compared nor cleared; `school` always is. `mapping` is sorted by field.
template <class Object>
FieldComparison compare_fields(const Object& desired, const Object* applied, const Object& live,
                               const std::vector<FieldMapping>& mapping, Overwrite overwrite);

/// Every field that has a value, from "" to that value: what a create carries.
template <class Object>
std::vector<FieldChange> all_fields(const Object& desired);

/// A finding for each kept field.
void report_kept(const FieldComparison& fields, Kind kind, CleverId id, Notes& notes);

}  // namespace clever_sync
