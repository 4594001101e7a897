#pragma once
// Columns: how many of a terminal's columns a text takes, for whoever wraps or aligns it. Not by the C library's
// wcwidth, whose answer hangs on the locale: the same text must wrap alike everywhere.

#include <cstddef>
#include <string_view>

namespace clever_sync {

/// The columns of a text that is printable (base/printable.hpp): two for what East Asian typography makes wide and for
/// emoji, none for marks that stand on the letter before, one for all else, ambiguous widths among them. What a
/// terminal draws narrower than this (a skin tone that joins the emoji before it) only wraps early.
/// Source: Unicode 15 EastAsianWidth.txt (W and F) and UAX #11; DerivedGeneralCategory.txt (Mn, Me), the common blocks.
std::size_t count_columns(std::string_view text);

}  // namespace clever_sync
