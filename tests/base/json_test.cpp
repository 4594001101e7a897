#include "base/json.hpp"

#include <rapidcheck.h>
#include <simdjson.h>

#include <limits>

#include "base/error.hpp"
#include "base/id.hpp"
#include "base/utf8.hpp"
#include "catch.hpp"

namespace clever_sync {

using namespace std::string_view_literals;

namespace {

Json parsed(std::string_view text) {
  std::variant<Json, JsonError> result = parse_json(text);
  const JsonError* error = std::get_if<JsonError>(&result);
  INFO(text);
  INFO((error != nullptr ? error->what : ""));
  REQUIRE(error == nullptr);
  return std::get<Json>(std::move(result));
}

JsonError refused(std::string_view text) {
  const std::variant<Json, JsonError> result = parse_json(text);
  INFO(text);
  REQUIRE(std::holds_alternative<JsonError>(result));
  return std::get<JsonError>(result);
}

std::string any_text() {
  std::string text;
  for (const std::uint32_t value : *rc::gen::container<std::vector<std::uint32_t>>(
           rc::gen::oneOf(rc::gen::inRange<std::uint32_t>(0, 0x80), rc::gen::inRange<std::uint32_t>(0x80, 0xD800),
                          rc::gen::inRange<std::uint32_t>(0xE000, 0x110000)))) {
    append_utf8(value, text);
  }
  return text;
}

Json any_json(int levels) {
  switch (*rc::gen::inRange(0, levels > 0 ? 6 : 4)) {
    case 0:
      return Json();
    case 1:
      return Json(*rc::gen::arbitrary<bool>());
    case 2:
      return Json(*rc::gen::arbitrary<std::int64_t>());
    case 3:
      return Json(any_text());
    case 4: {
      Json::Array array;
      for (int left = *rc::gen::inRange(0, 4); left > 0; --left) array.push_back(any_json(levels - 1));
      return Json(std::move(array));
    }
    default: {
      Json object{Json::Object{}};
      for (int left = *rc::gen::inRange(0, 4); left > 0; --left) object.set(any_text(), any_json(levels - 1));
      return object;
    }
  }
}

}  // namespace

TEST_CASE("a document is read with its types", "[json]") {
  const Json json = parsed(R"( {"a": [1, -2, "x", true, null], "b": {"c": "\u00e9\ud83d\ude00\/\n"}} )");
  const Json::Array& array = *json.find("a")->as_array();
  CHECK(array[0].as_integer() == 1);
  CHECK(array[1].as_integer() == -2);
  CHECK(*array[2].as_string() == "x");
  CHECK(array[3].as_bool() == true);
  CHECK(array[4].is_null());
  CHECK_FALSE(array[4].as_bool().has_value());
  CHECK(json.find("b")->text("c") == "é😀/\n");
  CHECK(json.find("b")->text("none") == "");
  CHECK(json.find("none") == nullptr);
  CHECK(array[0].find("x") == nullptr);
}

TEST_CASE("a byte order mark at the start is skipped", "[json]") {
  CHECK(parsed("\xEF\xBB\xBF[]") == Json(Json::Array{}));
  CHECK(refused("\xEF\xBB\xBF\xEF\xBB\xBF[]").offset == 3);
  CHECK(refused("\xEF\xBB\xBF").what == "there is no JSON here");
}

TEST_CASE("whole numbers of 64 bits are read, and no others", "[json]") {
  CHECK(parsed("9223372036854775807").as_integer() == std::numeric_limits<std::int64_t>::max());
  CHECK(parsed("-9223372036854775808").as_integer() == std::numeric_limits<std::int64_t>::min());
  CHECK(parsed("-0").as_integer() == 0);
  for (const char* text : {"1.0", "1e3", "1E3", "-0.5", "9223372036854775808", "-9223372036854775809", "01", "-", "+1",
                           "0x1", ".5", "1.", "NaN", "--1"}) {
    refused(text);
  }
  CHECK(refused("[1, 2.5]").offset == 4);
}

TEST_CASE("what is no JSON is refused where it goes wrong", "[json]") {
  CHECK(refused("").what == "there is no JSON here");
  CHECK(refused(" \n").what == "there is no JSON here");
  CHECK(refused(R"({"a":1} x)").offset == 8);
  CHECK(refused(R"({"a":1,"b":2,"a":3})").what == "a key stands twice in one object");
  CHECK(refused(R"({"a":1,"b":2,"a":3})").offset == 13);
  CHECK(refused(R"({"a":1,"\u0061":3})").offset == 7);
  CHECK(refused("[1,]").offset == 3);
  CHECK(refused("[1").what == "',' or ']' expected");
  CHECK(refused("\"a\nb\"").offset == 2);
  CHECK(refused("\"a\xff\"").what == "invalid UTF-8");
  CHECK(refused("\"\xed\xa0\x80\"").what == "invalid UTF-8");
  for (const char* text : {"{",
                           "{\"a\"",
                           "{\"a\":",
                           "{\"a\":1,}",
                           "{a:1}",
                           "{'a':1}",
                           "\"abc",
                           "\"\\",
                           "\"\\x\"",
                           "\"\\u12\"",
                           "\"\\u12g4\"",
                           "\"\\ud800\"",
                           "\"\\ud800\\u0041\"",
                           "\"\\udc00\"",
                           "tru",
                           "nulls",
                           "[1 2]",
                           "// x\n1",
                           "[1]]",
                           "{\"a\" 1}"}) {
    refused(text);
  }
}

TEST_CASE("nesting ends at 64 levels", "[json]") {
  const auto nested = [](std::size_t levels) { return std::string(levels, '[') + std::string(levels, ']'); };
  parsed(nested(64));
  CHECK(refused(nested(65)).what == "nested too deeply");
  CHECK(refused(std::string(1'000'000, '[')).offset == 64);
  std::string objects;
  for (int level = 0; level < 100'000; ++level) objects += "{\"a\":";
  refused(objects);
}

TEST_CASE("the canonical form sorts keys, leaves out what is absent and has no white space", "[json]") {
  const Json json = parsed(R"({"b" : [ ], "a" : 1, "n" : null, "e" : "", "B" : {"x":null}, "l":[null,""]})");
  CHECK(canonical_json(json) == R"({"B":{},"a":1,"b":[],"l":[null,""]})");
}

TEST_CASE("strings are escaped only where JSON demands it", "[json]") {
  CHECK(canonical_json(Json("\"\\/\b\f\n\r\t\x01\x1f\x7f é\0"sv)) ==
        "\"\\\"\\\\/\\b\\f\\n\\r\\t\\u0001\\u001f\x7f é\\u0000\"");
}

TEST_CASE("reading what was written gives the same value", "[json]") {
  CHECK(rc::check([] {
    const Json json = any_json(3);
    RC_ASSERT(parse_json(canonical_json(json)) == (std::variant<Json, JsonError>(json)));
  }));
}

TEST_CASE("the parser accepts nothing that simdjson refuses", "[json]") {
  simdjson::dom::parser simd;
  CHECK(rc::check([&simd] {
    const std::string canonical = canonical_json(any_json(3));
    const auto damage = *rc::gen::container<std::vector<std::pair<std::size_t, char>>>(rc::gen::pair(
        rc::gen::inRange<std::size_t>(0, canonical.size()),
        rc::gen::element('{', '}', '[', ']', '"', ',', ':', '\\', 'u', '0', '1', '-', ' ', '\n', '\xC3', 't')));
    for (const auto& [at, byte] : damage) {  // one at a time: more would be refused at the first
      std::string text = canonical;
      text[at] = byte;
      const std::variant<Json, JsonError> ours = parse_json(text);
      const bool simdjson_accepts = simd.parse(text).error() == simdjson::SUCCESS;
      const JsonError* error = std::get_if<JsonError>(&ours);
      if (error == nullptr) RC_ASSERT(simdjson_accepts);
      // The other way round only the strictness that is ours on purpose may differ.
      if (simdjson_accepts && error != nullptr) {
        RC_ASSERT(error->what == "a key stands twice in one object" || error->what.starts_with("a number"));
      }
    }
  }));
}

TEST_CASE("a file of ours that is damaged is an integrity error naming it", "[json]") {
  try {
    parse_own_json("{\"a\":", "approvals/x.json");
    FAIL("accepted");
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::integrity);
    CHECK(std::string(error.what()).find("approvals/x.json is not as this program wrote it: the JSON ends too early") ==
          0);
  }
  CHECK(parse_own_json("{}", "x") == Json(Json::Object{}));
}

TEST_CASE("setting an absent value leaves the object as it is", "[json]") {
  Json json;
  json.set("a", "");
  CHECK(json == Json(Json::Object{}));
  json.set("a", 1);
  json.set("a", Json());
  CHECK(json.find("a")->as_integer() == 1);
  Json number(1);
  CHECK_THROWS_AS(number.set("a", 1), Error);
}

TEST_CASE("a file of records has one record per line", "[json]") {
  RecordFileWriter none;
  CHECK(none.finish() == "[]\n");
  RecordFileWriter file;
  file.next_record() += "{\"a\":1}";
  file.next_record() += "{\"a\":2}";
  CHECK(file.records() == 2);
  CHECK(file.finish() == "[\n{\"a\":1},\n{\"a\":2}\n]\n");
}

TEST_CASE("the object writer writes canonical objects", "[json]") {
  using TestId = Id<struct TestTag>;
  const std::vector<TestId> ids{*TestId::parse("0123456789abcdef01234567"), *TestId::parse("ffffffffffffffffffffffff")};
  std::string out;
  ObjectWriter writer(out);
  writer.add("a", "x\"y");
  writer.add("absent", "");
  writer.add_bool("b", false);
  writer.add_ids("empty", std::vector<TestId>{});
  writer.add_id("id", ids[0]);
  writer.add_ids("ids", ids);
  writer.add_integer("n", -5);
  writer.add_object("nothing", [](ObjectWriter& inner) { inner.add("x", ""); });
  writer.add_object("o", [](ObjectWriter& inner) { inner.add("x", "y"); });
  writer.add_raw("raw", "[1]");
  writer.add_texts("texts", std::vector<std::string_view>{"p", "q"});
  writer.finish();
  CHECK(out == R"({"a":"x\"y","b":false,"id":"0123456789abcdef01234567","ids":["0123456789abcdef01234567",)"
               R"("ffffffffffffffffffffffff"],"n":-5,"o":{"x":"y"},"raw":[1],"texts":["p","q"]})");
  CHECK(canonical_json(parsed(out)) == out);
}

TEST_CASE("the object writer refuses keys out of order", "[json]") {
  std::string out;
  ObjectWriter writer(out);
  writer.add("b", "x");
  CHECK_THROWS_AS(writer.add("a", "x"), Error);
  CHECK_THROWS_AS(writer.add("b", "x"), Error);
}

}  // namespace clever_sync
