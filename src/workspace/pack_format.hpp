#pragma once
// The two file formats of a pack, as bytes: entry headers of a .pack and the whole .idx, version 2.
// Pure; private to this folder. Source: git's documentation, gitformat-pack.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "workspace/object_hash.hpp"

namespace clever_sync {

/// Where one object stands in a pack.
struct PackedObject {
  Oid id{};
  std::uint32_t crc = 0;     // of its bytes in the pack, header included
  std::uint64_t offset = 0;  // of its header, from the start of the pack
};

/// "PACK", version 2 and the number of objects; always 12 bytes.
std::string encode_pack_header(std::uint32_t objects);
/// Type and size of an object before compression, as they stand before its deflated bytes.
std::string encode_entry_header(ObjectType type, std::uint64_t size_bytes);
/// The same for a delta whose base stands `distance` bytes before it in the pack (OFS_DELTA).
std::string encode_delta_header(std::uint64_t distance, std::uint64_t size_bytes);

/// The index of a pack whose trailer is `pack_checksum`. The objects may come in any order; ids must differ.
std::string encode_pack_index(std::vector<PackedObject> objects, const Oid& pack_checksum);

}  // namespace clever_sync
