#include <fmt/core.h>

#include "base/printable.hpp"
#include "base/utf8.hpp"
#include "review/render.hpp"

namespace clever_sync {

namespace {

/// As JSON spells a code point that a string need not hold raw: one or two UTF-16 units.
std::string json_escape(char32_t code_point) {
  const auto value = static_cast<unsigned>(code_point);
  if (value < 0x10000U) return fmt::format("\\u{:04x}", value);
  const unsigned above = value - 0x10000U;
  return fmt::format("\\u{:04x}\\u{:04x}", 0xD800U + (above >> 10U), 0xDC00U + (above & 0x3FFU));
}

}  // namespace

std::string terminal_json(std::string_view lines) {
  std::string_view rest = lines;
  std::string out;
  out.reserve(lines.size());
  while (!rest.empty()) {
    const std::size_t plain = rest.find_first_not_of(
        " !\"#$%&'()*+,-./0123456789:;<=>?@"
        "ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`abcdefghijklmnopqrstuvwxyz{|}~\n");
    out += rest.substr(0, plain);
    if (plain == std::string_view::npos) return out;
    rest.remove_prefix(plain);
    const std::optional<CodePoint> next = decode_utf8(rest);
    const std::string_view piece = rest.substr(0, next ? next->bytes : 1);
    // Outside of strings the file is ASCII, so a code point that printable() would not show raw stands in a string.
    if (!next) {
      out += "\\ufffd";
    } else if (printable(piece) != piece) {
      out += json_escape(next->value);
    } else {
      out += piece;
    }
    rest.remove_prefix(piece.size());
  }
  return out;
}

}  // namespace clever_sync
