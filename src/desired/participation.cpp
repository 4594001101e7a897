#include "desired/participation.hpp"

#include "desired/rule_matcher.hpp"

namespace clever_sync {

namespace {

template <class Record>
Judged judge(const std::vector<Record>& records, const RosterIndex& index, const Filters& filters, Date as_of) {
  RuleMatcher<Record> include(filters.include, index, as_of), exclude(filters.exclude, index, as_of);
  Judged judged;
  if (include.empty() && exclude.empty()) return judged;
  judged.left_out_by.resize(records.size());
  if (!exclude.empty()) judged.excluded_by.resize(records.size());
  if (!include.empty()) judged.included_by.resize(records.size());
  for (std::size_t place = 0; place < records.size(); ++place) {
    if (!include.empty()) {
      judged.included_by[place] = include.first_match(records[place]);
      if (judged.included_by[place] == nullptr) {
        judged.left_out_by[place] = &filters.include_default;
        continue;
      }
    }
    if (exclude.empty()) continue;
    judged.excluded_by[place] = exclude.first_match(records[place]);
    if (judged.excluded_by[place] != nullptr) judged.left_out_by[place] = &judged.excluded_by[place]->rule;
  }
  return judged;
}

}  // namespace

Participation judge_participation(const RosterIndex& index, const Filters& filters, Date as_of) {
  const Roster& roster = index.roster();
  return {.schools = judge(roster.schools, index, filters, as_of),
          .sections = judge(roster.sections, index, filters, as_of),
          .teachers = judge(roster.teachers, index, filters, as_of),
          .students = judge(roster.students, index, filters, as_of)};
}

}  // namespace clever_sync
