#include "desired/rule_matcher.hpp"

#include <algorithm>

namespace clever_sync {

std::uint32_t DistinctTexts::number_of(std::string_view text) {
  constexpr std::size_t most = 65'536;
  if (const auto known = numbers_.find(text); known != numbers_.end()) return known->second;
  if (numbers_.size() >= most) return not_kept;
  const auto number = static_cast<std::uint32_t>(numbers_.size() + 1);
  numbers_.emplace(texts_.keep(text), number);
  return number;
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
