#include "base/utf8.hpp"

#include <simdjson.h>

namespace clever_sync {

namespace {

/// What the first byte of a sequence says. `least` refuses overlong forms.
struct Lead {
  std::size_t bytes;
  char32_t bits;
  char32_t least;
};

std::optional<Lead> lead_of(unsigned char first) {
  if (first < 0x80U) return Lead{.bytes = 1, .bits = first, .least = 0};
  if (first >= 0xC2U && first <= 0xDFU) return Lead{.bytes = 2, .bits = first & 0x1FU, .least = 0x80};
  if (first >= 0xE0U && first <= 0xEFU) return Lead{.bytes = 3, .bits = first & 0x0FU, .least = 0x800};
  if (first >= 0xF0U && first <= 0xF4U) return Lead{.bytes = 4, .bits = first & 0x07U, .least = 0x10000};
  return std::nullopt;
}

char tail_byte(char32_t code_point, unsigned shift) {
  return static_cast<char>(0x80U | ((code_point >> shift) & 0x3FU));
}

}  // namespace

std::optional<CodePoint> decode_utf8(std::string_view text) {
  if (text.empty()) return std::nullopt;
  const std::optional<Lead> lead = lead_of(static_cast<unsigned char>(text.front()));
  if (!lead || text.size() < lead->bytes) return std::nullopt;
  char32_t value = lead->bits;
  for (const char raw : text.substr(1, lead->bytes - 1)) {
    const auto byte = static_cast<unsigned char>(raw);
    if ((byte & 0xC0U) != 0x80U) return std::nullopt;
    value = (value << 6U) | (byte & 0x3FU);
  }
  const bool is_surrogate = value >= 0xD800 && value <= 0xDFFF;
  if (value < lead->least || value > 0x10FFFF || is_surrogate) return std::nullopt;
  return CodePoint{.value = value, .bytes = lead->bytes};
}

void append_utf8(char32_t code_point, std::string& out) {
  if (code_point < 0x80) {
    out.push_back(static_cast<char>(code_point));
  } else if (code_point < 0x800) {
    out.push_back(static_cast<char>(0xC0U | (code_point >> 6U)));
    out.push_back(tail_byte(code_point, 0));
  } else if (code_point < 0x10000) {
    out.push_back(static_cast<char>(0xE0U | (code_point >> 12U)));
    out.push_back(tail_byte(code_point, 6));
    out.push_back(tail_byte(code_point, 0));
  } else {
    out.push_back(static_cast<char>(0xF0U | (code_point >> 18U)));
    out.push_back(tail_byte(code_point, 12));
    out.push_back(tail_byte(code_point, 6));
    out.push_back(tail_byte(code_point, 0));
  }
}

bool is_utf8(std::string_view text) {
  return simdjson::validate_utf8(text.data(), text.size());
}

}  // namespace clever_sync
