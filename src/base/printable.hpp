#pragma once
// Printable text: free text from a district, made harmless for a terminal, a log or a person's eye. Control characters,
// terminal escapes, line breaks and bidirectional controls become visible \u{…} escapes; invalid UTF-8 becomes U+FFFD.
// It knows nothing of HTML or Markdown: the renderers escape for those after this.

#include <string>
#include <string_view>

namespace clever_sync {

/// `text` with nothing left that could move a cursor, change a colour, break a line or reorder what is read.
std::string printable(std::string_view text);

/// printable(text), cut at a code point to at most `max_code_points`, with … when something was cut.
std::string printable(std::string_view text, std::size_t max_code_points);

}  // namespace clever_sync
