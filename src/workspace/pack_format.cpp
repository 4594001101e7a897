#include "workspace/pack_format.hpp"

#include <algorithm>
#include <array>

namespace clever_sync {

namespace {

void append_u32(std::string& out, std::uint32_t number) {
  for (int shift = 24; shift >= 0; shift -= 8) out += static_cast<char>(number >> static_cast<unsigned>(shift) & 0xFFU);
}

void append_u64(std::string& out, std::uint64_t number) {
  append_u32(out, static_cast<std::uint32_t>(number >> 32U));
  append_u32(out, static_cast<std::uint32_t>(number));
}

void append_oid(std::string& out, const Oid& oid) {
  out.append(oid.begin(), oid.end());
}

constexpr unsigned int type_delta_at_distance = 6;

/// A type and, in groups of seven bits from the low end, a size.
std::string encode_type_and_size(unsigned int type, std::uint64_t size_bytes) {
  std::string header;
  std::uint64_t byte = std::uint64_t{type} << 4U | (size_bytes & 0xFU);
  for (size_bytes >>= 4U; size_bytes != 0; size_bytes >>= 7U) {
    header += static_cast<char>(byte | 0x80U);
    byte = size_bytes & 0x7FU;
  }
  header += static_cast<char>(byte);
  return header;
}

constexpr std::uint64_t first_wide_offset = std::uint64_t{1} << 31U;

/// How many objects begin with a byte up to each value.
void append_fan_out(std::string& out, const std::vector<PackedObject>& sorted) {
  std::array<std::uint32_t, 256> counts{};
  for (const PackedObject& object : sorted) ++counts[object.id[0]];
  std::uint32_t total = 0;
  for (const std::uint32_t count : counts) append_u32(out, total += count);
}

/// Offsets below 2 GiB stand in the table; the others in a second one, to which the first points by a set top bit.
void append_offsets(std::string& out, const std::vector<PackedObject>& sorted) {
  std::string wide;
  for (const PackedObject& object : sorted) {
    if (object.offset < first_wide_offset) {
      append_u32(out, static_cast<std::uint32_t>(object.offset));
    } else {
      append_u32(out, static_cast<std::uint32_t>(first_wide_offset | wide.size() / sizeof object.offset));
      append_u64(wide, object.offset);
    }
  }
  out += wide;
}

}  // namespace

std::string encode_pack_header(std::uint32_t objects) {
  std::string header = "PACK";
  append_u32(header, 2);
  append_u32(header, objects);
  return header;
}

std::string encode_entry_header(ObjectType type, std::uint64_t size_bytes) {
  return encode_type_and_size(static_cast<unsigned int>(type), size_bytes);
}

/// The distance comes in groups of seven bits from the high end; each group but the last counts from one, so that no
/// distance has two spellings.
std::string encode_delta_header(std::uint64_t distance, std::uint64_t size_bytes) {
  std::string groups(1, static_cast<char>(distance & 0x7FU));
  while ((distance >>= 7U) != 0) {
    --distance;
    groups += static_cast<char>(0x80U | (distance & 0x7FU));
  }
  std::ranges::reverse(groups);
  return encode_type_and_size(type_delta_at_distance, size_bytes) + groups;
}

std::string encode_pack_index(std::vector<PackedObject> objects, const Oid& pack_checksum) {
  std::ranges::sort(objects, {}, &PackedObject::id);
  std::string index = "\377tOc";
  append_u32(index, 2);
  append_fan_out(index, objects);
  for (const PackedObject& object : objects) append_oid(index, object.id);
  for (const PackedObject& object : objects) append_u32(index, object.crc);
  append_offsets(index, objects);
  append_oid(index, pack_checksum);
  Sha1 hash;
  hash.update(index);
  append_oid(index, hash.finish());
  return index;
}

}  // namespace clever_sync
