#pragma once
// The first grapheme of a name: what a reader calls its first letter. A student's last name is reduced to it while the
// record is parsed, and the rest is never kept (design: Privacy), so this errs on the side of taking less.

#include <string_view>

namespace clever_sync {

/// The first user-perceived character of `text` after leading blanks: a letter with its combining marks, a Hangul
/// syllable, an emoji sequence, a flag; at most 8 code points. "" if there is none. A view into `text`.
/// Source: Unicode Standard Annex #29, extended grapheme clusters, without the rules for prepended marks and conjuncts.
std::string_view first_grapheme(std::string_view text);

}  // namespace clever_sync
