// The answers that the guide shows are golden answers of the program after real nights, word for word: each block
// `text NAME` of docs/operations.md is tests/end_to_end/answers/NAME.txt, which end_to_end_test holds the program to.

#include <fstream>
#include <sstream>

#include "catch.hpp"

namespace {

std::string text_of(const std::string& path) {
  std::ifstream file(std::string(CLEVER_SYNC_SOURCE_FOLDER) + "/" + path, std::ios::binary);
  INFO(path);
  REQUIRE(file.good());
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

}  // namespace

TEST_CASE("the answers in the operations guide are what the program says after those nights", "[docs]") {
  const std::string guide = text_of("docs/operations.md");
  const std::string opening = "\n```text ", closing = "\n```\n";
  int answers = 0;
  for (std::size_t at = guide.find(opening); at != std::string::npos; at = guide.find(opening, at)) {
    const std::size_t name = at + opening.size(), begin = guide.find('\n', name) + 1, end = guide.find(closing, begin);
    REQUIRE(end != std::string::npos);
    const std::string file = guide.substr(name, begin - 1 - name);
    INFO(file);
    CHECK(guide.substr(begin, end + 1 - begin) == text_of("tests/end_to_end/answers/" + file + ".txt"));
    ++answers;
    at = end;
  }
  CHECK(answers >= 4);
}
