#include "plan/class_reasons.hpp"

#include "plan/reasons.hpp"

namespace clever_sync {

namespace {

Evidence evidence(const SpheroClass& seen, std::string_view field, std::string_view value) {
  return live_evidence(Kind::class_, seen.id.as<AnyTag>(), seen.school, field, value);
}

Evidence section(const Needs& needs, std::string_view field) {
  return section_evidence(needs.wanted.object.id, needs.wanted.object.school, field);
}

}  // namespace

Reason reason_to_restore(const Needs& needs, const SpheroClass& seen, const RulePtr& rule) {
  if (needs.reuse != Reuse::none) return make_reason(ReasonCode::reused, rule, {section(needs, "term_id")});
  // What we did not archive, somebody archived in Sphero Edu.
  if (needs.written == nullptr || needs.written->archived) {
    return make_reason(ReasonCode::returned, rule, needs.wanted.cause.evidence);
  }
  return make_reason(ReasonCode::drift, rule, {evidence(seen, "archived", {})});
}

Reason reason_to_update(const Needs& needs, const SpheroClass& seen) {
  const RulePtr& listed = needs.wanted.cause.rule;
  const RulePtr& mapped = needs.fields.rule ? needs.fields.rule : listed;
  if (needs.reuse == Reuse::unwritten) {
    return make_reason(ReasonCode::reused, listed, {section(needs, "term_id")});
  }
  if (needs.written == nullptr) return make_reason(ReasonCode::adopted, mapped, {evidence(seen, {}, {})});
  if (needs.fields.source_changed) {
    return make_reason(ReasonCode::source_changed, mapped, needs.wanted.cause.evidence);
  }
  if (needs.students.joined) return make_reason(ReasonCode::member_joined, listed, {section(needs, "students")});
  if (needs.teachers.others.joined) return make_reason(ReasonCode::member_joined, listed, {section(needs, "teachers")});
  if (needs.teachers.primary_moved)
    return make_reason(ReasonCode::source_changed, listed, {section(needs, "teachers")});
  std::vector<Evidence> facts;
  for (const FieldChange& field : needs.fields.set) facts.push_back(evidence(seen, field.field, field.from));
  if (!needs.students.add.empty()) facts.push_back(evidence(seen, "students", {}));
  if (needs.teachers.primary || !needs.teachers.others.add.empty()) facts.push_back(evidence(seen, "teachers", {}));
  return make_reason(ReasonCode::drift, mapped, std::move(facts));
}

Reason reason_to_leave(const Needs& needs, const Change& planned) {
  const RulePtr& listed = needs.wanted.cause.rule;
  const char* const whose = planned.remove_students.empty() ? "teachers" : "students";
  if (needs.reuse != Reuse::none) return make_reason(ReasonCode::reused, listed, {section(needs, "term_id")});
  return make_reason(ReasonCode::member_left, listed, {section(needs, whose)});
}

}  // namespace clever_sync
