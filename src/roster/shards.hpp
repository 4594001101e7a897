#pragma once
// Shards: which file a record stands in. Records of students, teachers, sections and classes go by their primary
// school, so that a night touches few files and a school's changes read together.

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "roster/ids.hpp"

namespace clever_sync {

/// The file name in which a record of that school stands: `<24 hex>` or `_none`. No other text becomes a path.
std::string shard_of(std::string_view school);
std::string shard_of(const std::optional<SchoolId>& school);

/// One file: its name without `.json`, and the positions of its records, ascending.
struct Shard {
  std::string name;
  std::vector<std::uint32_t> records;
};

/// Groups records by the school of each, in order of the shards' names.
std::vector<Shard> group_by_school(std::span<const std::optional<SchoolId>> schools);

/// `classes/58da….json`, taken apart. Nothing if it is not `<folder>/<shard>.json` with a name that shard_of makes.
struct ShardPath {
  std::string_view folder, shard;
};
std::optional<ShardPath> parse_shard_path(std::string_view path);

}  // namespace clever_sync
