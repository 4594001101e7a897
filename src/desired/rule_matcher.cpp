#include "desired/rule_matcher.hpp"

#include <algorithm>

namespace clever_sync {

bool RememberedPattern::found_in(const Pattern& pattern, std::string_view text) {
  constexpr std::size_t most = 16'384;
  if (const auto known = answers_.find(text); known != answers_.end()) return known->second;
  const bool found = pattern.found_in(text);
  if (answers_.size() < most) answers_.emplace(text, found);
  return found;
}

PersonSections person_sections_for(const FilterRule& rule) {
  const auto of_section = [](const FieldTest& test) { return test.field.starts_with("section."); };
  const bool needed = std::any_of(rule.condition.tests.begin(), rule.condition.tests.end(), of_section);
  return needed ? PersonSections::needed : PersonSections::not_needed;
}

PersonSections person_sections_for(const Filters& filters) {
  for (const auto* list : {&filters.include, &filters.exclude})
    for (const FilterRule& rule : *list)
      if (person_sections_for(rule) == PersonSections::needed) return PersonSections::needed;
  return PersonSections::not_needed;
}

}  // namespace clever_sync
