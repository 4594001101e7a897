#include "rules/rule_document.hpp"

#include <fmt/core.h>

#include <map>

#include "base/error.hpp"
#include "rules/known_keys.hpp"
#include "rules/shipped_texts.hpp"

namespace clever_sync {

namespace {

const YamlEntry* find_path(const YamlNode& root, std::string_view path) {
  const YamlNode* node = &root;
  while (true) {
    const std::size_t dot = path.find('.');
    const YamlEntry* entry = node->find(path.substr(0, dot));
    if (entry == nullptr || dot == std::string_view::npos) return entry;
    node = &entry->value;
    path.remove_prefix(dot + 1);
  }
}

/// `after_term_end_days` of `classes.archive.after_term_end_days`: what a message calls it.
std::string_view last_word(std::string_view path) {
  const std::size_t dot = path.rfind('.');
  return dot == std::string_view::npos ? path : path.substr(dot + 1);
}

std::map<std::string, YamlNode, std::less<>> parse_shipped() {
  std::map<std::string, YamlNode, std::less<>> documents;
  for (const ShippedText& shipped : shipped_rule_texts()) {
    auto parsed = parse_yaml(shipped.text);
    ensure(std::holds_alternative<YamlNode>(parsed), "the shipped rule files are YAML");
    documents.emplace(shipped.name, std::get<YamlNode>(std::move(parsed)));
  }
  return documents;
}

}  // namespace

const YamlNode& shipped_document(std::string_view name) {
  static const auto documents = parse_shipped();
  const auto at = documents.find(name);
  ensure(at != documents.end(), "every rule file has a shipped form");
  return at->second;
}

RuleDocument::RuleDocument(std::string_view name, const YamlNode& root, Mistakes& mistakes)
    : root_(root),
      shipped_(shipped_document(name)),
      shipped_file_(fmt::format("defaults/{}.yaml", name)),
      mistakes_(mistakes) {
  if (!expect_map(root, "the file", mistakes)) return;
  check_keys(root, keys_of(name, ""), mistakes);
  for (const KeyTable& table : known_keys()) {
    if (table.file != name || table.path.empty() || table.path.find_first_of("[#") != std::string_view::npos) continue;
    const YamlNode* map = own(table.path);
    if (map != nullptr && expect_map(*map, table.path, mistakes)) check_keys(*map, table.keys, mistakes);
  }
  if (const YamlNode* version = own("version")) read_int(*version, "version", 1, 1, mistakes);
}

RulePtr RuleDocument::rule_at(int line, std::string_view id) const {
  return std::make_shared<const RuleRef>(RuleRef{.file = mistakes_.file(), .line = line, .id = std::string(id)});
}

const YamlNode* RuleDocument::own(std::string_view path) const {
  const YamlEntry* entry = find_path(root_, path);
  return entry == nullptr ? nullptr : &entry->value;
}

RuleDocument::Found RuleDocument::at(std::string_view path) const {
  if (const YamlEntry* entry = find_path(root_, path))
    return {.value = &entry->value, .rule = rule_at(entry->line, path), .shipped = false};
  const YamlEntry* entry = find_path(shipped_, path);
  if (entry == nullptr) unreachable("a key without a default in the shipped rule files");
  return {.value = &entry->value,
          .rule = std::make_shared<const RuleRef>(
              RuleRef{.file = shipped_file_, .line = entry->line, .id = std::string(path)}),
          .shipped = true};
}

Setting<int> RuleDocument::read_number(std::string_view path, int lowest, int highest) const {
  Found found = at(path);
  const auto value = read_int(*found.value, last_word(path), lowest, highest, mistakes_);
  return {.value = value.value_or(lowest), .rule = std::move(found.rule)};
}

Setting<bool> RuleDocument::read_flag(std::string_view path) const {
  Found found = at(path);
  const auto value = read_bool(*found.value, last_word(path), mistakes_);
  return {.value = value.value_or(false), .rule = std::move(found.rule)};
}

}  // namespace clever_sync
