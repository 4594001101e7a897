#include "base/printable.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>

#include "base/utf8.hpp"

namespace clever_sync {

namespace {

struct CodePointRange {
  char32_t first;
  char32_t last;
};

/// Code points that show nothing themselves but change how other text is shown, or break its line: the controls, and of
/// Unicode's format characters (category Cf) those without a glyph, with U+2028/9. Source: UnicodeData 15, UAX #9.
constexpr std::array<CodePointRange, 13> hidden{{
    {0x0000, 0x001F},    // C0
    {0x007F, 0x009F},    // DEL, C1
    {0x00AD, 0x00AD},    // soft hyphen
    {0x061C, 0x061C},    // Arabic letter mark
    {0x180E, 0x180E},    // Mongolian vowel separator
    {0x200B, 0x200F},    // zero width space, joiners, direction marks
    {0x2028, 0x202E},    // line and paragraph separators, embeddings and overrides
    {0x2060, 0x206F},    // word joiner, isolates, deprecated format characters
    {0xFEFF, 0xFEFF},    // zero width no-break space
    {0xFFF9, 0xFFFB},    // interlinear annotation
    {0x1BCA0, 0x1BCA3},  // shorthand format
    {0x1D173, 0x1D17A},  // musical format
    {0xE0000, 0xE007F},  // tags
}};

bool is_hidden(char32_t value) {
  return std::ranges::any_of(
      hidden, [value](const CodePointRange& range) { return value >= range.first && value <= range.last; });
}

/// One thing to show out of the front of `rest`, which is cut: a code point, an escape or U+FFFD.
struct Piece {
  std::string text;
  std::size_t code_points = 1;
};

Piece take_piece(std::string_view& rest) {
  const std::optional<CodePoint> next = decode_utf8(rest);
  if (!next) {
    rest.remove_prefix(1);
    return {.text = "\xEF\xBF\xBD"};
  }
  const std::string_view bytes = rest.substr(0, next->bytes);
  rest.remove_prefix(next->bytes);
  if (!is_hidden(next->value)) return {.text = std::string(bytes)};
  std::string escape = fmt::format("\\u{{{:x}}}", static_cast<unsigned>(next->value));
  const std::size_t length = escape.size();
  return {.text = std::move(escape), .code_points = length};
}

}  // namespace

std::string printable(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) out += take_piece(text).text;
  return out;
}

std::string printable(std::string_view text, std::size_t max_code_points) {
  std::string out;
  std::size_t length = 0;
  std::size_t cut_at = 0;  // where … still fits: an escape is never cut in two
  while (!text.empty()) {
    const Piece piece = take_piece(text);
    length += piece.code_points;
    if (length > max_code_points) {
      out.resize(cut_at);
      return max_code_points == 0 ? out : out + "…";
    }
    out += piece.text;
    if (length < max_code_points) cut_at = out.size();
  }
  return out;
}

}  // namespace clever_sync
