#include "plans.hpp"

namespace clever_sync::test {

std::vector<std::string> hostile_texts() {
  std::string words;
  for (int i = 0; i < 2000; ++i) words += "word ";
  return {"<script>alert(1)</script>",
          "</code></summary></details><img src=x onerror=alert(1)>",
          "\" onmouseover=\"alert(1)",
          "' style='display:none",
          "<!-- hidden",
          "--> shown",
          "[click](https://evil.example)",
          "![x](javascript:alert(1))",
          "[ref]: https://evil.example",
          "https://evil.example/x",
          "WWW.evil.example",
          "someone@evil.example",
          "@octocat",
          "Period #12",
          "GH-12",
          "deadbeef1",
          "`code` ``` ~~~",
          "\\`\\",
          "**bold** _it_ ~~gone~~",
          "| a | b |",
          "$x^2$",
          ":tada:",
          "&lt;b&gt; &#60;b&#62;",
          "\n# heading\n- item\n",
          "\r\nFAKE LINE",
          "\x1b[31mred\x1b[0m",
          "\x1b]8;;https://evil.example\x07link\x1b]8;;\x07",
          "\u009b31mC1",
          "\u202Edetrever\u202C",
          "\u2066isolated\u2069 \u200F \u061C",
          "zero\u200Bwidth",
          "line\u2028separator",
          "=cmd|'/c calc'!A0",
          "+1+1",
          "-2+3",
          "@SUM(1)",
          "1. list",
          "---",
          "===",
          "\ttab",
          "broken \xff\xfe utf-8",
          "👩‍👧‍👦 family",
          "שלום",
          std::string(10'000, 'x'),
          words};
}

}  // namespace clever_sync::test
