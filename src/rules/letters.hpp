#pragma once
// Letters: what templates need to know of Unicode without a Unicode library: where a grapheme cluster ends, and the
// case of the letters of Latin, Greek and Cyrillic. Clusters follow UAX #29 with its tables reduced to ranges:
// combining marks, the vowel signs of Indic scripts, variation selectors, emoji sequences and flags, and Hangul
// syllables stay whole; a mark outside the ranges is cut off, never a character.

#include <string>
#include <string_view>

namespace clever_sync {

/// The code point at byte `at` (which must be inside the text); moves `at` behind it. A byte that is not UTF-8 counts
/// as one code point of that value.
char32_t next_code_point(std::string_view text, std::size_t& at);

/// The byte behind the grapheme cluster that starts at byte `at`.
std::size_t grapheme_end(std::string_view text, std::size_t at);

std::string to_lower(std::string_view text);
std::string to_upper(std::string_view text);
/// The first letter of each word upper, the others lower; words are parted by anything but letters, digits and
/// apostrophes.
std::string to_title(std::string_view text);

/// Without white space at both ends (ASCII's, and the no-break space that spreadsheets leave behind).
std::string_view trimmed(std::string_view text);

}  // namespace clever_sync
