#include "base/id.hpp"

#include <cstdint>

namespace clever_sync::detail {

namespace {

constexpr std::string_view hex_digits = "0123456789abcdef";

// By table: a snapshot of a large district has ten million ids.
constexpr std::array<std::array<char, 2>, 256> digits_of_byte = [] {
  std::array<std::array<char, 2>, 256> digits{};
  for (std::size_t byte = 0; byte < digits.size(); ++byte) {
    digits[byte] = {hex_digits[byte / 16], hex_digits[byte % 16]};
  }
  return digits;
}();

}  // namespace

void append_id(const IdBytes& bytes, std::string& out) {
  std::array<char, id_text_bytes> text{};
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    text[2 * i] = digits_of_byte[bytes[i]][0];
    text[2 * i + 1] = digits_of_byte[bytes[i]][1];
  }
  out.append(text.data(), text.size());
}

}  // namespace clever_sync::detail
