#include <fmt/core.h>

#include <algorithm>
#include <array>

#include "rules/fields.hpp"
#include "rules/known_keys.hpp"
#include "rules/nearest.hpp"
#include "rules/readers.hpp"

namespace clever_sync {

namespace {

/// A constant as a template: nothing in it is special.
Template constant_template(const std::string& text) {
  Template made;
  made.text = text;
  if (!text.empty()) made.parts.push_back(TemplatePart{text});
  return made;
}

class MappingReader {
 public:
  MappingReader(const RuleDocument& document, Kind kind, std::string_view key)
      : document_(document), mistakes_(document.mistakes()), kind_(kind), key_(key) {}

  /// Every field that the file or the shipped file maps, sorted by name.
  std::vector<FieldMapping> read() {
    std::vector<FieldMapping> mappings;
    std::vector<std::string_view> names(keys_of("mapping", key_).begin(), keys_of("mapping", key_).end());
    std::sort(names.begin(), names.end());
    for (const std::string_view name : names) {
      const std::string path = fmt::format("{}.{}", key_, name);
      const bool shipped = shipped_document("mapping").find(key_)->value.find(name) != nullptr;
      if (document_.own(path) != nullptr || shipped) mappings.push_back(read_field(std::string(name), path));
    }
    return mappings;
  }

 private:
  FieldMapping read_field(std::string name, const std::string& path) {
    RuleDocument::Found found = document_.at(path);
    FieldMapping mapping;
    mapping.on_drift = default_on_drift(path);
    mapping.rule = std::move(found.rule);
    if (found.value->type == YamlNode::Type::map) {
      read_detailed(*found.value, mapping);
    } else {
      mapping.value = read_template(*found.value, name);
    }
    mapping.field = std::move(name);
    return mapping;
  }

  void read_detailed(const YamlNode& node, FieldMapping& mapping) {
    check_keys(node, keys_of("mapping", "#field"), mistakes_);
    const YamlEntry* source = node.find("template");
    const YamlEntry* constant = node.find("constant");
    if ((source == nullptr) == (constant == nullptr))
      mistakes_.add(node, "a field has a template or a constant, one of them");
    if (source != nullptr) mapping.value = read_template(source->value, "template");
    if (constant != nullptr)
      mapping.value = constant_template(read_text(constant->value, "constant", mistakes_).value_or(""));
    if (const YamlEntry* on_drift = node.find("on_drift")) mapping.on_drift = read_on_drift(on_drift->value, mistakes_);
    if (const YamlEntry* lookup = node.find("lookup")) mapping.lookup = read_lookup(lookup->value);
  }

  static OnDrift read_on_drift(const YamlNode& node, Mistakes& mistakes) {
    constexpr std::array<std::string_view, 2> choices{"overwrite", "keep"};
    return read_choice(node, "on_drift", choices, mistakes) == 1U ? OnDrift::keep : OnDrift::overwrite;
  }

  /// What the shipped file says of that field: a teacher's own name for a class is kept, all else is overwritten.
  [[nodiscard]] OnDrift default_on_drift(const std::string& path) const {
    const YamlEntry* shipped =
        shipped_document("mapping").find(key_)->value.find(std::string_view(path).substr(key_.size() + 1));
    const YamlEntry* on_drift = shipped == nullptr ? nullptr : shipped->value.find("on_drift");
    return on_drift != nullptr && on_drift->value.text == "keep" ? OnDrift::keep : OnDrift::overwrite;
  }

  std::map<std::string, std::string> read_lookup(const YamlNode& node) {
    std::map<std::string, std::string> lookup;
    if (!expect_map(node, "lookup", mistakes_)) return lookup;
    for (const YamlEntry& entry : node.entries)
      if (auto text = read_text(entry.value, entry.key, mistakes_)) lookup.emplace(entry.key, *std::move(text));
    return lookup;
  }

  Template read_template(const YamlNode& node, std::string_view name) {
    const auto text = read_text(node, name, mistakes_);
    if (!text) return {};
    auto parsed = parse_template(*text);
    if (const auto* error = std::get_if<TemplateError>(&parsed)) {
      mistakes_.add(node, fmt::format("at character {} of the template: {}", error->offset + 1, error->what));
      return {};
    }
    auto made = std::get<Template>(std::move(parsed));
    const auto known = template_field_names(kind_);
    for (const std::string& field : fields_named(made))
      if (std::find(known.begin(), known.end(), field) == known.end())
        mistakes_.add(node, fmt::format("unknown field \"{}\" in the template of a {}{}", field, name_of(kind_),
                                        hint_for(field, known)));
    return made;
  }

  const RuleDocument& document_;
  Mistakes& mistakes_;
  Kind kind_;
  std::string_view key_;
};

}  // namespace

Mapping read_mapping(const RuleDocument& document) {
  Mapping mapping;
  mapping.class_ = MappingReader(document, Kind::class_, "class").read();
  mapping.teacher = MappingReader(document, Kind::teacher, "teacher").read();
  mapping.student = MappingReader(document, Kind::student, "student").read();
  mapping.unique_class_names = document.read_flag("unique_class_names");
  return mapping;
}

bool Mapping::names_student_email() const {
  return std::any_of(student.begin(), student.end(), [](const FieldMapping& mapping) {
    const auto named = fields_named(mapping.value);
    return std::find(named.begin(), named.end(), "email") != named.end();
  });
}

}  // namespace clever_sync
