#pragma once
// The word that was probably meant: for "did you mean" in messages about keys, fields and choices.

#include <span>
#include <string>
#include <string_view>

namespace clever_sync {

/// The known word that is nearest to `word` by edits (insert, delete, replace, swap neighbours), the first of equals;
/// "" when none is near enough to be a slip: more than a third of the word's length, at least one edit, would have to
/// change.
std::string_view nearest_word(std::string_view word, std::span<const std::string_view> known);

/// `; did you mean "subject"?`, or `; known here: a, b, c` when nothing is near and the list is short, or "".
std::string hint_for(std::string_view word, std::span<const std::string_view> known);

}  // namespace clever_sync
