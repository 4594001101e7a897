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

constexpr std::size_t word_bytes = sizeof(std::uint64_t);

std::uint64_t word_at(const char* bytes, std::size_t count = word_bytes) {
  std::uint64_t word = 0;
  std::memcpy(&word, bytes, count);
  return word;
}

/// The bytes of a short text as two words; equal short texts have equal words, and texts of different length may too.
struct TwoWords {
  std::uint64_t first = 0, last = 0;
  friend bool operator==(const TwoWords&, const TwoWords&) = default;
};
constexpr std::size_t most_in_two_words = 2 * word_bytes;

/// Words that overlap instead of a copy of a length that is known at run time only: that is a call.
TwoWords two_words(std::string_view text) {
  if (text.size() >= word_bytes)
    return {.first = word_at(text.data()), .last = word_at(text.data() + text.size() - word_bytes)};
  constexpr std::size_t half = word_bytes / 2;
  if (text.size() >= half)
    return {.first = word_at(text.data(), half), .last = word_at(text.data() + text.size() - half, half)};
  const auto byte = [text](std::size_t at) { return std::uint64_t{static_cast<unsigned char>(text[at])}; };
  return {.first = byte(0) | byte(text.size() / 2) << 8U, .last = byte(text.size() - 1)};
}

/// Of a text that is not empty.
std::size_t hash_of(std::string_view text) {
  constexpr std::uint64_t odd = 0x9E3779B97F4A7C15ULL, other_odd = 0xC2B2AE3D27D4EB4FULL;
  std::uint64_t hash = text.size() * odd;
  for (; text.size() > most_in_two_words; text.remove_prefix(word_bytes)) {
    hash = (hash ^ word_at(text.data())) * odd;
    hash ^= hash >> 32U;
  }
  const TwoWords words = two_words(text);
  hash = (hash ^ words.first) * odd ^ words.last * other_odd;
  hash ^= hash >> 32U;
  return hash * odd >> 32U;  // the low bits know little of a text's last bytes
}

bool equal(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  return a.size() > most_in_two_words ? a == b : two_words(a) == two_words(b);
}

}  // namespace

std::size_t Texts::slot_of(std::string_view text) const {
  std::size_t slot = hash_of(text) & (interned_.size() - 1);
  while (!interned_[slot].empty() && !equal(interned_[slot], text)) slot = (slot + 1) & (interned_.size() - 1);
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
