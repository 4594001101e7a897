#include "workspace/copy_check.hpp"

#include <zlib.h>

#include <algorithm>

#include "base/error.hpp"

namespace clever_sync {

void CopyCheck::take(std::string_view bytes) {
  while (!bytes.empty() && !entries_.empty()) {
    const bool in_front = at_ < entries_.front().offset;  // in the pack's header
    const std::uint64_t next = entries_.size() > 1 ? entries_[1].offset : end_;
    const std::uint64_t until = in_front ? entries_.front().offset : next;
    const std::string_view piece = bytes.substr(0, static_cast<std::size_t>(until - at_));
    bytes.remove_prefix(piece.size());
    at_ += piece.size();
    if (in_front) continue;
    crc_ = static_cast<std::uint32_t>(crc32_z(crc_, reinterpret_cast<const Bytef*>(piece.data()), piece.size()));
    if (at_ < next) continue;
    if (crc_ != entries_.front().crc) {
      throw Error(ErrorKind::storage, "object " + to_hex(entries_.front().id) +
                                          " in a pack of the repository is damaged: run `git fsck --full` there");
    }
    entries_ = entries_.subspan(1);
    crc_ = 0;
  }
}

}  // namespace clever_sync
