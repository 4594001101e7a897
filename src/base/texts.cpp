#include "base/texts.hpp"

#include <algorithm>
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

std::string_view Texts::intern(std::string_view text) {
  if (text.empty()) return {};
  if (const auto found = interned_.find(text); found != interned_.end()) return *found;
  return *interned_.insert(keep(text)).first;
}

}  // namespace clever_sync
