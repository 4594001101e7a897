#include <fmt/core.h>

#include <array>
#include <set>

#include "rules/fields.hpp"
#include "rules/known_keys.hpp"
#include "rules/readers.hpp"

namespace clever_sync {

namespace {

constexpr std::array subjects{FilterSubject::schools, FilterSubject::sections, FilterSubject::teachers,
                              FilterSubject::students};

/// An id is said on command lines and stands in plans: lower-case words with hyphens.
bool is_rule_id(std::string_view text) {
  const auto good = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_'; };
  return !text.empty() && text.size() <= 64 && std::all_of(text.begin(), text.end(), good);
}

class FiltersReader {
 public:
  explicit FiltersReader(const RuleDocument& document) : document_(document), mistakes_(document.mistakes()) {}

  std::vector<FilterRule> read_rules(std::string_view list) {
    std::vector<FilterRule> rules;
    const RuleDocument::Found found = document_.at(list);
    for (const YamlNode& item : read_list(*found.value, list, mistakes_)) {
      if (!expect_map(item, "a rule", mistakes_)) continue;
      if (!check_keys(item, keys_of("filters", fmt::format("{}[]", list)), mistakes_)) continue;
      if (auto rule = read_rule(item)) rules.push_back(*std::move(rule));
    }
    return rules;
  }

 private:
  std::optional<FilterRule> read_rule(const YamlNode& item) {
    FilterRule rule;
    const std::optional<std::string> id = read_id_of_rule(item);
    if (const YamlEntry* because = item.find("because"))
      rule.because = read_text(because->value, "because", mistakes_).value_or("");
    int conditions = 0;
    for (const FilterSubject subject : subjects) {
      const YamlEntry* entry = item.find(name_of(subject));
      if (entry == nullptr) continue;
      ++conditions;
      rule.subject = subject;
      rule.condition = read_condition(entry->value, subject, mistakes_);
    }
    if (conditions != 1) {
      mistakes_.add(item, "a rule has exactly one condition: schools, sections, teachers or students");
      return std::nullopt;
    }
    rule.rule = document_.rule_at(item.line, id.value_or(""));
    return rule;
  }

  std::optional<std::string> read_id_of_rule(const YamlNode& item) {
    const YamlEntry* entry = item.find("id");
    if (entry == nullptr) {
      mistakes_.add(item, "a rule needs an id, such as id: no-homeroom, by which plans name it");
      return std::nullopt;
    }
    auto id = read_text(entry->value, "id", mistakes_);
    if (!id) return std::nullopt;
    if (!is_rule_id(*id)) mistakes_.add(entry->value, "an id is made of a-z, 0-9, - and _, at most 64 of them");
    if (!ids_.insert(*id).second)
      mistakes_.add(entry->value, fmt::format("there is another rule with the id \"{}\"", *id));
    return id;
  }

  const RuleDocument& document_;
  Mistakes& mistakes_;
  std::set<std::string> ids_;
};

}  // namespace

Filters read_filters(const RuleDocument& document) {
  Filters filters;
  RuleDocument::Found users = document.at("users");
  constexpr std::array<std::string_view, 2> scopes{"enrolled", "all"};
  const auto scope = read_choice(*users.value, "users", scopes, document.mistakes());
  filters.users = {.value = scope == 1U ? UserScope::all : UserScope::enrolled, .rule = std::move(users.rule)};
  FiltersReader reader(document);
  filters.include = reader.read_rules("include");
  filters.exclude = reader.read_rules("exclude");
  filters.include_default = document.at("include").rule;
  return filters;
}

}  // namespace clever_sync
