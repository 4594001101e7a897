#include "base/id.hpp"

#include <cstdint>

namespace clever_sync::detail {

namespace {

constexpr std::string_view hex_digits = "0123456789abcdef";

// Both ways by table: a snapshot of a large district has ten million ids, and arithmetic per digit was a fifth of the
// time to read and write it.
constexpr std::uint8_t no_digit = 0xFF;

constexpr std::array<std::uint8_t, 256> value_of_digit = [] {
  std::array<std::uint8_t, 256> values{};
  values.fill(no_digit);
  for (std::size_t value = 0; value < hex_digits.size(); ++value) {
    values[static_cast<unsigned char>(hex_digits[value])] = static_cast<std::uint8_t>(value);
  }
  return values;
}();

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
  std::uint8_t seen = 0;  // no_digit leaves a bit above the four of a digit
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    const std::uint8_t high = value_of_digit[static_cast<unsigned char>(text[2 * i])];
    const std::uint8_t low = value_of_digit[static_cast<unsigned char>(text[2 * i + 1])];
    seen = static_cast<std::uint8_t>(seen | high | low);
    bytes[i] = static_cast<unsigned char>(high << 4U | low);
  }
  return seen < hex_digits.size();
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
