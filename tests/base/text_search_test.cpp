#include "base/text_search.hpp"

#include <rapidcheck.h>

#include <string>

#include "catch.hpp"

using namespace clever_sync;

TEST_CASE("a text is found where the standard library finds it", "[base]") {
  CHECK(rc::check([] {
    // Of two letters, so that beginnings of what is wanted are everywhere.
    const auto letters = rc::gen::container<std::string>(rc::gen::element('a', '\0'));
    const std::string bytes = *letters;
    const std::string wanted = *rc::gen::nonEmpty(letters);
    const auto from = *rc::gen::inRange<std::size_t>(0, bytes.size() + 3);
    RC_ASSERT(find_text(bytes, wanted, from) == std::string_view(bytes).find(wanted, from));
    RC_ASSERT(holds_text(bytes, wanted) == (bytes.find(wanted) != std::string::npos));
  }));
}

TEST_CASE("the lines that hold a text come whole and without what separates them", "[base]") {
  const std::string records =
      "[\n{\"id\":\"a\",\"of\":\"x\"},\n{\"id\":\"b\",\"of\":\"y\"},\n{\"id\":\"c\",\"of\":\"x x\"}\n]\n";
  using Lines = std::vector<std::string_view>;
  CHECK(lines_with(records, "x", 9) == Lines{R"({"id":"a","of":"x"})", R"({"id":"c","of":"x x"})"});
  CHECK(lines_with(records, "x", 1) == Lines{R"({"id":"a","of":"x"})"});
  CHECK(lines_with(records, "z", 9).empty());
  CHECK(lines_with("", "x", 9).empty());
  CHECK(lines_with("only x", "only", 9) == Lines{"only x"});
  CHECK(line_at("one\ntwo,\n", 0) == "one");
  CHECK(line_at("one\ntwo,\n", 3) == "one");
  CHECK(line_at("one\ntwo,\n", 5) == "two");
}
