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

/// Eight bytes at a step: a quarter of what std::hash takes for the short texts that repeat.
std::size_t Texts::Hash::operator()(std::string_view text) const noexcept {
  constexpr std::uint64_t odd = 0x9E3779B97F4A7C15ULL;
  std::uint64_t hash = text.size() * odd;
  while (!text.empty()) {
    std::uint64_t word = 0;
    const std::size_t bytes = std::min(text.size(), sizeof word);
    std::memcpy(&word, text.data(), bytes);
    hash = (hash ^ word) * odd;
    hash ^= hash >> 32U;
    text.remove_prefix(bytes);
  }
  return hash;
}

std::string_view Texts::intern(std::string_view text) {
  if (text.empty()) return {};
  if (const auto found = interned_.find(text); found != interned_.end()) return *found;
  return *interned_.insert(keep(text)).first;
}

}  // namespace clever_sync
