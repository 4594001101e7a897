#include "base/printable.hpp"

#include <rapidcheck.h>

#include "base/utf8.hpp"
#include "catch.hpp"

namespace clever_sync {

TEST_CASE("ordinary text of any script stays as it is", "[printable]") {
  for (const char* text : {"", "Algebra I (P. 3)", "Española — ¡hola!", "数学 한국어", "עברית", "👩 e\xCC\x81"}) {
    CHECK(printable(text) == text);
  }
}

TEST_CASE("terminal escapes and line breaks become visible", "[printable]") {
  CHECK(printable("a\x1b[31mred\x1b[0m") == "a\\u{1b}[31mred\\u{1b}[0m");
  CHECK(printable("a\nb\r\tc\x7f") == "a\\u{a}b\\u{d}\\u{9}c\\u{7f}");
  CHECK(printable("\xC2\x9B"
                  "31m") == "\\u{9b}31m");  // C1: CSI in one character
  CHECK(printable("a\xE2\x80\xA8"
                  "b\xE2\x80\xA9") == "a\\u{2028}b\\u{2029}");
  CHECK(printable(std::string_view("a\0b", 3)) == "a\\u{0}b");
}

TEST_CASE("text that would be reordered or hidden becomes visible", "[printable]") {
  CHECK(printable("\xE2\x80\xAE"
                  "txet") == "\\u{202e}txet");
  CHECK(printable("\xE2\x81\xA6x\xE2\x81\xA9") == "\\u{2066}x\\u{2069}");
  CHECK(printable("\xE2\x80\x8E\xE2\x80\x8F\xD8\x9C") == "\\u{200e}\\u{200f}\\u{61c}");
  CHECK(printable("ad\xE2\x80\x8Bmin\xEF\xBB\xBF") == "ad\\u{200b}min\\u{feff}");
  CHECK(printable("\xF3\xA0\x81\x81") == "\\u{e0041}");
}

TEST_CASE("bytes that are no UTF-8 are shown as replacement characters", "[printable]") {
  CHECK(printable("a\xff"
                  "b") == "a\uFFFDb");
  CHECK(printable("\xC3") == "\uFFFD");
  CHECK(printable("\xC0\xAF") == "\uFFFD\uFFFD");
  CHECK(printable("\xED\xA0\x80") == "\uFFFD\uFFFD\uFFFD");
}

TEST_CASE("a cut text ends in an ellipsis and never inside a character or an escape", "[printable]") {
  CHECK(printable("abc", 3) == "abc");
  CHECK(printable("abcd", 3) == "ab…");
  CHECK(printable("äöüß", 3) == "äö…");
  CHECK(printable("a\x1b"
                  "bcdefgh",
                  6) == "a…");
  CHECK(printable("a\x1b", 7) == "a\\u{1b}");
  CHECK(printable("ab", 1) == "…");
  CHECK(printable("ab", 0) == "");
  CHECK(printable("", 0) == "");
}

TEST_CASE("what is printable is valid UTF-8 without controls, for any bytes", "[printable]") {
  CHECK(rc::check([] {
    const auto bytes = *rc::gen::arbitrary<std::string>();
    const std::string shown = printable(bytes);
    RC_ASSERT(is_utf8(shown));
    RC_ASSERT(printable(shown) == shown);
    for (const char byte : shown) RC_ASSERT(static_cast<unsigned char>(byte) >= 0x20U);
    const auto most = *rc::gen::inRange<std::size_t>(0, 20);
    std::string cut = printable(bytes, most);
    std::size_t code_points = 0;
    for (std::string_view rest = cut; !rest.empty(); ++code_points) rest.remove_prefix(decode_utf8(rest)->bytes);
    RC_ASSERT(code_points <= most);
  }));
}

TEST_CASE("every code point survives encoding and decoding", "[utf8]") {
  for (char32_t value = 0; value <= 0x10FFFF; ++value) {
    if (value >= 0xD800 && value <= 0xDFFF) continue;
    std::string bytes;
    append_utf8(value, bytes);
    const std::optional<CodePoint> decoded = decode_utf8(bytes);
    if (!decoded || decoded->value != value || decoded->bytes != bytes.size())
      FAIL("code point " << static_cast<std::uint32_t>(value));
  }
  CHECK_FALSE(decode_utf8("").has_value());
  CHECK_FALSE(decode_utf8("\xF4\x90\x80\x80").has_value());
  CHECK_FALSE(decode_utf8("\xE0\x80\x80").has_value());
}

}  // namespace clever_sync
