#include "plan/reasons.hpp"

namespace clever_sync {

namespace {

std::string path_of(std::string_view folder, std::string_view school) {
  std::string path(folder);
  path += shard_of(school);
  path += ".json";
  return path;
}

std::string_view live_folder(Kind kind) {
  switch (kind) {
    case Kind::teacher:
      return "sphero/live/teachers/";
    case Kind::student:
      return "sphero/live/students/";
    case Kind::class_:
      return "sphero/live/classes/";
  }
  return {};
}

}  // namespace

Reason make_reason(ReasonCode code, const RulePtr& rule, std::vector<Evidence> evidence) {
  return {.code = code, .rule = rule ? *rule : RuleRef{}, .evidence = std::move(evidence)};
}

Reason make_reason(const Cause& cause) {
  return make_reason(cause.code, cause.rule, cause.evidence);
}

Evidence live_evidence(Kind kind, CleverId id, std::string_view school, std::string_view field,
                       std::string_view value) {
  return {.path = path_of(live_folder(kind), school),
          .id = id.text(),
          .field = std::string(field),
          .value = std::string(value)};
}

Evidence section_evidence(SectionId id, std::string_view school, std::string_view field) {
  return {.path = path_of("snapshots/sections/", school), .id = id.text(), .field = std::string(field), .value = {}};
}

Finding orphan_kept(Kind kind, CleverId id) {
  return {.code = "orphan-kept",
          .kind = std::string(name_of(kind)),
          .id = id.text(),
          .message =
              "Sphero Edu shows it as managed by Clever, but no snapshot knows it; it stays, since "
              "orphans.archive in rules/lifecycle.yaml is false"};
}

std::string school_of_change(std::string_view school) {
  return SchoolId::parse(school) ? std::string(school) : std::string();
}

}  // namespace clever_sync
