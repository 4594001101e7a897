#include "rules/letters.hpp"

#include <algorithm>
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

/// Stretches in which upper and lower letters alternate, the upper ones even: Latin Extended-A and -B, Cyrillic beyond
/// Russian, and Latin Extended Additional, where most of Vietnamese stands.
constexpr std::array<Range, 15> alternating_even{{{0x0100, 0x012F},
                                                  {0x0132, 0x0137},
                                                  {0x014A, 0x0177},
                                                  {0x01A0, 0x01A5},
                                                  {0x01DE, 0x01EF},
                                                  {0x01F8, 0x021F},
                                                  {0x0222, 0x0233},
                                                  {0x0460, 0x0481},
                                                  {0x048A, 0x04BF},
                                                  {0x04D0, 0x052F},
                                                  {0x1E00, 0x1E95},
                                                  {0x1EA0, 0x1EFF},
                                                  {0x01F4, 0x01F5},
                                                  {0x01AC, 0x01AD},
                                                  {0x01B8, 0x01B9}}};
/// And those with the upper ones odd.
constexpr std::array<Range, 6> alternating_odd{
    {{0x0139, 0x0148}, {0x0179, 0x017E}, {0x01AF, 0x01B0}, {0x01B3, 0x01B6}, {0x01CD, 0x01DC}, {0x04C1, 0x04CE}}};

template <std::size_t count>
bool is_in(const std::array<Range, count>& ranges, char32_t c) {
  return std::ranges::any_of(ranges, [c](const Range& range) { return c >= range.first && c <= range.last; });
}

struct Pair {
  char32_t upper, lower;
};
/// Greek letters with an accent.
constexpr std::array<Pair, 9> accented_greek{{{0x0386, 0x03AC},
                                              {0x0388, 0x03AD},
                                              {0x0389, 0x03AE},
                                              {0x038A, 0x03AF},
                                              {0x038C, 0x03CC},
                                              {0x038E, 0x03CD},
                                              {0x038F, 0x03CE},
                                              {0x03AA, 0x03CA},
                                              {0x03AB, 0x03CB}}};

char32_t lower_of(char32_t c) {
  if (c >= 'A' && c <= 'Z') return c + 0x20;
  if (c >= 0xC0 && c <= 0xDE && c != 0xD7) return c + 0x20;
  if (is_in(alternating_even, c)) return c | 1U;
  if (is_in(alternating_odd, c)) return c + (c & 1U);
  if (c == 0x0178) return 0xFF;
  for (const Pair& pair : accented_greek)
    if (c == pair.upper) return pair.lower;
  if (c >= 0x0391 && c <= 0x03A9) return c + 0x20;
  if (c >= 0x0410 && c <= 0x042F) return c + 0x20;
  if (c >= 0x0400 && c <= 0x040F) return c + 0x50;
  return c;
}

char32_t upper_of(char32_t c) {
  if (c >= 'a' && c <= 'z') return c - 0x20;
  if (c >= 0xE0 && c <= 0xFE && c != 0xF7) return c - 0x20;
  if (is_in(alternating_even, c)) return c & ~char32_t{1};
  if (is_in(alternating_odd, c)) return c - ((c & 1U) == 0 ? 1U : 0U);
  if (c == 0xFF) return 0x0178;
  for (const Pair& pair : accented_greek)
    if (c == pair.lower) return pair.upper;
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
