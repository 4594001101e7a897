#include "base/record_reader.hpp"

#include "base/error.hpp"
#include "base/id.hpp"
#include "base/json.hpp"
#include "catch.hpp"

namespace clever_sync {

using namespace std::string_view_literals;

namespace {

using TestId = Id<struct TestTag>;
constexpr RecordPlace place{.file = "some/file.json", .line = 7};

std::vector<std::string> lines_of(std::string_view bytes) {
  RecordLines lines(bytes, "f");
  std::vector<std::string> out;
  while (const auto line = lines.next()) out.emplace_back(*line);
  return out;
}

template <class Call>
std::string integrity_message(const Call& call) {
  try {
    call();
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::integrity);
    return error.what();
  }
  FAIL("accepted");
  return {};
}

/// What the reader of {"b":…text…} says.
std::string text_of(std::string_view record) {
  RecordReader reader(record, place);
  std::string text(reader.text("b"));
  reader.finish();
  return text;
}

}  // namespace

TEST_CASE("a file of records is taken apart as it was written", "[record_reader]") {
  CHECK(lines_of("[]\n").empty());
  CHECK(lines_of("[\n{\"a\":1}\n]\n") == std::vector<std::string>{"{\"a\":1}"});
  CHECK(lines_of("[\n{\"a\":1},\n{\"a\":2}\n]\n") == std::vector<std::string>{"{\"a\":1}", "{\"a\":2}"});
}

TEST_CASE("a file that is not laid out canonically is refused with the line", "[record_reader]") {
  for (const char* bytes : {"", "[", "[]", "[\n]\n", "[\n\n]\n", "[\n{}\n]", "{}\n", "[\r\n{}\r\n]\r\n", "[{}]\n"}) {
    INFO(bytes);
    CHECK_FALSE(integrity_message([&] { lines_of(bytes); }).empty());
  }
  CHECK(integrity_message([&] { lines_of("[\n{},\n{}\n{}\n]\n"); }).starts_with("f, line 3: a comma is missing"));
  CHECK(integrity_message([&] { lines_of("[\n{},\n{\"\xff\"},\n{}\n]\n"); }).starts_with("f, line 3: invalid UTF-8"));
}

TEST_CASE("the reader gives back what the object writer wrote", "[record_reader]") {
  const auto id = *TestId::parse("0123456789abcdef01234567");
  const auto other = *TestId::parse("0123456789abcdef01234568");
  const std::string_view text = "q\"\\/\b\f\n\r\t\x01\x1f\x7f é\0!"sv;
  std::string out;
  ObjectWriter writer(out);
  writer.add_bool("a", true);
  writer.add("b", text);
  writer.add("d", "2026-11-24");
  writer.add_id("id", id);
  writer.add_ids("ids", std::vector{id, other});
  writer.add_integer("n", -42);
  writer.add_object("o", [](ObjectWriter& inner) { inner.add("x", "y"); });
  writer.add_texts("t", std::vector<std::string>{"p", "q\n"});
  writer.finish();

  RecordReader reader(out, place);
  CHECK(reader.required_bool("a"));
  CHECK(reader.text("b") == text);
  CHECK(reader.text("c") == "");
  CHECK(reader.date("d") == parse_date("2026-11-24"));
  CHECK(reader.required_id<TestId>("id") == id);
  CHECK(reader.sorted_ids<TestId>("ids") == std::vector{id, other});
  CHECK(reader.integer("m") == std::nullopt);
  CHECK(reader.integer("n") == -42);
  std::string inner_text;
  reader.object("o", [&](RecordReader& inner) { inner_text = inner.text("x"); });
  CHECK(inner_text == "y");
  std::vector<std::string> texts;
  reader.texts("t", [&](std::string_view each) { texts.emplace_back(each); });
  CHECK(texts == std::vector<std::string>{"p", "q\n"});
  reader.finish();
}

TEST_CASE("a record that the writer would not have written is refused", "[record_reader]") {
  CHECK(text_of(R"({"b":"x"})") == "x");
  for (const char* record : {R"({"b":""})",
                             R"({"b": "x"})",
                             R"( {"b":"x"})",
                             R"({"b":"x"} )",
                             R"({"b":"x"})"
                             "\r",
                             R"({"b":"\/"})",
                             R"({"b":"\u0041"})",
                             R"({"b":"\u000A"})",
                             R"({"b":"\u001F"})",
                             R"({"b":"\u000a"})",
                             R"({"b":"x)",
                             R"({"b":"\)",
                             R"({"b":"x","b":"x"})",
                             R"({"a":"y","b":"x"})",
                             R"({"b":"x","c":"y"})",
                             R"({"b":null})",
                             R"({"b":1})",
                             R"({)",
                             R"(})",
                             "",
                             R"({"b":"x"}})",
                             R"({,"b":"x"})",
                             R"({"b":"x",})",
                             "{\"b\":\"\t\"}"}) {
    INFO(record);
    CHECK(integrity_message([&] { text_of(record); }).starts_with("some/file.json, line 7: "));
  }
}

TEST_CASE("numbers, truth values, ids and arrays have one form each", "[record_reader]") {
  const auto refuses = [](std::string_view record, const auto& read) {
    INFO(record);
    integrity_message([&] {
      RecordReader reader(record, place);
      read(reader);
      reader.finish();
    });
  };
  const auto number = [](RecordReader& reader) { reader.required_integer("n"); };
  for (const char* record : {R"({"n":01})", R"({"n":-0})", R"({"n":1.0})", R"({"n":1e3})", R"({"n":+1})", R"({"n":})",
                             R"({"n":99999999999999999999})", R"({"n":"1"})", R"({})"}) {
    refuses(record, number);
  }
  const auto truth = [](RecordReader& reader) { reader.required_bool("n"); };
  for (const char* record : {R"({"n":tru})", R"({"n":0})", R"({"n":falsey})", R"({})"}) refuses(record, truth);
  const auto ids = [](RecordReader& reader) { reader.sorted_ids<TestId>("n"); };
  for (const char* record :
       {R"({"n":[]})", R"({"n":["0123456789ABCDEF01234567"]})", R"({"n":["0123456789abcdef0123456"]})",
        R"({"n":["0123456789abcdef01234567","0123456789abcdef01234567"]})",
        R"({"n":["0123456789abcdef01234568","0123456789abcdef01234567"]})", R"({"n":["0123456789abcdef01234568",]})",
        R"({"n":["0123456789abcdef01234567";"0123456789abcdef01234568"]})",
        R"({"n":["0123456789abcdef01234567","0123456789abcdeg01234568"]})",
        R"({"n":["0123456789abcdef01234567","0123456789abcdef01234568})", R"({"n":["0123456789abcdef01234567")"}) {
    refuses(record, ids);
  }
  const auto object = [](RecordReader& reader) { reader.object("n", [](RecordReader& inner) { inner.text("x"); }); };
  for (const char* record : {R"({"n":{}})", R"({"n":{"y":"x"}})", R"({"n":{"x":"1"})"}) refuses(record, object);
  refuses(R"({"n":"2026-11-31"})", [](RecordReader& reader) { reader.required_date("n"); });
}

}  // namespace clever_sync
