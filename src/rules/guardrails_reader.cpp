#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <set>

#include "rules/known_keys.hpp"
#include "rules/readers.hpp"

namespace clever_sync {

namespace {

constexpr int most_percent = 100;
constexpr int most_records = 1'000'000'000;

/// A number of a limit, if limits of that name have it: the file's or the shipped one's.
std::optional<int> read_part(const RuleDocument& document, std::string_view limit, std::string_view key, int highest) {
  const auto keys = keys_of("guardrails", fmt::format("limits.{}", limit));
  if (std::find(keys.begin(), keys.end(), key) == keys.end()) return std::nullopt;
  return document.read_number(fmt::format("limits.{}.{}", limit, key), 0, highest).value;
}

Limit read_limit(const RuleDocument& document, std::string_view name) {
  return {.name = std::string(name),
          .percent = read_part(document, name, "percent", most_percent),
          .at_least = read_part(document, name, "at_least", most_records).value_or(0),
          .per_school_percent = read_part(document, name, "per_school_percent", most_percent),
          .of_at_least = read_part(document, name, "of_at_least", most_records),
          .rule = document.at(fmt::format("limits.{}", name)).rule};
}

Setting<std::vector<DistrictState>> read_states(const RuleDocument& document) {
  RuleDocument::Found found = document.at("hold_removals_while");
  Setting<std::vector<DistrictState>> setting{.value = {}, .rule = std::move(found.rule)};
  constexpr std::array<std::string_view, 3> choices{"paused", "error", "pending"};
  constexpr std::array states{DistrictState::paused, DistrictState::error, DistrictState::pending};
  for (const YamlNode& item : read_list(*found.value, "hold_removals_while", document.mistakes()))
    if (const auto choice = read_choice(item, "a district's state", choices, document.mistakes()))
      setting.value.push_back(states[*choice]);
  std::sort(setting.value.begin(), setting.value.end());
  setting.value.erase(std::unique(setting.value.begin(), setting.value.end()), setting.value.end());
  return setting;
}

std::optional<Window> read_window(const RuleDocument& document, const YamlNode& item, std::set<std::string>& names) {
  Mistakes& mistakes = document.mistakes();
  if (!expect_map(item, "a window", mistakes)) return std::nullopt;
  if (!check_keys(item, keys_of("guardrails", "windows[]"), mistakes)) return std::nullopt;
  Window window;
  bool whole = true;
  for (const std::string_view key : {"name", "from", "to"}) {
    const YamlEntry* entry = item.find(key);
    if (entry == nullptr) {
      mistakes.add(item, fmt::format("a window needs {}", key));
      whole = false;
    } else if (key == "name") {
      window.name = read_text(entry->value, key, mistakes).value_or("");
    } else {
      (key == "from" ? window.from : window.to) = read_date(entry->value, key, mistakes).value_or(Date{});
    }
  }
  if (const YamlEntry* mode = item.find("mode")) {
    constexpr std::array<std::string_view, 2> modes{"additions-only", "nothing"};
    if (read_choice(mode->value, "mode", modes, mistakes) == 1U) window.mode = Window::Mode::nothing;
  }
  if (whole && window.to < window.from) mistakes.add(item, "the window ends before it begins");
  if (!names.insert(window.name).second)
    mistakes.add(item, fmt::format("there is another window named \"{}\"", window.name));
  window.rule = document.rule_at(item.line, fmt::format("windows.{}", window.name));
  return window;
}

}  // namespace

Guardrails read_guardrails(const RuleDocument& document) {
  Guardrails guardrails;
  const auto keys = keys_of("guardrails", "limits");
  std::vector<std::string_view> names(keys.begin(), keys.end());
  std::sort(names.begin(), names.end());
  for (const std::string_view name : names) guardrails.limits.push_back(read_limit(document, name));
  guardrails.hold_removals_while = read_states(document);
  std::set<std::string> window_names;
  for (const YamlNode& item : read_list(*document.at("windows").value, "windows", document.mistakes()))
    if (auto window = read_window(document, item, window_names)) guardrails.windows.push_back(*std::move(window));
  return guardrails;
}

}  // namespace clever_sync
