#include "plan/class_reasons.hpp"

#include <algorithm>

#include "plan/reasons.hpp"

namespace clever_sync {

namespace {

Evidence evidence(const SpheroClass& seen, std::string_view field, std::string_view value) {
  return live_evidence(Kind::class_, seen.id.as<AnyTag>(), seen.school, field, value);
}

Evidence section(const Needs& needs, std::string_view field) {
  return section_evidence(needs.wanted.object.id, needs.wanted.object.school, field);
}

/// Of the members who leave, those who were dropped: one cause for each rule, in order of id, and whether all were.
struct Dropped {
  std::vector<const Cause*> by;
  bool all = true;
};

template <class Account>
void find_dropped(const std::vector<UserId>& dropped, const std::vector<UserId>& leaving,
                  const std::vector<Desired<Account>>& accounts, Dropped& found) {
  for (const UserId id : leaving) {
    const auto at = std::ranges::lower_bound(accounts, id, {}, [](const auto& account) { return account.object.id; });
    const bool is_dropped = std::ranges::binary_search(dropped, id) && at != accounts.end() && at->object.id == id;
    if (!is_dropped) {
      found.all = false;
    } else if (std::ranges::none_of(found.by, [&](const Cause* c) { return c->rule == at->cause.rule; })) {
      found.by.push_back(&at->cause);
    }
  }
}

/// A rule that leaves somebody out weighs more than a person's absence.
const Cause* first_cause(const std::vector<const Cause*>& causes) {
  const auto filtered = std::ranges::find(causes, ReasonCode::filtered_out, &Cause::code);
  if (filtered != causes.end()) return *filtered;
  return causes.empty() ? nullptr : causes.front();
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

Reason reason_to_leave(const Needs& needs, const Change& planned, const DesiredState& desired) {
  const RulePtr& listed = needs.wanted.cause.rule;
  const char* const whose = planned.remove_students.empty() ? "teachers" : "students";
  if (needs.reuse != Reuse::none) return make_reason(ReasonCode::reused, listed, {section(needs, "term_id")});
  Dropped dropped{.by = {}, .all = true};
  find_dropped(needs.wanted.dropped, planned.remove_students, desired.students, dropped);
  find_dropped(needs.wanted.dropped, planned.remove_teachers, desired.teachers, dropped);
  if (const Cause* first = first_cause(dropped.by)) {
    std::vector<Evidence> facts;
    if (!dropped.all) facts.push_back(section(needs, whose));
    // One of each rule: a rule that drops half a district must not repeat that in every class.
    for (const Cause* cause : dropped.by) facts.insert(facts.end(), cause->evidence.begin(), cause->evidence.end());
    return make_reason(first->code, first->rule, std::move(facts));
  }
  return make_reason(ReasonCode::member_left, listed, {section(needs, whose)});
}

}  // namespace clever_sync
