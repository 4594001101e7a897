#pragma once
// CopyCheck: holds entries of a pack that were copied into another against the checksums in their old index, as the
// bytes of the new pack go by. Private to this folder.

#include <span>
#include <string_view>

#include "workspace/pack_format.hpp"

namespace clever_sync {

class CopyCheck {
 public:
  /// The copied entries, sorted by offset, and where the last one ends. They must outlive the check.
  CopyCheck(std::span<const PackedObject> entries, std::uint64_t end) : entries_(entries), end_(end) {}

  /// The next bytes of the new pack, from its start. Throws Error{storage} at the end of an entry that is damaged.
  void take(std::string_view bytes);

 private:
  std::span<const PackedObject> entries_;  // those that have not gone by
  std::uint64_t end_;
  std::uint64_t at_ = 0;
  std::uint32_t crc_ = 0;  // of the part of the first that has
};

}  // namespace clever_sync
