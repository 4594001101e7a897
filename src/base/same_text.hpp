#pragma once
// same_text: whether two texts are equal, for those who compare millions of short ones: names, grades, ids as text. A
// call of memcmp, with a length that is known at run time only, costs more than comparing them.

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace clever_sync {

namespace detail {

inline constexpr std::size_t word_bytes = sizeof(std::uint64_t);

inline std::uint64_t word_at(const char* bytes, std::size_t count = word_bytes) noexcept {
  std::uint64_t word = 0;
  std::memcpy(&word, bytes, count);
  return word;
}

/// The bytes of a text of 1 to 16 bytes as two words that overlap. Equal texts have equal words, and texts of different
/// length may too.
struct TwoWords {
  std::uint64_t first = 0, last = 0;
  friend bool operator==(const TwoWords&, const TwoWords&) = default;
};
inline TwoWords two_words(std::string_view text) noexcept {
  if (text.size() >= word_bytes)
    return {.first = word_at(text.data()), .last = word_at(text.data() + text.size() - word_bytes)};
  constexpr std::size_t half = word_bytes / 2;
  if (text.size() >= half)
    return {.first = word_at(text.data(), half), .last = word_at(text.data() + text.size() - half, half)};
  const auto byte = [text](std::size_t at) { return std::uint64_t{static_cast<unsigned char>(text[at])}; };
  return {.first = byte(0) | byte(text.size() / 2) << 8U, .last = byte(text.size() - 1)};
}

}  // namespace detail

/// For hash tables of texts that are not empty.
inline std::size_t hash_of_text(std::string_view text) noexcept {
  constexpr std::uint64_t odd = 0x9E3779B97F4A7C15ULL, other_odd = 0xC2B2AE3D27D4EB4FULL;
  std::uint64_t hash = text.size() * odd;
  for (; text.size() > 2 * detail::word_bytes; text.remove_prefix(detail::word_bytes)) {
    hash = (hash ^ detail::word_at(text.data())) * odd;
    hash ^= hash >> 32U;
  }
  const detail::TwoWords words = detail::two_words(text);
  hash = (hash ^ words.first) * odd ^ words.last * other_odd;
  hash ^= hash >> 32U;
  return hash * odd >> 32U;  // the low bits know little of a text's last bytes
}

/// As a == b.
inline bool same_text(std::string_view a, std::string_view b) noexcept {
  if (a.size() != b.size()) return false;
  if (a.data() == b.data() || a.empty()) return true;
  constexpr std::size_t in_two_words = 2 * detail::word_bytes;
  if (a.size() <= in_two_words) return detail::two_words(a) == detail::two_words(b);
  if (a.size() > 2 * in_two_words) return a == b;
  return detail::two_words(a.substr(0, in_two_words)) == detail::two_words(b.substr(0, in_two_words)) &&
         detail::two_words(a.substr(a.size() - in_two_words)) == detail::two_words(b.substr(b.size() - in_two_words));
}

}  // namespace clever_sync
