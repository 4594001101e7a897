#include "schema_check.hpp"

#include <re2/re2.h>

#include <algorithm>
#include <set>

namespace clever_sync::test {

namespace {

const std::set<std::string, std::less<>> known_keywords = {
    "$schema", "$ref",  "$defs",   "title",    "description", "type",       "const",
    "enum",    "items", "pattern", "required", "minimum",     "properties", "additionalProperties"};

bool has_type(const Json& value, std::string_view type) {
  if (type == "object") return value.is_object();
  if (type == "array") return value.is_array();
  if (type == "string") return value.is_string();
  return type == "integer" && value.as_integer().has_value();
}

class Check {
 public:
  explicit Check(const Json& root) : root_(root) {}

  std::string check(const Json& schema, const Json& value, const std::string& where) const {
    for (const auto& [keyword, unused] : *schema.as_object()) {
      if (!known_keywords.contains(keyword)) return "the schema has an unknown keyword " + keyword;
    }
    if (const Json* const ref = schema.find("$ref")) {
      const std::string name = ref->as_string()->substr(std::string("#/$defs/").size());
      const Json* const target = root_.find("$defs")->find(name);
      return target == nullptr ? "the schema has no $defs/" + name : check(*target, value, where);
    }
    const Json* const type = schema.find("type");
    if (type != nullptr && !has_type(value, *type->as_string())) return where + " is no " + *type->as_string();
    const Json* const constant = schema.find("const");
    if (constant != nullptr && *constant != value) return where + " is not the constant";
    const Json* const choices = schema.find("enum");
    if (choices != nullptr && std::ranges::find(*choices->as_array(), value) == choices->as_array()->end()) {
      return where + " is none of the words";
    }
    const Json* const pattern = schema.find("pattern");
    if (pattern != nullptr && !re2::RE2::PartialMatch(*value.as_string(), *pattern->as_string())) {
      return where + " does not match " + *pattern->as_string();
    }
    const Json* const minimum = schema.find("minimum");
    if (minimum != nullptr && *value.as_integer() < *minimum->as_integer()) return where + " is too small";
    if (value.is_object()) return check_object(schema, value, where);
    if (value.is_array() && schema.find("items") != nullptr) return check_items(*schema.find("items"), value, where);
    return "";
  }

 private:
  std::string check_object(const Json& schema, const Json& value, const std::string& where) const {
    if (const Json* const required = schema.find("required")) {
      for (const Json& key : *required->as_array()) {
        if (value.find(*key.as_string()) == nullptr) return where + " has no " + *key.as_string();
      }
    }
    const Json* const properties = schema.find("properties");
    const Json* const others = schema.find("additionalProperties");
    for (const auto& [key, member] : *value.as_object()) {
      const Json* rule = properties == nullptr ? nullptr : properties->find(key);
      if (rule == nullptr) rule = others;
      if (rule == nullptr) continue;
      if (rule->as_bool() == false) return where + " has the unknown key " + key;
      if (std::string trouble = check(*rule, member, where + "." + key); !trouble.empty()) return trouble;
    }
    return "";
  }
  std::string check_items(const Json& schema, const Json& value, const std::string& where) const {
    for (const Json& item : *value.as_array()) {
      if (std::string trouble = check(schema, item, where + "[]"); !trouble.empty()) return trouble;
    }
    return "";
  }

  const Json& root_;
};

}  // namespace

std::string schema_violation(const Json& schema, const Json& value) {
  return Check(schema).check(schema, value, "plan");
}

}  // namespace clever_sync::test
