#pragma once
// The 24 digits of a Clever id as twelve bytes, and back. A large district has ten million ids, each of which is read
// three times in a night: so many digits at a time as a register holds, inline. What an id is: base/id.hpp.

#ifdef __SSE2__  // every x86-64 has it
#include <emmintrin.h>
#endif

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace clever_sync {

inline constexpr std::size_t id_text_bytes = 24;

namespace detail {
using IdBytes = std::array<unsigned char, id_text_bytes / 2>;
/// The number whose bytes these are, the highest first; and the other way round.
template <class Number>
Number swapped_if_little(Number number) noexcept {
  if constexpr (std::endian::native == std::endian::big) return number;
  if constexpr (sizeof number == sizeof(std::uint64_t)) return __builtin_bswap64(number);
  return static_cast<Number>(__builtin_bswap32(static_cast<std::uint32_t>(number)));
}
template <class Number>
Number number_at(const void* bytes) noexcept {
  Number number = 0;
  std::memcpy(&number, bytes, sizeof number);
  return swapped_if_little(number);
}

inline constexpr std::uint64_t every_byte = 0x0101010101010101ULL;
inline constexpr std::size_t word_digits = 8;

/// The digits that write eight values below 16.
inline std::uint64_t digits_of_values(std::uint64_t values) noexcept {
  const std::uint64_t above_nine = (values + every_byte * 6) >> 4U & every_byte;
  return values + every_byte * '0' + above_nine * ('a' - '0' - 10);
}

/// The twelve bytes as the two numbers that comparing and copying read: a load that spans several stores waits for all
/// of them.
inline void put_numbers(std::uint64_t head, std::uint32_t tail, IdBytes& bytes) noexcept {
  std::memcpy(bytes.data(), &head, sizeof head);
  std::memcpy(bytes.data() + sizeof head, &tail, sizeof tail);
}

/// The values of eight digits, the first in the highest byte; a bit above the low four of some byte if one is no digit.
inline std::uint64_t values_of_digits(std::uint64_t digits) noexcept {
  // 0x30 to 0x39 have bit 6 clear, 0x61 to 0x66 have it set.
  const std::uint64_t values = (digits & every_byte * 0x0F) + (digits >> 6U & every_byte) * 9;
  // As they are written: what is none of the sixteen digits differs in its high bits, or has a value above 15.
  return values | (digits_of_values(values) ^ digits);
}

/// Eight values below 16 as the four bytes that they write.
inline std::uint32_t four_bytes(std::uint64_t values) noexcept {
  values = (values | values >> 4U) & 0x00FF00FF00FF00FFULL;
  values = (values | values >> 8U) & 0x0000FFFF0000FFFFULL;
  return static_cast<std::uint32_t>(values | values >> 16U);
}

/// True and the bytes filled in if `text` is [0-9a-f]{24}.
inline bool decode_id_in_words(std::string_view text, IdBytes& bytes) noexcept {
  if (text.size() != id_text_bytes) return false;
  const std::uint64_t first = values_of_digits(number_at<std::uint64_t>(text.data()));
  const std::uint64_t second = values_of_digits(number_at<std::uint64_t>(text.data() + word_digits));
  const std::uint64_t third = values_of_digits(number_at<std::uint64_t>(text.data() + 2 * word_digits));
  put_numbers(swapped_if_little(std::uint64_t{four_bytes(first)} << 32U | four_bytes(second)),
              swapped_if_little(four_bytes(third)), bytes);
  return ((first | second | third) & ~(every_byte * 0x0F)) == 0;
}

#ifdef __SSE2__

/// Sixteen digits as bytes, each in the low half of a lane; `written` is false afterwards if one of them is no digit.
inline __m128i bytes_of_digits(const char* digits, bool& written) noexcept {
  constexpr int all_lanes = 0xFFFF;
  const __m128i text = _mm_loadu_si128(reinterpret_cast<const __m128i*>(digits));
  const auto between = [text](char first, char last) {
    return _mm_and_si128(_mm_cmpgt_epi8(text, _mm_set1_epi8(static_cast<char>(first - 1))),
                         _mm_cmplt_epi8(text, _mm_set1_epi8(static_cast<char>(last + 1))));
  };
  const __m128i letter = between('a', 'f');
  written &= _mm_movemask_epi8(_mm_or_si128(letter, between('0', '9'))) == all_lanes;
  const __m128i values =
      _mm_add_epi8(_mm_and_si128(text, _mm_set1_epi8(0x0F)), _mm_and_si128(letter, _mm_set1_epi8(9)));
  const __m128i pairs = _mm_or_si128(_mm_slli_epi16(values, 4), _mm_srli_epi16(values, 8));
  return _mm_and_si128(pairs, _mm_set1_epi16(0xFF));
}

/// True and the bytes filled in if `text` is [0-9a-f]{24}. The last sixteen digits overlap the first: 3.6 ns an id,
/// where eight digits at a time took 7.2.
inline bool decode_id(std::string_view text, IdBytes& bytes) noexcept {
  if (text.size() != id_text_bytes) return false;
  constexpr int last_four = 12;
  bool written = true;
  const __m128i first = bytes_of_digits(text.data(), written);
  const __m128i last = bytes_of_digits(text.data() + word_digits, written);
  const __m128i both = _mm_packus_epi16(first, last);
  put_numbers(static_cast<std::uint64_t>(_mm_cvtsi128_si64(both)),
              static_cast<std::uint32_t>(_mm_cvtsi128_si32(_mm_srli_si128(both, last_four))), bytes);
  return written;
}

#else

inline bool decode_id(std::string_view text, IdBytes& bytes) noexcept {
  return decode_id_in_words(text, bytes);
}

#endif

/// Four bytes as the values of the eight digits that write them, the first in the highest byte.
inline std::uint64_t eight_values(std::uint32_t bytes) noexcept {
  std::uint64_t values = bytes;
  values = (values | values << 16U) & 0x0000FFFF0000FFFFULL;
  values = (values | values << 8U) & 0x00FF00FF00FF00FFULL;
  return (values | values << 4U) & every_byte * 0x0F;
}

/// Writes the 24 digits of an id.
inline void write_id(const IdBytes& bytes, char* text) noexcept {
  for (std::size_t word = 0; word < 3; ++word) {
    const std::uint64_t digits = swapped_if_little(
        digits_of_values(eight_values(number_at<std::uint32_t>(bytes.data() + word * sizeof(std::uint32_t)))));
    std::memcpy(text + word * word_digits, &digits, sizeof digits);
  }
}
}  // namespace detail

}  // namespace clever_sync
