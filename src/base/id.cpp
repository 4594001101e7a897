#include "base/id.hpp"

#include <cstdint>

namespace clever_sync::detail {

namespace {

constexpr std::string_view hex_digits = "0123456789abcdef";

// A snapshot of a large district has ten million ids: they are read eight digits at a time and written by table.

constexpr std::uint64_t every_byte = 0x0101010101010101ULL;
constexpr std::size_t word_digits = 8;

/// The values of eight digits, the first in the highest byte; a bit above the low four of some byte if one is no digit.
std::uint64_t values_of_digits(std::uint64_t digits) noexcept {
  // 0x30 to 0x39 have bit 6 clear, 0x61 to 0x66 have it set.
  const std::uint64_t values = (digits & every_byte * 0x0F) + (digits >> 6U & every_byte) * 9;
  // As they are written: what is none of the sixteen digits differs in its high bits, or has a value above 15.
  const std::uint64_t above_nine = (values + every_byte * 6) >> 4U & every_byte;
  const std::uint64_t written = values + every_byte * '0' + above_nine * ('a' - '0' - 10);
  return values | (written ^ digits);
}

/// Eight values below 16 as the four bytes that they write.
std::uint32_t four_bytes(std::uint64_t values) noexcept {
  values = (values | values >> 4U) & 0x00FF00FF00FF00FFULL;
  values = (values | values >> 8U) & 0x0000FFFF0000FFFFULL;
  return static_cast<std::uint32_t>(values | values >> 16U);
}

constexpr std::array<std::array<char, 2>, 256> digits_of_byte = [] {
  std::array<std::array<char, 2>, 256> digits{};
  for (std::size_t byte = 0; byte < digits.size(); ++byte) {
    digits[byte] = {hex_digits[byte / 16], hex_digits[byte % 16]};
  }
  return digits;
}();

}  // namespace

bool decode_id(std::string_view text, IdBytes& bytes) noexcept {
  if (text.size() != id_text_bytes) return false;
  std::uint64_t seen = 0;
  for (std::size_t word = 0; word < id_text_bytes / word_digits; ++word) {
    const std::uint64_t values = values_of_digits(number_at<std::uint64_t>(text.data() + word * word_digits));
    seen |= values;
    const std::uint32_t packed = swapped_if_little(four_bytes(values));
    std::memcpy(bytes.data() + word * sizeof packed, &packed, sizeof packed);
  }
  return (seen & ~(every_byte * 0x0F)) == 0;
}

void append_id(const IdBytes& bytes, std::string& out) {
  std::array<char, id_text_bytes> text{};
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    text[2 * i] = digits_of_byte[bytes[i]][0];
    text[2 * i + 1] = digits_of_byte[bytes[i]][1];
  }
  out.append(text.data(), text.size());
}

}  // namespace clever_sync::detail
