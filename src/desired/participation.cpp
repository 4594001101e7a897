#include "desired/participation.hpp"

#include "desired/rule_matcher.hpp"

namespace clever_sync {

namespace {

template <class Record>
Judged judge(const std::vector<Record>& records, const RosterIndex& index, const Filters& filters, Date as_of) {
  RuleMatcher<Record> include(filters.include, index, as_of), exclude(filters.exclude, index, as_of);
  Judged judged(filters, records.size());
  if (include.empty() && exclude.empty()) return judged;
  for (std::size_t place = 0; place < records.size(); ++place) {
    if (!include.empty()) {
      const FilterRule* by = include.first_match(records[place]);
      if (by == nullptr) {
        judged.leave_out(place);
        continue;
      }
      judged.include(place, *by);
    }
    if (exclude.empty()) continue;
    if (const FilterRule* by = exclude.first_match(records[place])) judged.exclude(place, *by);
  }
  return judged;
}

std::uint32_t place_in(const std::vector<FilterRule>& rules, const FilterRule& rule) {
  return static_cast<std::uint32_t>(&rule - rules.data());
}

}  // namespace

void Judged::set(std::size_t place, std::uint32_t verdict) {
  if (verdicts_.empty()) verdicts_.resize(records_, in);
  verdicts_[place] = verdict;
}
void Judged::include(std::size_t place, const FilterRule& by) {
  if (included_by_.empty()) included_by_.resize(records_, 0);
  included_by_[place] = place_in(filters_->include, by) + 1;
}
void Judged::leave_out(std::size_t place) {
  set(place, not_included);
}
void Judged::exclude(std::size_t place, const FilterRule& by) {
  set(place, excluded_by + place_in(filters_->exclude, by));
}

Participation judge_participation(const RosterIndex& index, const Filters& filters, Date as_of) {
  const Roster& roster = index.roster();
  return {.schools = judge(roster.schools, index, filters, as_of),
          .sections = judge(roster.sections, index, filters, as_of),
          .teachers = judge(roster.teachers, index, filters, as_of),
          .students = judge(roster.students, index, filters, as_of)};
}

}  // namespace clever_sync
