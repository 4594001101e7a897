#include "schema_check.hpp"

#include <re2/re2.h>

#include <algorithm>
#include <fstream>
#include <set>
#include <sstream>

namespace clever_sync::test {

namespace {

const std::set<std::string, std::less<>> known_keywords = {"$schema",     "$ref",
                                                           "$defs",       "title",
                                                           "description", "type",
                                                           "const",       "enum",
                                                           "items",       "pattern",
                                                           "required",    "minimum",
                                                           "properties",  "if",
                                                           "then",        "else",
                                                           "minLength",   "uniqueItems",
                                                           "minItems",    "maxProperties",
                                                           "allOf",       "additionalProperties"};

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
    if (std::string trouble = check_conditions(schema, value, where); !trouble.empty()) return trouble;
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
    if (value.is_string() && std::ssize(*value.as_string()) < number(schema, "minLength", 0))
      return where + " is empty";
    const Json* const minimum = schema.find("minimum");
    if (minimum != nullptr && *value.as_integer() < *minimum->as_integer()) return where + " is too small";
    if (value.is_object()) return check_object(schema, value, where);
    if (value.is_array()) return check_array(schema, value, where);
    return "";
  }

 private:
  static std::int64_t number(const Json& schema, std::string_view keyword, std::int64_t otherwise) {
    const Json* const found = schema.find(keyword);
    return found == nullptr ? otherwise : found->as_integer().value();
  }

  std::string check_conditions(const Json& schema, const Json& value, const std::string& where) const {
    if (const Json* const all = schema.find("allOf")) {
      for (const Json& each : *all->as_array())
        if (std::string trouble = check(each, value, where); !trouble.empty()) return trouble;
    }
    const Json* const condition = schema.find("if");
    if (condition == nullptr) return "";
    const Json* const rule = schema.find(check(*condition, value, where).empty() ? "then" : "else");
    return rule == nullptr ? "" : check(*rule, value, where);
  }

  std::string check_object(const Json& schema, const Json& value, const std::string& where) const {
    if (std::ssize(*value.as_object()) > number(schema, "maxProperties", std::ssize(*value.as_object())))
      return where + " has too many keys";
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
      if (rule->as_bool() == false) return std::string(where).append(" has the unknown key ").append(key);
      const std::string member_name = std::string(where).append(".").append(key);
      if (std::string trouble = check(*rule, member, member_name); !trouble.empty()) return trouble;
    }
    return "";
  }
  std::string check_array(const Json& schema, const Json& value, const std::string& where) const {
    const Json::Array& array = *value.as_array();
    if (std::ssize(array) < number(schema, "minItems", 0)) return where + " is empty";
    const Json* const items = schema.find("items");
    const bool unique = schema.find("uniqueItems") != nullptr;
    const std::string item_name = where + "[]";
    for (auto item = array.begin(); item != array.end(); ++item) {
      if (unique && std::find(array.begin(), item, *item) != item) return where + " has an item twice";
      if (items == nullptr) continue;
      if (std::string trouble = check(*items, *item, item_name); !trouble.empty()) return trouble;
    }
    return "";
  }

  const Json& root_;
};

}  // namespace

Json plan_schema() {
  std::ifstream file(PLAN_SCHEMA);
  std::stringstream text;
  text << file.rdbuf();
  return std::get<Json>(parse_json(text.str()));
}

std::string schema_violation(const Json& schema, const Json& value) {
  return Check(schema).check(schema, value, "plan");
}

}  // namespace clever_sync::test
