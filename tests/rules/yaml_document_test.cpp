#include "rules/yaml_document.hpp"

#include <fmt/core.h>

#include "catch.hpp"

using namespace clever_sync;

namespace {

std::string refusal(std::string_view text) {
  const auto parsed = parse_yaml(text);
  const auto* error = std::get_if<YamlError>(&parsed);
  return error == nullptr ? "taken" : fmt::format("{}:{}: {}", error->line, error->column, error->what);
}

}  // namespace

TEST_CASE("a YAML tree knows the line and column of each key and value", "[yaml]") {
  const auto parsed = parse_yaml("a: 1\nb:\n  - x\n  - 'no'\n");
  const auto& root = std::get<YamlNode>(parsed);
  REQUIRE(root.entries.size() == 2);
  CHECK(root.find("b")->line == 2);
  const YamlNode& list = root.find("b")->value;
  REQUIRE(list.items.size() == 2);
  CHECK(list.items[1].line == 4);
  CHECK(list.items[1].column == 5);
  CHECK(list.items[1].quoted);
  CHECK_FALSE(list.items[0].quoted);
  CHECK(root.find("c") == nullptr);
}

TEST_CASE("an empty file is an empty map", "[yaml]") {
  for (const char* text : {"", "\n", "# only a comment\n", "---\n"}) {
    const auto parsed = parse_yaml(text);
    REQUIRE(std::holds_alternative<YamlNode>(parsed));
    CHECK(std::get<YamlNode>(parsed).entries.empty());
  }
}

TEST_CASE("what a YAML library repairs in silence is refused with its place", "[yaml]") {
  CHECK(refusal("a: 1\nb: 2\na: 3\n") == "3:1: the key \"a\" stands here twice");
  CHECK(refusal("a: &x 1\n") == "1:4: anchors (&name) are not allowed; write the value out");
  CHECK(refusal("a: *x\n").starts_with("1:"));
  CHECK(refusal("a: !!str 1\n") == "1:4: tags (!name) are not allowed");
  CHECK(refusal("a: !mine {b: 1}\n") == "1:4: tags (!name) are not allowed");
  CHECK(refusal("<<: {a: 1}\n") == "1:1: merge keys (<<) are not allowed; write the values out");
  CHECK(refusal("[a]: 1\n").ends_with("a key must be a plain text"));
  CHECK(refusal("a: 1\n---\nb: 1\n").ends_with("a second document starts here; the file must hold exactly one"));
  CHECK(refusal("- x\nk: v\n") != "taken");
  CHECK(refusal("a: \xFF\n") == "1:4: this is not UTF-8; save the file as UTF-8");
  CHECK(refusal("a: \xED\xA0\x80\n") == "1:4: this is not UTF-8; save the file as UTF-8");
  CHECK(refusal("é: \x04\nb: 1\n") == "1:4: control character 0x04");
  CHECK(refusal("a: [1, 2\n").find("not YAML") != std::string::npos);
  CHECK(refusal("a: 1\n\tb: 2\n").find("not YAML") != std::string::npos);
}

TEST_CASE("a file that is nested or grown without bound is refused", "[yaml]") {
  CHECK(refusal(std::string(60, '[')).find("levels deep") != std::string::npos);
  CHECK(refusal(std::string(60, '[') + std::string(60, ']')).find("levels deep") != std::string::npos);
  CHECK(refusal(std::string(20'000, '[')) != "taken");
  std::string many = "[";
  for (int i = 0; i < 200'001; ++i) many += "1,";
  CHECK(refusal(many + "]").find("more than 200000 values") != std::string::npos);
  CHECK(refusal(std::string(9U << 20U, '#')) == "1:1: the file is larger than 8 MiB");
}

TEST_CASE("text at which yaml-cpp finds empty documents without end is refused", "[yaml]") {
  CHECK(refusal(", a: b\n") != "taken");
  CHECK(refusal("a: 1\n]\n") != "taken");
  CHECK(refusal(",version: 2\ndistri>t: kme_zone:'!Mars/Olympusone:' Mars/Olympus}\n") != "taken");
}

TEST_CASE("an alias bomb costs nothing", "[yaml]") {
  std::string bomb = "a: &a [x, x]\n";
  for (char c = 'b'; c < 'k'; ++c)
    bomb += fmt::format("{}: &{} [*{}, *{}, *{}]\n", c, c, char(c - 1), char(c - 1), char(c - 1));
  CHECK(refusal(bomb) == "1:4: anchors (&name) are not allowed; write the value out");
}
