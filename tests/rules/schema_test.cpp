// The JSON schemas and the parser know the same keys, in both directions.

#include <algorithm>
#include <set>

#include "base/json.hpp"
#include "catch.hpp"
#include "rules/fields.hpp"
#include "rules/known_keys.hpp"
#include "rules/rule_set.hpp"

using namespace clever_sync;

namespace {

Json schema_named(std::string_view name) {
  for (const RuleFile& file : shipped_schemas())
    if (file.file == "docs/schemas/" + std::string(name) + ".schema.json") return std::get<Json>(parse_json(file.text));
  FAIL("no schema for " << name);
  return {};
}

const Json& resolved(const Json& schema, const Json& node) {
  const std::string_view reference = node.text("$ref");
  if (reference.empty()) return node;
  return *schema.find("$defs")->find(reference.substr(reference.rfind('/') + 1));
}

/// The schema of the map at a path of the key table.
const Json& at_path(const Json& schema, std::string_view path) {
  if (path.starts_with('#')) return *schema.find("$defs")->find(path.substr(1));
  const Json* node = &schema;
  while (!path.empty()) {
    const std::size_t dot = std::min(path.find('.'), path.size());
    std::string_view key = path.substr(0, dot);
    const bool item = key.ends_with("[]");
    if (item) key.remove_suffix(2);
    node = &resolved(schema, *resolved(schema, *node).find("properties")->find(key));
    if (item) node = &resolved(schema, *node->find("items"));
    path.remove_prefix(std::min(dot + 1, path.size()));
  }
  return *node;
}

std::set<std::string> property_names(const Json& map) {
  std::set<std::string> names;
  for (const auto& [name, value] : *map.find("properties")->as_object()) names.insert(name);
  return names;
}

/// How many maps with fixed keys the schema has, wherever they stand.
std::size_t fixed_maps(const Json& node) {
  std::size_t count = 0;
  if (const auto* object = node.as_object()) {
    const Json* more = node.find("additionalProperties");
    count += more != nullptr && more->as_bool() == false ? 1U : 0U;
    for (const auto& [name, value] : *object) count += fixed_maps(value);
  }
  if (const auto* array = node.as_array())
    for (const Json& value : *array) count += fixed_maps(value);
  return count;
}

}  // namespace

TEST_CASE("every map of the rule files has the same keys in the parser and in its schema", "[rules]") {
  for (const KeyTable& table : known_keys()) {
    INFO(table.file << " " << table.path);
    const Json schema = schema_named(table.file);
    const Json& map = at_path(schema, table.path);
    CHECK(property_names(map) == std::set<std::string>(table.keys.begin(), table.keys.end()));
    CHECK(map.find("additionalProperties")->as_bool() == false);
  }
}

TEST_CASE("a schema has no map that the parser does not know", "[rules]") {
  for (const char* name : {"clever-sync", "filters", "guardrails", "keep", "lifecycle", "mapping"}) {
    const auto& tables = known_keys();
    auto known = static_cast<std::size_t>(
        std::count_if(tables.begin(), tables.end(), [&](const KeyTable& t) { return t.file == name; }));
    // include and exclude share one definition; four conditions stand in fields.hpp
    if (std::string_view(name) == "filters") known += 3;
    CHECK(fixed_maps(schema_named(name)) == known);
  }
}

TEST_CASE("conditions have the same fields in the parser and in the schema", "[rules]") {
  const Json schema = schema_named("filters");
  for (const FilterSubject subject :
       {FilterSubject::schools, FilterSubject::sections, FilterSubject::teachers, FilterSubject::students}) {
    const auto names = filter_field_names(subject);
    CHECK(property_names(*schema.find("$defs")->find(name_of(subject))) ==
          std::set<std::string>(names.begin(), names.end()));
  }
}

TEST_CASE("every shipped rule file names its schema in the first line", "[rules]") {
  for (const RuleFile& file : shipped_rules(Date{})) {
    const std::string name = file.file.substr(6, file.file.size() - 11);
    CHECK(file.text.starts_with("# yaml-language-server: $schema=../docs/schemas/" + name + ".schema.json\n"));
  }
}
