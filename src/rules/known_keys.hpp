#pragma once
// The keys of every map in the six YAML files, in one table: the readers refuse what is not in it, and a test holds the
// JSON schemas of docs/schemas/ against it, so that an editor and `rules check` say the same.

#include <span>
#include <string_view>
#include <vector>

namespace clever_sync {

struct KeyTable {
  /// The schema's name: `filters` for docs/schemas/filters.schema.json; `clever-sync` is the configuration.
  std::string_view file;
  /// Where the map stands: `""` the file itself, `classes.archive` below keys, `exclude[]` an item of a list, `#test` a
  /// map that stands in several places (a definition of the schema).
  std::string_view path;
  std::vector<std::string_view> keys;
};

/// Every map whose keys are fixed; the maps of conditions, whose keys are fields, are in fields.hpp.
const std::vector<KeyTable>& known_keys();

/// The keys of one of these maps; the map must be in the table.
std::span<const std::string_view> keys_of(std::string_view file, std::string_view path);

}  // namespace clever_sync
