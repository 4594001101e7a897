#pragma once
// YAML as a tree of our own, read strictly: rule files and the configuration are written by people, and whatever a YAML
// library would quietly repair (duplicate keys, a second document, anchors, tags) is refused here with its place. A
// scalar stays the text that was written; what it means is decided by whoever wants it (yaml_values.hpp).

#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace clever_sync {

struct YamlEntry;

struct YamlNode {
  enum class Type { null, scalar, list, map };
  Type type = Type::null;
  int line = 1, column = 1;  // from 1
  std::string text;          // of a scalar
  bool quoted = false;       // a scalar in quotes or as a block: it is text whatever it looks like
  std::vector<YamlNode> items;
  std::vector<YamlEntry> entries;  // in the order of the file, keys unique

  /// The entry under that key, or nullptr.
  [[nodiscard]] const YamlEntry* find(std::string_view key) const;
};

struct YamlEntry {
  std::string key;
  int line = 1, column = 1;  // of the key
  YamlNode value;
};

struct YamlError {
  int line = 1, column = 1;
  std::string what;
};

/// The one document of the text; an empty text is an empty map. Refused: anchors, aliases, tags, merge keys, keys that
/// are not plain texts, duplicate keys, a second document, more than 50 levels or 200,000 nodes, invalid UTF-8 and
/// control characters (yaml-cpp takes one of them for the end of the file).
std::variant<YamlNode, YamlError> parse_yaml(std::string_view text);

}  // namespace clever_sync
