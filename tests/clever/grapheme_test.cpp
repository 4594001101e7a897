// A student's last name is reduced to what a reader calls its first letter.

#include "clever/grapheme.hpp"

#include "catch.hpp"

using clever_sync::first_grapheme;

TEST_CASE("the first grapheme of a name is what a reader calls its first letter", "[clever]") {
  CHECK(first_grapheme("Garcia") == "G");
  CHECK(first_grapheme("  de la Cruz") == "d");
  CHECK(first_grapheme("\xC3\x96zt\xC3\xBCrk") == "\xC3\x96");                      // Ö as one code point
  CHECK(first_grapheme("O\xCC\x88zt") == "O\xCC\x88");                              // O and a combining diaeresis
  CHECK(first_grapheme("\xE6\x9D\x8E\xE5\xB0\x8F\xE9\xBE\x99") == "\xE6\x9D\x8E");  // 李小龙
  CHECK(first_grapheme("\xEA\xB9\x80") == "\xEA\xB9\x80");                          // 김, one syllable
  CHECK(first_grapheme("\xE1\x84\x80\xE1\x85\xB5\xE1\x86\xB7\xE1\x84\x80") ==
        "\xE1\x84\x80\xE1\x85\xB5\xE1\x86\xB7");  // the same in jamo, and then the next one
  CHECK(first_grapheme("\xE0\xA4\x95\xE0\xA4\xBF\xE0\xA4\xB0") == "\xE0\xA4\x95\xE0\xA4\xBF");  // कि of किर
  CHECK(first_grapheme("\xF0\x9F\x87\xBA\xF0\x9F\x87\xB8\xF0\x9F\x87\xBA") == "\xF0\x9F\x87\xBA\xF0\x9F\x87\xB8");
  CHECK(first_grapheme("\xF0\x9F\x91\xA9\xE2\x80\x8D\xF0\x9F\x9A\x80z") ==
        "\xF0\x9F\x91\xA9\xE2\x80\x8D\xF0\x9F\x9A\x80");  // woman, joiner, rocket
}

TEST_CASE("nothing and blanks have no first grapheme", "[clever]") {
  CHECK(first_grapheme("").empty());
  CHECK(first_grapheme(" \t\n").empty());
  CHECK(first_grapheme("\xC2\xA0\xE3\x80\x80").empty());
}

TEST_CASE("no chain of marks or joiners carries a whole name", "[clever]") {
  std::string marks = "Z";
  for (int i = 0; i < 100; ++i) marks += "\xCC\x81";
  CHECK(first_grapheme(marks).size() == 1 + 7 * 2);
  CHECK(first_grapheme("S\xE2\x80\x8Dm\xE2\x80\x8Di\xE2\x80\x8Dth") == "S\xE2\x80\x8D");
}
