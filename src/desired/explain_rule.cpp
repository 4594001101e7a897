#include "desired/explain_rule.hpp"

#include <algorithm>
#include <set>
#include <tuple>

namespace clever_sync {

namespace {

std::string_view record_kind(Kind kind) {
  return kind == Kind::class_ ? "section" : name_of(kind);
}

std::string_view name_of(Stance stance) {
  switch (stance) {
    case Stance::open:
      return "open";
    case Stance::keep:
      return "keep";
    case Stance::archive:
      return "archive";
  }
  return "";
}

/// Names of what is shared, or was.
class Names {
 public:
  explicit Names(const Snapshot& snapshot) : snapshot_(snapshot) {}

  ExplainedRecord record(std::string_view kind, const CleverId& id) const {
    ExplainedRecord made{.kind = std::string(kind), .id = id, .name = {}, .school = {}, .effect = {}};
    const Roster& roster = snapshot_.roster;
    const Absences& absences = snapshot_.absences;
    if (kind == "school") {
      if (const School* school = find_by_id(roster.schools, id.as<SchoolTag>())) made.name = school->name;
    } else if (kind == "section") {
      if (const Section* section = find(roster.sections, absences.sections, id.as<SectionTag>())) {
        made.name = section->name;
        made.school = school_name(section->school);
      }
    } else if (kind == "teacher") {
      if (const Teacher* teacher = find(roster.teachers, absences.teachers, id.as<UserTag>())) {
        made.name = std::string(teacher->first_name) + " " + std::string(teacher->last_name);
        made.school = school_name(teacher->school);
      }
    } else if (const Student* student = find(roster.students, absences.students, id.as<UserTag>())) {
      made.school = school_name(student->school);
    }
    return made;
  }

 private:
  template <class Record, class IdType>
  static const Record* find(const std::vector<Record>& shared, const std::vector<Absent<Record>>& absent, IdType id) {
    if (const Record* record = find_by_id(shared, id)) return record;
    const auto at =
        std::lower_bound(absent.begin(), absent.end(), id,
                         [](const Absent<Record>& a, const IdType& wanted) { return a.record.id < wanted; });
    return at != absent.end() && at->record.id == id ? &at->record : nullptr;
  }
  [[nodiscard]] std::string school_name(const std::optional<SchoolId>& id) const {
    const School* school = id ? find_by_id(snapshot_.roster.schools, *id) : nullptr;
    return school == nullptr ? "" : std::string(school->name);
  }

  const Snapshot& snapshot_;
};

const FilterRule* filter_rule(const RuleSet& rules, std::string_view id) {
  for (const auto* list : {&rules.filters.include, &rules.filters.exclude})
    for (const FilterRule& rule : *list)
      if (rule.rule->id == id) return &rule;
  return nullptr;
}

/// Every line beside the filter rules that a reason can name.
std::vector<RulePtr> settings(const RuleSet& rules) {
  const Lifecycle& life = rules.lifecycle;
  std::vector<RulePtr> all{rules.filters.users.rule,
                           rules.filters.include_default,
                           rules.mapping.unique_class_names.rule,
                           life.after_term_end_days.rule,
                           life.after_absent_nights.rule,
                           life.when_filtered_out.rule,
                           life.school_year_ends.rule,
                           life.detach_students_with_other_classes.rule,
                           life.restore.rule,
                           life.students_after_absent_nights.rule,
                           life.teachers_after_absent_nights.rule,
                           life.archive_orphans.rule,
                           rules.guardrails.hold_removals_while.rule};
  const auto add = [&all](const auto& entries) {
    for (const auto& entry : entries) all.push_back(entry.rule);
  };
  add(rules.mapping.class_);
  add(rules.mapping.teacher);
  add(rules.mapping.student);
  add(rules.guardrails.limits);
  add(rules.guardrails.windows);
  add(rules.keep.keep);
  add(rules.keep.ignore);
  add(rules.keep.link);
  std::erase(all, nullptr);
  return all;
}

RulePtr setting(const RuleSet& rules, std::string_view id) {
  for (RulePtr& rule : settings(rules))
    if (rule->id == id) return std::move(rule);
  return nullptr;
}

const LeftOut* left_out(const DesiredResult& desired, Kind kind, const CleverId& id) {
  const auto at =
      std::lower_bound(desired.left_out.begin(), desired.left_out.end(), std::pair(kind, id),
                       [](const LeftOut& out, const auto& wanted) { return std::pair(out.kind, out.id) < wanted; });
  return at != desired.left_out.end() && at->kind == kind && at->id == id ? &*at : nullptr;
}

std::string filter_effect(const DesiredResult& desired, const FilterRule& rule, const CleverId& id) {
  const Kind kind = rule.subject == FilterSubject::teachers   ? Kind::teacher
                    : rule.subject == FilterSubject::students ? Kind::student
                                                              : Kind::class_;
  const LeftOut* out = left_out(desired, kind, id);
  if (out == nullptr) return "takes part";
  return out->rule->id == rule.rule->id ? "left out" : "left out by " + out->rule->id;
}

bool is_exclude(const RuleSet& rules, const FilterRule& rule) {
  return std::any_of(rules.filters.exclude.begin(), rules.filters.exclude.end(),
                     [&rule](const FilterRule& other) { return &other == &rule; });
}

/// Those who are out because a matched record is; classes first, since they take their people along.
std::map<std::string, std::size_t> along_with(const DesiredResult& desired,
                                              const std::vector<ExplainedRecord>& matched) {
  std::set<CleverId> out;
  for (const ExplainedRecord& record : matched) out.insert(record.id);
  std::map<std::string, std::size_t> along;
  for (const Kind kind : {Kind::class_, Kind::teacher, Kind::student})
    for (const LeftOut& other : desired.left_out) {
      if (other.kind != kind || !other.because_of || !out.contains(*other.because_of)) continue;
      if (out.insert(other.id).second) ++along[std::string(record_kind(kind))];
    }
  return along;
}

RuleExplanation explain_filter(const Snapshot& snapshot, const RuleSet& rules, const FilterRule& rule,
                               const DesiredResult& desired, Date as_of) {
  const Names names(snapshot);
  RuleExplanation made{.rule = *rule.rule, .because = rule.because, .matched = {}, .along = {}};
  for (const auto& [kind, id] : records_matched(snapshot, rule, as_of)) {
    ExplainedRecord record = names.record(kind, id);
    const bool is_school = rule.subject == FilterSubject::schools;  // schools are no objects of their own in Sphero Edu
    record.effect = !is_school                ? filter_effect(desired, rule, id)
                    : is_exclude(rules, rule) ? "left out, with its sections"
                                              : "takes part, with its sections";
    made.matched.push_back(std::move(record));
  }
  if (is_exclude(rules, rule)) made.along = along_with(desired, made.matched);
  return made;
}

RuleExplanation explain_setting(const Snapshot& snapshot, const RulePtr& rule, const DesiredResult& desired) {
  const Names names(snapshot);
  RuleExplanation made{.rule = *rule, .because = {}, .matched = {}, .along = {}};
  const auto collect = [&](Kind kind, const auto& items) {
    for (const auto& item : items) {
      const CleverId id = item.object.id.template as<AnyTag>();
      const LeftOut* out = left_out(desired, kind, id);
      const bool leaves_out = out != nullptr && *out->rule == *rule;
      if (!leaves_out && *item.cause.rule != *rule) continue;
      ExplainedRecord record = names.record(record_kind(kind), id);
      record.effect = std::string(name_of(item.stance)) + ": " + std::string(clever_sync::name_of(item.cause.code));
      made.matched.push_back(std::move(record));
    }
  };
  collect(Kind::class_, desired.state.classes);
  collect(Kind::teacher, desired.state.teachers);
  collect(Kind::student, desired.state.students);
  std::sort(made.matched.begin(), made.matched.end(), [](const ExplainedRecord& a, const ExplainedRecord& b) {
    return std::tie(a.kind, a.id) < std::tie(b.kind, b.id);
  });
  return made;
}

}  // namespace

std::vector<std::string> explainable_rules(const RuleSet& rules) {
  std::vector<std::string> ids;
  for (const auto* list : {&rules.filters.include, &rules.filters.exclude})
    for (const FilterRule& rule : *list) ids.push_back(rule.rule->id);
  for (const RulePtr& rule : settings(rules)) ids.push_back(rule->id);
  return ids;
}

std::optional<RuleExplanation> explain_rule(const Snapshot& snapshot, const RuleSet& rules, std::string_view id,
                                            Date as_of) {
  const FilterRule* filter = filter_rule(rules, id);
  const RulePtr other = filter == nullptr ? setting(rules, id) : nullptr;
  if (filter == nullptr && other == nullptr) return std::nullopt;
  const DesiredResult desired = derive_desired(snapshot, rules, as_of);
  if (filter != nullptr) return explain_filter(snapshot, rules, *filter, desired, as_of);
  return explain_setting(snapshot, other, desired);
}

}  // namespace clever_sync
