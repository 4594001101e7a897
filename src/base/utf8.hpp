#pragma once
// UTF-8: the one decoder, for whatever must look at code points. Strict (RFC 3629): no overlong forms, no surrogates,
// nothing above U+10FFFF.

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace clever_sync {

struct CodePoint {
  char32_t value = 0;
  std::size_t bytes = 0;  // 1 to 4
};

/// The code point at the start of the text; nothing if the text is empty or does not start with one.
std::optional<CodePoint> decode_utf8(std::string_view text);

/// Adds the bytes of a code point that is not a surrogate and not above U+10FFFF.
void append_utf8(char32_t code_point, std::string& out);

/// Whether the whole text is UTF-8; fast enough for files of a hundred megabytes.
bool is_utf8(std::string_view text);

}  // namespace clever_sync
