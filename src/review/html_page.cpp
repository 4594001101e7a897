#include "review/html_page.hpp"

#include "base/digest.hpp"
#include "base/printable.hpp"

namespace clever_sync {

namespace {

int hex_value(char digit) {
  return digit <= '9' ? digit - '0' : digit - 'a' + 10;
}

/// The bytes that the hex digits spell, in base64.
std::string base64_of_hex(std::string_view hex) {
  constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  unsigned bits = 0;
  int held = 0;
  for (const char digit : hex) {
    bits = (bits << 4U) | static_cast<unsigned>(hex_value(digit));
    held += 4;
    if (held >= 6) {
      held -= 6;
      out.push_back(alphabet[(bits >> static_cast<unsigned>(held)) & 0x3FU]);
    }
  }
  if (held > 0) out.push_back(alphabet[(bits << static_cast<unsigned>(6 - held)) & 0x3FU]);
  while (out.size() % 4 != 0) out.push_back('=');
  return out;
}

std::string source_hash(std::string_view text) {
  return "'sha256-" + base64_of_hex(sha256_hex(text)) + "'";
}

}  // namespace

std::string html_policy() {
  return "default-src 'none'; style-src " + source_hash(html_style()) + "; script-src " + source_hash(html_script()) +
         "; base-uri 'none'; form-action 'none'";
}

std::string html_escaped(std::string_view text) {
  std::string out;
  for (const char c : printable(text)) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\'':
        out += "&#39;";
        break;
      default:
        out.push_back(c);
    }
  }
  return out;
}

std::string html_isolated(std::string_view text) {
  return "<bdi>" + html_escaped(text) + "</bdi>";
}

}  // namespace clever_sync
