#include "contract/description.hpp"

#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <regex>
#include <stdexcept>

#include "base/date.hpp"

namespace clever_sync::test {

struct Description::Nodes {
  YAML::Node root;
};

namespace {

std::string name_in(const YAML::Node& reference) {
  const auto text = reference.as<std::string>();
  return text.substr(text.rfind('/') + 1);
}

// Clever's pages call these plain dates, its description moments; both are sent.
bool fits_format(std::string_view text, const std::string& format) {
  if (format == "date" || format == "datetime" || format == "date-time") return parse_clever_date(text).has_value();
  return true;
}

class Check {
 public:
  Check(const YAML::Node& root, std::set<std::string>& seen) : root_(root), seen_(seen) {}

  void against(const Json& value, const YAML::Node& schema, const std::string& owner, const std::string& where) {
    if (schema["$ref"]) {
      const std::string name = name_in(schema["$ref"]);
      return against(value, root_["definitions"][name], name, where);
    }
    const auto type = schema["type"] ? schema["type"].as<std::string>() : std::string("object");
    if (type == "object") {
      check_object(value, schema, owner, where);
    } else if (type == "array") {
      check_array(value, schema, owner, where);
    } else if (type == "string") {
      check_string(value, schema, where);
    } else if (type == "boolean") {
      if (!value.as_bool()) wrong(where, "is no boolean");
    } else {
      wrong(where, "has the type " + type + ", which this check does not know");
    }
  }

  std::vector<std::string> take() { return std::move(wrong_); }

 private:
  void wrong(const std::string& where, const std::string& what) { wrong_.push_back(where + ": " + what); }

  void check_object(const Json& value, const YAML::Node& schema, const std::string& owner, const std::string& where) {
    if (value.as_object() == nullptr) return wrong(where, "is no object");
    const YAML::Node properties = schema["properties"];
    if (!properties) return;  // an `ext`, whose content is the district's own
    for (const auto& [key, member] : *value.as_object()) {
      const YAML::Node declared = properties[key];
      if (!declared) {
        wrong(where + "." + key, "is not declared");
        continue;
      }
      seen_.insert(owner + "." + key);
      against(member, declared, owner + "." + key, where + "." + key);
    }
  }

  void check_array(const Json& value, const YAML::Node& schema, const std::string& owner, const std::string& where) {
    if (value.as_array() == nullptr) return wrong(where, "is no array");
    std::size_t at = 0;
    for (const Json& item : *value.as_array()) {
      against(item, schema["items"], owner, where + "[" + std::to_string(at++) + "]");
    }
  }

  void check_string(const Json& value, const YAML::Node& schema, const std::string& where) {
    if (value.as_string() == nullptr) return wrong(where, "is no text");
    const std::string& text = *value.as_string();
    if (const YAML::Node values = schema["enum"]) {
      const bool known = std::any_of(values.begin(), values.end(),
                                     [&](const YAML::Node& one) { return one.as<std::string>() == text; });
      if (!known) wrong(where, "is none of the values that are listed");
    }
    if (schema["format"] && !text.empty() && !fits_format(text, schema["format"].as<std::string>()))
      wrong(where, "is no " + schema["format"].as<std::string>());
    if (schema["pattern"] && !text.empty() && !std::regex_match(text, std::regex(schema["pattern"].as<std::string>())))
      wrong(where, "does not fit its pattern");
  }

  const YAML::Node& root_;
  std::set<std::string>& seen_;
  std::vector<std::string> wrong_;
};

}  // namespace

Description::Description(const std::string& path) : nodes_(std::make_unique<Nodes>()) {
  nodes_->root = YAML::LoadFile(path);
  if (!nodes_->root["definitions"] || !nodes_->root["paths"]) {
    throw std::runtime_error(path + " has no definitions and paths");
  }
}
Description::Description(Description&&) noexcept = default;
Description::~Description() = default;

std::string Description::answer_of(const std::string& path, int status) const {
  const YAML::Node responses = nodes_->root["paths"][path]["get"]["responses"];
  YAML::Node answer = responses[std::to_string(status)];
  if (!answer) return {};
  if (answer["$ref"]) answer = nodes_->root["responses"][name_in(answer["$ref"])];
  return answer["schema"] ? name_in(answer["schema"]["$ref"]) : std::string();
}

std::vector<std::string> Description::check(const Json& value, const std::string& definition,
                                            std::set<std::string>& seen) const {
  Check check(nodes_->root, seen);
  check.against(value, nodes_->root["definitions"][definition], definition, "answer");
  return check.take();
}

std::set<std::string> Description::properties_of(const std::string& definition) const {
  std::set<std::string> names;
  for (const auto& property : nodes_->root["definitions"][definition]["properties"]) {
    names.insert(definition + "." + property.first.as<std::string>());
  }
  return names;
}

}  // namespace clever_sync::test
