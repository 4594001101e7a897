#include <fmt/core.h>

#include <algorithm>

#include "desired/desired.hpp"
#include "desired/rule_matcher.hpp"
#include "rules/fields.hpp"

namespace clever_sync {

namespace {

constexpr std::string_view singular(FilterSubject subject) {
  switch (subject) {
    case FilterSubject::schools:
      return "school";
    case FilterSubject::sections:
      return "section";
    case FilterSubject::teachers:
      return "teacher";
    case FilterSubject::students:
      return "student";
  }
  return "";
}

template <class Record>
std::vector<CleverId> matched_in(const std::vector<Record>& records, const FilterRule& rule, const RosterIndex& index,
                                 Date as_of) {
  const std::vector<FilterRule> alone{rule};
  RuleMatcher<Record> matcher(alone, index, as_of);
  std::vector<CleverId> ids;
  for (const Record& record : records)
    if (matcher.first_match(record) != nullptr) ids.push_back(record.id.template as<AnyTag>());
  std::sort(ids.begin(), ids.end());
  return ids;
}

/// The ids of the records that the rule matches, sorted.
std::vector<CleverId> matched(const FilterRule& rule, const RosterIndex& index, Date as_of) {
  const Roster& roster = index.roster();
  switch (rule.subject) {
    case FilterSubject::schools:
      return matched_in(roster.schools, rule, index, as_of);
    case FilterSubject::sections:
      return matched_in(roster.sections, rule, index, as_of);
    case FilterSubject::teachers:
      return matched_in(roster.teachers, rule, index, as_of);
    case FilterSubject::students:
      return matched_in(roster.students, rule, index, as_of);
  }
  return {};
}

std::vector<CleverId> united(const std::vector<CleverId>& a, const std::vector<CleverId>& b) {
  std::vector<CleverId> both;
  std::set_union(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(both));
  return both;
}

bool is_within(const std::vector<CleverId>& some, const std::vector<CleverId>& all) {
  return std::includes(all.begin(), all.end(), some.begin(), some.end());
}

Finding about(const FilterRule& rule, std::string code, std::string_view what) {
  return {.code = std::move(code),
          .kind = "rule",
          .id = rule.rule->id,
          .message = fmt::format("{}:{}: {}", rule.rule->file, rule.rule->line, what)};
}

/// A school that is out takes its sections along.
void take_sections_along(const Roster& roster, std::map<FilterSubject, std::vector<CleverId>>& excluded) {
  const std::vector<CleverId>& schools = excluded[FilterSubject::schools];
  if (schools.empty()) return;
  std::vector<CleverId> along;
  for (const Section& section : roster.sections)
    if (std::binary_search(schools.begin(), schools.end(), section.school.as<AnyTag>()))
      along.push_back(section.id.as<AnyTag>());
  std::sort(along.begin(), along.end());
  excluded[FilterSubject::sections] = united(excluded[FilterSubject::sections], along);
}

}  // namespace

std::vector<std::pair<std::string, CleverId>> records_matched(const Snapshot& snapshot, const FilterRule& rule,
                                                              Date as_of) {
  const RosterIndex index(snapshot.roster, teacher_sections_for(rule));
  std::vector<std::pair<std::string, CleverId>> records;
  for (const CleverId& id : matched(rule, index, as_of)) records.emplace_back(singular(rule.subject), id);
  return records;
}

std::vector<Finding> check_coverage(const Snapshot& snapshot, const RuleSet& rules, Date as_of) {
  const Filters& filters = rules.filters;
  const RosterIndex index(snapshot.roster, teacher_sections_for(filters));
  std::vector<Finding> findings;
  std::map<FilterSubject, std::vector<CleverId>> excluded;  // by all exclude rules together, once these were walked
  for (const auto* list : {&filters.exclude, &filters.include}) {
    std::map<FilterSubject, std::vector<CleverId>> before;
    for (const FilterRule& rule : *list) {
      const auto ids = matched(rule, index, as_of);
      auto& earlier = before[rule.subject];
      if (ids.empty()) {
        findings.push_back(about(rule, "unused-rule", "the rule matches nothing in this snapshot"));
      } else if (is_within(ids, earlier)) {
        findings.push_back(about(rule, "shadowed-rule", "the rules before it match all that this rule matches"));
      } else if (list == &filters.include && is_within(ids, excluded[rule.subject])) {
        findings.push_back(about(rule, "contradictory-rule", "exclude rules drop all that this include rule takes"));
      }
      earlier = united(earlier, ids);
    }
    if (list == &filters.exclude) {
      excluded = std::move(before);
      take_sections_along(snapshot.roster, excluded);
    }
  }
  std::sort(findings.begin(), findings.end());
  return findings;
}

}  // namespace clever_sync
