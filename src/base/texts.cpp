#include "base/texts.hpp"

#include <algorithm>
#include <cstring>

#include "base/same_text.hpp"

namespace clever_sync {

namespace {
constexpr std::size_t block_bytes = std::size_t{256} * 1024;
}

std::string_view Texts::keep(std::string_view text) {
  if (text.empty()) return {};
  if (text.size() > free_bytes_) {
    const std::size_t bytes = std::max(block_bytes, text.size());
    blocks_.push_back(std::make_unique_for_overwrite<char[]>(bytes));
    free_ = blocks_.back().get();
    free_bytes_ = bytes;
    reserved_bytes_ += bytes;
  }
  char* const start = free_;
  std::memcpy(start, text.data(), text.size());
  free_ += text.size();
  free_bytes_ -= text.size();
  return {start, text.size()};
}

std::size_t Texts::slot_of(std::string_view text) const {
  std::size_t slot = hash_of_text(text) & (interned_.size() - 1);
  while (!interned_[slot].empty() && !same_text(interned_[slot], text)) slot = (slot + 1) & (interned_.size() - 1);
  return slot;
}

void Texts::grow() {
  constexpr std::size_t first_slots = 256;
  std::vector<std::string_view> before(std::max(first_slots, 2 * interned_.size()));
  before.swap(interned_);
  for (const std::string_view text : before) {
    if (!text.empty()) interned_[slot_of(text)] = text;
  }
}

std::string_view Texts::intern(std::string_view text) {
  if (text.empty()) return {};
  // Ids of schools, nearly always: records come school by school.
  constexpr std::size_t is_long = 16;
  if (text.size() > is_long && same_text(text, last_long_)) return last_long_;
  if (2 * interned_count_ >= interned_.size()) grow();
  std::string_view& kept = interned_[slot_of(text)];
  if (kept.empty()) {
    kept = keep(text);
    ++interned_count_;
  }
  if (kept.size() > is_long) last_long_ = kept;
  return kept;
}

}  // namespace clever_sync
