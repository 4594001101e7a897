#include "roster/shards.hpp"

#include <algorithm>
#include <unordered_map>

namespace clever_sync {

namespace {
constexpr std::string_view no_school = "_none";
}

std::string shard_of(std::string_view school) {
  return std::string(SchoolId::parse(school) ? school : no_school);
}

std::string shard_of(const std::optional<SchoolId>& school) {
  return school ? school->text() : std::string(no_school);
}

std::vector<Shard> group_by_school(std::span<const std::optional<SchoolId>> schools) {
  std::vector<Shard> shards;
  std::unordered_map<SchoolId, std::size_t> shard_at;
  std::optional<std::size_t> none_at;
  for (std::uint32_t record = 0; record < schools.size(); ++record) {
    const std::optional<SchoolId>& school = schools[record];
    std::size_t at = shards.size();
    if (school) {
      at = shard_at.try_emplace(*school, at).first->second;
    } else {
      if (!none_at) none_at = at;
      at = *none_at;
    }
    if (at == shards.size()) shards.push_back({.name = shard_of(school), .records = {}});
    shards[at].records.push_back(record);
  }
  std::ranges::sort(shards, {}, &Shard::name);
  return shards;
}

std::optional<ShardPath> parse_shard_path(std::string_view path) {
  constexpr std::string_view ending = ".json";
  const std::size_t slash = path.find('/');
  if (slash == std::string_view::npos || !path.ends_with(ending)) return std::nullopt;
  std::string_view shard = path.substr(slash + 1);
  if (shard.size() <= ending.size()) return std::nullopt;
  shard.remove_suffix(ending.size());
  if (shard != no_school && !SchoolId::parse(shard)) return std::nullopt;
  return ShardPath{.folder = path.substr(0, slash), .shard = shard};
}

}  // namespace clever_sync
