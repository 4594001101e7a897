#include "plan/fields.hpp"

#include <fmt/core.h>

#include <algorithm>

#include "base/same_text.hpp"

namespace clever_sync {

namespace {

/// Whether the value that live shows stays although the source wants another one.
bool stays(const FieldMapping* mapped, bool drifted, Overwrite overwrite) {
  return drifted && overwrite == Overwrite::by_mapping && mapped != nullptr && mapped->on_drift == OnDrift::keep;
}

template <class Object>
bool all_fields_agree(const Object& desired, const Object& live) {
  return std::ranges::all_of(fields_of(desired), [&](const MappedField<Object>& field) {
    return same_text(desired.*field.member, live.*field.member);
  });
}

}  // namespace

template <class Object>
FieldComparison compare_fields(const Object& desired, const Object* applied, const Object& live,
                               const std::vector<FieldMapping>& mapping, Overwrite overwrite) {
  FieldComparison out;
  if (all_fields_agree(desired, live)) return out;  // nearly everybody, every night
  auto line = mapping.begin();
  for (const auto& [name, member] : fields_of(desired)) {
    while (line != mapping.end() && line->field < name) ++line;
    const FieldMapping* const mapped = line != mapping.end() && line->field == name ? &*line : nullptr;
    if (desired.*member == live.*member) continue;
    if (mapped == nullptr && name != "school") continue;
    if (stays(mapped, applied != nullptr && applied->*member != live.*member, overwrite)) {
      out.kept.push_back(mapped);
      continue;
    }
    if (out.set.empty() && mapped != nullptr) out.rule = mapped->rule;
    if (applied != nullptr && applied->*member != desired.*member) out.source_changed = true;
    out.set.push_back(
        {.field = std::string(name), .from = std::string(live.*member), .to = std::string(desired.*member)});
  }
  return out;
}

template <class Object>
std::vector<FieldChange> all_fields(const Object& desired) {
  std::vector<FieldChange> out;
  for (const auto& [name, member] : fields_of(desired)) {
    if ((desired.*member).empty()) continue;
    out.push_back({.field = std::string(name), .from = {}, .to = std::string(desired.*member)});
  }
  return out;
}

template FieldComparison compare_fields(const SpheroTeacher&, const SpheroTeacher*, const SpheroTeacher&,
                                        const std::vector<FieldMapping>&, Overwrite);
template FieldComparison compare_fields(const SpheroStudent&, const SpheroStudent*, const SpheroStudent&,
                                        const std::vector<FieldMapping>&, Overwrite);
template FieldComparison compare_fields(const SpheroClass&, const SpheroClass*, const SpheroClass&,
                                        const std::vector<FieldMapping>&, Overwrite);
template std::vector<FieldChange> all_fields(const SpheroTeacher&);
template std::vector<FieldChange> all_fields(const SpheroStudent&);
template std::vector<FieldChange> all_fields(const SpheroClass&);

void report_kept(const FieldComparison& fields, Kind kind, CleverId id, Notes& notes) {
  for (const FieldMapping* const mapped : fields.kept) {
    const std::string line =
        mapped->rule ? fmt::format("{}:{}", mapped->rule->file, mapped->rule->line) : std::string("the mapping");
    notes.findings.push_back(
        {.code = "drift-kept",
         .kind = std::string(name_of(kind)),
         .id = id.text(),
         .message =
             fmt::format("its {} was changed in Sphero Edu and stays as it is there, as {} says (on_drift: keep)",
                         mapped->field, line)});
  }
}

}  // namespace clever_sync
