#include "base/texts.hpp"

#include <algorithm>
#include <cstdint>
#include <cstring>

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

namespace {

/// Eight bytes at a step: with the flat table, half of what std::unordered_set takes for the short texts that repeat.
std::size_t hash_of(std::string_view text) {
  constexpr std::uint64_t odd = 0x9E3779B97F4A7C15ULL;
  std::uint64_t hash = text.size();
  while (!text.empty()) {
    std::uint64_t word = 0;
    const std::size_t bytes = std::min(text.size(), sizeof word);
    std::memcpy(&word, text.data(), bytes);
    hash = (hash ^ word) * odd;
    hash ^= hash >> 32U;
    text.remove_prefix(bytes);
  }
  return hash * odd >> 32U;  // the low bits know little of a text's last bytes
}

}  // namespace

std::size_t Texts::slot_of(std::string_view text) const {
  std::size_t slot = hash_of(text) & (interned_.size() - 1);
  while (!interned_[slot].empty() && interned_[slot] != text) slot = (slot + 1) & (interned_.size() - 1);
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
  if (2 * interned_count_ >= interned_.size()) grow();
  std::string_view& kept = interned_[slot_of(text)];
  if (kept.empty()) {
    kept = keep(text);
    ++interned_count_;
  }
  return kept;
}

}  // namespace clever_sync
