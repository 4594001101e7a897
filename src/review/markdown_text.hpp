#pragma once
// Free text in Markdown, as GitHub shows it: no markup, no HTML, no link, no mention, no reference to an issue, no
// emoji code, no formula. What a backslash can't keep from becoming one of these stands in a code span.

#include <string>
#include <string_view>

namespace clever_sync {

/// Free text as one code span: for names and values. Printable; ` < and | are spelled as escapes, like what is hidden.
std::string markdown_code(std::string_view text);

/// Sentences that may hold free text, within a line (after a heading's or a list's mark, or in a table's cell): what
/// could be markup there is escaped, and words that GitHub would make something of (`@name`, `#12`, an address, a
/// commit's id) are code spans.
std::string markdown_prose(std::string_view text);

}  // namespace clever_sync
