#include "rules/yaml_values.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "rules/nearest.hpp"

namespace clever_sync {

namespace {

/// What stands there, for "…, not …": short, so that a pasted paragraph does not become a message.
std::string shown(const YamlNode& node) {
  switch (node.type) {
    case YamlNode::Type::null:
      return "nothing";
    case YamlNode::Type::list:
      return "a list";
    case YamlNode::Type::map:
      return "a map";
    case YamlNode::Type::scalar:
      break;
  }
  constexpr std::size_t longest = 40;
  return node.text.size() > longest ? "a long text" : fmt::format("\"{}\"", node.text);
}

std::nullopt_t wrong(const YamlNode& node, std::string_view name, std::string_view wanted, Mistakes& mistakes) {
  mistakes.add(node, fmt::format("{} must be {}, not {}", name, wanted, shown(node)));
  return std::nullopt;
}

/// A plain scalar that some YAML reader takes for a boolean or for nothing.
bool is_trap_word(std::string_view text) {
  std::string lower(text);
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  constexpr std::array<std::string_view, 8> words{"yes", "no", "on", "off", "true", "false", "null", "~"};
  return std::find(words.begin(), words.end(), lower) != words.end();
}

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

/// A plain scalar that reads as a number whose text would not survive: `012`, `1.50`, `1e3`, `0x1F`, `.inf`.
bool is_trap_number(std::string_view text) {
  if (!text.empty() && (text.front() == '-' || text.front() == '+')) {
    if (text.front() == '+' && text.size() > 1 && is_digit(text[1])) return true;
    text.remove_prefix(1);
  }
  if (text == ".inf" || text == ".nan" || text == ".Inf" || text == ".NaN") return true;
  if (text.size() > 2 && text[0] == '0' && (text[1] == 'x' || text[1] == 'o' || text[1] == 'b')) return true;
  std::size_t digits = 0, dots = 0, exponents = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    const bool after_exponent = i > 0 && (text[i - 1] == 'e' || text[i - 1] == 'E');
    if (is_digit(c))
      ++digits;
    else if (c == '.')
      ++dots;
    else if ((c == 'e' || c == 'E') && digits > 0 && i + 1 < text.size())
      ++exponents;
    else if (!((c == '-' || c == '+') && after_exponent))
      return false;
  }
  if (digits == 0 || dots > 1 || exponents > 1) return false;
  return dots == 1 || exponents == 1 || (text.size() > 1 && text.front() == '0');
}

}  // namespace

std::optional<std::string> read_verbatim(const YamlNode& node, std::string_view name, Mistakes& mistakes) {
  if (node.type != YamlNode::Type::scalar) return wrong(node, name, "a text", mistakes);
  return node.text;
}

std::optional<std::string> read_text(const YamlNode& node, std::string_view name, Mistakes& mistakes) {
  if (node.type == YamlNode::Type::null) {
    mistakes.add(node, fmt::format("{} has no value; if a word such as null is meant as text, quote it", name));
    return std::nullopt;
  }
  if (node.type == YamlNode::Type::scalar && !node.quoted) {
    if (is_trap_word(node.text)) {
      mistakes.add(node, fmt::format("quote it: YAML reads {} as a truth value, and {} is a text", node.text, name));
      return std::nullopt;
    }
    if (is_trap_number(node.text)) {
      mistakes.add(node, fmt::format("quote it: YAML reads {} as a number, and {} is a text", node.text, name));
      return std::nullopt;
    }
  }
  return read_verbatim(node, name, mistakes);
}

std::optional<bool> read_bool(const YamlNode& node, std::string_view name, Mistakes& mistakes) {
  if (node.type == YamlNode::Type::scalar && !node.quoted) {
    if (node.text == "true") return true;
    if (node.text == "false") return false;
  }
  return wrong(node, name, "true or false (without quotes)", mistakes);
}

std::optional<int> read_int(const YamlNode& node, std::string_view name, int lowest, int highest, Mistakes& mistakes) {
  const std::string& text = node.text;
  const bool leading_zero = text.size() > 1 && text[0] == '0';
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  const bool is_number = node.type == YamlNode::Type::scalar && !node.quoted && !leading_zero && error == std::errc{} &&
                         end == text.data() + text.size();
  if (is_number && value >= lowest && value <= highest) return value;
  return wrong(node, name, fmt::format("a whole number from {} to {}", lowest, highest), mistakes);
}

std::optional<Date> read_date(const YamlNode& node, std::string_view name, Mistakes& mistakes) {
  if (node.type == YamlNode::Type::scalar)
    if (const auto date = parse_date(node.text)) return date;
  return wrong(node, name, "a date that exists, as YYYY-MM-DD", mistakes);
}

std::optional<std::vector<std::string>> read_texts(const YamlNode& node, std::string_view name, Mistakes& mistakes) {
  std::vector<std::string> texts;
  if (node.type != YamlNode::Type::list) {
    auto text = read_text(node, name, mistakes);
    if (!text) return std::nullopt;
    texts.push_back(*std::move(text));
    return texts;
  }
  bool good = true;
  for (const YamlNode& item : node.items) {
    auto text = read_text(item, name, mistakes);
    good = good && text;
    if (text) texts.push_back(*std::move(text));
  }
  if (node.items.empty()) return wrong(node, name, "a text or a list of at least one", mistakes);
  if (!good) return std::nullopt;
  return texts;
}

std::optional<std::size_t> read_choice(const YamlNode& node, std::string_view name,
                                       std::span<const std::string_view> choices, Mistakes& mistakes) {
  if (node.type == YamlNode::Type::scalar) {
    const auto at = std::find(choices.begin(), choices.end(), node.text);
    if (at != choices.end()) return static_cast<std::size_t>(at - choices.begin());
  }
  std::string wanted;
  for (std::size_t i = 0; i < choices.size(); ++i) {
    if (i > 0) wanted += i + 1 == choices.size() ? " or " : ", ";
    wanted += choices[i];
  }
  return wrong(node, name, wanted, mistakes);
}

std::optional<CleverId> read_id(const YamlNode& node, std::string_view name, Mistakes& mistakes) {
  if (node.type == YamlNode::Type::scalar)
    if (const auto id = CleverId::parse(node.text)) return id;
  return wrong(node, name, "a Clever id: 24 digits 0-9 and letters a-f", mistakes);
}

const std::vector<YamlNode>& read_list(const YamlNode& node, std::string_view name, Mistakes& mistakes) {
  if (node.type != YamlNode::Type::list && node.type != YamlNode::Type::null) wrong(node, name, "a list", mistakes);
  return node.items;
}

bool expect_map(const YamlNode& node, std::string_view name, Mistakes& mistakes) {
  if (node.type == YamlNode::Type::map || node.type == YamlNode::Type::null) return true;
  wrong(node, name, "a map of keys and values", mistakes);
  return false;
}

bool check_keys(const YamlNode& map, std::span<const std::string_view> known, Mistakes& mistakes) {
  bool all_known = true;
  for (const YamlEntry& entry : map.entries) {
    if (std::find(known.begin(), known.end(), entry.key) != known.end()) continue;
    mistakes.add(entry, fmt::format("unknown key \"{}\"{}", entry.key, hint_for(entry.key, known)));
    all_known = false;
  }
  return all_known;
}

}  // namespace clever_sync
