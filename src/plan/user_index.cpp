#include "plan/user_index.hpp"

#include <algorithm>
#include <bit>

namespace clever_sync {

namespace {

/// The hash spreads into the high bits; a table of 2^n slots uses those.
std::size_t first_slot(UserId id, std::size_t slots) {
  return id.hash() >> (64U - static_cast<unsigned>(std::countr_zero(slots)));
}

}  // namespace

UserIndex::UserIndex(std::vector<UserId> ids) : ids_(std::move(ids)) {
  if (!std::ranges::is_sorted(ids_)) std::ranges::sort(ids_);
  ids_.erase(std::unique(ids_.begin(), ids_.end()), ids_.end());
  slots_.assign(std::bit_ceil(2 * ids_.size() + 2), none);  // at most half full, never without a free slot
  for (std::uint32_t place = 0; place < ids_.size(); ++place) {
    std::size_t slot = first_slot(ids_[place], slots_.size());
    while (slots_[slot] != none) slot = (slot + 1) & (slots_.size() - 1);
    slots_[slot] = place;
  }
}

std::uint32_t UserIndex::find(UserId id) const {
  std::size_t slot = first_slot(id, slots_.size());
  while (slots_[slot] != none && ids_[slots_[slot]] != id) slot = (slot + 1) & (slots_.size() - 1);
  return slots_[slot];
}

}  // namespace clever_sync
