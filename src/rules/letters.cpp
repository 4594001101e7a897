#include "rules/letters.hpp"

#include <array>

#include "base/utf8.hpp"

namespace clever_sync {

namespace {

struct Range {
  char32_t first, last;
};

/// Marks that extend the character before them. Source: Unicode 15, Grapheme_Extend and SpacingMark, merged to ranges.
constexpr std::array<Range, 33> marks{
    {{0x0300, 0x036F}, {0x0483, 0x0489}, {0x0591, 0x05BD},  {0x05BF, 0x05BF}, {0x05C1, 0x05C2}, {0x05C4, 0x05C5},
     {0x05C7, 0x05C7}, {0x0610, 0x061A}, {0x064B, 0x065F},  {0x0670, 0x0670}, {0x06D6, 0x06DC}, {0x06DF, 0x06E4},
     {0x06E7, 0x06E8}, {0x06EA, 0x06ED}, {0x0711, 0x0711},  {0x0730, 0x074A}, {0x07A6, 0x07B0}, {0x0E31, 0x0E31},
     {0x0E33, 0x0E3A}, {0x0E47, 0x0E4E}, {0x0EB1, 0x0EB1},  {0x0EB3, 0x0EBC}, {0x0EC8, 0x0ECD}, {0x102B, 0x103E},
     {0x1AB0, 0x1AFF}, {0x1DC0, 0x1DFF}, {0x200C, 0x200D},  {0x20D0, 0x20FF}, {0x302A, 0x302F}, {0x3099, 0x309A},
     {0xFE00, 0xFE0F}, {0xFE20, 0xFE2F}, {0xE0020, 0xE01EF}}};

/// The blocks of India's scripts (U+0900 to U+0DFF) have one layout: signs first, then letters, then vowel signs.
bool is_indic_mark(char32_t c) {
  if (c < 0x0900 || c > 0x0DFF) return false;
  const char32_t place = c & 0x7FU;
  return place <= 0x03 || place == 0x3C || (place >= 0x3E && place <= 0x4D) || (place >= 0x51 && place <= 0x57) ||
         place == 0x62 || place == 0x63;
}

bool extends_previous(char32_t c) {
  if (c < 0x0300) return false;
  if (is_indic_mark(c) || (c >= 0x1F3FB && c <= 0x1F3FF)) return true;  // the latter: skin tones
  for (const Range& range : marks)
    if (c >= range.first && c <= range.last) return true;
  return false;
}

bool is_regional_indicator(char32_t c) {
  return c >= 0x1F1E6 && c <= 0x1F1FF;
}

/// Whether two Hangul characters belong to one syllable: a leading consonant takes what follows, a vowel or a syllable
/// takes vowels and final consonants. Source: UAX #29, rules GB6 to GB8.
bool joins_as_hangul(char32_t before, char32_t after) {
  const bool after_vowel = after >= 0x1160 && after <= 0x11A7;
  const bool after_final = after >= 0x11A8 && after <= 0x11FF;
  const bool after_syllable = after >= 0xAC00 && after <= 0xD7A3;
  if (before >= 0x1100 && before <= 0x115F)
    return (after >= 0x1100 && after <= 0x115F) || after_vowel || after_syllable;
  const bool before_open_syllable = before >= 0xAC00 && before <= 0xD7A3 && (before - 0xAC00) % 28 == 0;
  if ((before >= 0x1160 && before <= 0x11A7) || before_open_syllable) return after_vowel || after_final;
  return ((before >= 0xAC00 && before <= 0xD7A3) || (before >= 0x11A8 && before <= 0x11FF)) && after_final;
}

/// Latin Extended-A alternates upper and lower, in two stretches with the upper ones even, in two with them odd.
bool is_alternating_even(char32_t c) {
  return (c >= 0x0100 && c <= 0x0137 && c != 0x0130 && c != 0x0131) || (c >= 0x014A && c <= 0x0177);
}
bool is_alternating_odd(char32_t c) {
  return (c >= 0x0139 && c <= 0x0148) || (c >= 0x0179 && c <= 0x017E);
}

char32_t lower_of(char32_t c) {
  if (c >= 'A' && c <= 'Z') return c + 0x20;
  if (c >= 0xC0 && c <= 0xDE && c != 0xD7) return c + 0x20;
  if (is_alternating_even(c)) return c | 1U;
  if (is_alternating_odd(c)) return c + (c & 1U);
  if (c == 0x0178) return 0xFF;
  if (c >= 0x0391 && c <= 0x03A9) return c + 0x20;
  if (c >= 0x0410 && c <= 0x042F) return c + 0x20;
  if (c >= 0x0400 && c <= 0x040F) return c + 0x50;
  return c;
}

char32_t upper_of(char32_t c) {
  if (c >= 'a' && c <= 'z') return c - 0x20;
  if (c >= 0xE0 && c <= 0xFE && c != 0xF7) return c - 0x20;
  if (is_alternating_even(c)) return c & ~char32_t{1};
  if (is_alternating_odd(c)) return c - ((c & 1U) == 0 ? 1U : 0U);
  if (c == 0xFF) return 0x0178;
  if (c >= 0x03B1 && c <= 0x03C9) return c == 0x03C2 ? 0x03A3 : c - 0x20;
  if (c >= 0x0430 && c <= 0x044F) return c - 0x20;
  if (c >= 0x0450 && c <= 0x045F) return c - 0x50;
  return c;
}

bool is_word_character(char32_t c) {
  const bool ascii = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '\'';
  return ascii || (c >= 0xC0 && c < 0x2000) || c == 0x2019 || c > 0x2FFF;
}

/// The text with each code point replaced; code points that stay keep their bytes, whatever they are.
template <class Replace>
std::string replaced(std::string_view text, const Replace& replace) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t start = at;
    const char32_t c = next_code_point(text, at);
    const char32_t other = replace(c);
    if (other == c) {
      out.append(text.substr(start, at - start));
    } else {
      append_utf8(other, out);
    }
  }
  return out;
}

}  // namespace

char32_t next_code_point(std::string_view text, std::size_t& at) {
  const auto code_point = decode_utf8(text.substr(at));
  const char32_t value = code_point ? code_point->value : static_cast<unsigned char>(text[at]);
  at += code_point ? code_point->bytes : 1;
  return value;
}

std::size_t grapheme_end(std::string_view text, std::size_t at) {
  constexpr char32_t joiner = 0x200D;
  char32_t before = next_code_point(text, at);
  int flags = is_regional_indicator(before) ? 1 : 0;
  while (at < text.size()) {
    std::size_t behind = at;
    const char32_t c = next_code_point(text, behind);
    const bool second_half_of_flag = flags == 1 && is_regional_indicator(c);
    const bool joined_emoji = before == joiner && c >= 0x2190;
    const bool line_end = before == '\r' && c == '\n';
    if (!(extends_previous(c) || second_half_of_flag || joined_emoji || line_end || joins_as_hangul(before, c))) break;
    if (second_half_of_flag) flags = 2;
    before = c;
    at = behind;
  }
  return at;
}

std::string to_lower(std::string_view text) {
  return replaced(text, lower_of);
}
std::string to_upper(std::string_view text) {
  return replaced(text, upper_of);
}

std::string to_title(std::string_view text) {
  bool inside_word = false;
  return replaced(text, [&inside_word](char32_t c) {
    const char32_t changed = inside_word ? lower_of(c) : upper_of(c);
    inside_word = is_word_character(c);
    return changed;
  });
}

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view no_break_space = "\xC2\xA0";
  const auto is_space = [](char c) { return c == ' ' || (c >= '\t' && c <= '\r'); };
  for (bool more = true; more && !text.empty();) {
    more = true;
    if (is_space(text.front()))
      text.remove_prefix(1);
    else if (text.starts_with(no_break_space))
      text.remove_prefix(2);
    else if (is_space(text.back()))
      text.remove_suffix(1);
    else if (text.ends_with(no_break_space))
      text.remove_suffix(2);
    else
      more = false;
  }
  return text;
}

}  // namespace clever_sync
