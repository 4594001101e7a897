#include <fmt/core.h>
#include <rapidcheck.h>

#include "catch.hpp"
#include "workspace/delta.hpp"
#include "workspace/delta_encoder.hpp"
#include "workspace/pack_format.hpp"

using namespace clever_sync;

namespace {

std::string_view delta_of(std::string_view base, std::string_view target) {
  static DeltaEncoder encoder;  // one for all, as in a commit
  return encoder.encode(base, target);
}

/// What the reader of history makes of a delta as a whole.
std::string applied(std::string_view base, std::string_view delta) {
  return apply_delta(delta, base).value_or("no delta of that base");
}

std::string record(int id, int value) {
  return fmt::format(
      R"({{"course":"58da8c63d7dc0ca06800{:04x}","id":"58da8c63d7dc0ca06801{:04x}","name":"Biology {}","school":"s1"}})"
      "\n",
      id % 7, id, value);
}

std::string shard(int records, int changed) {
  std::string text;
  for (int id = 0; id < records; ++id) text += record(id, id == changed ? -1 : id);
  return text;
}

/// Texts of few different lines, so that two of them have much in common.
rc::Gen<std::string> any_text() {
  const auto line = rc::gen::map(rc::gen::pair(rc::gen::inRange(0, 12), rc::gen::inRange(0, 4)),
                                 [](std::pair<int, int> of) { return record(of.first, of.second); });
  const auto lines = rc::gen::map(rc::gen::container<std::vector<std::string>>(line), [](const auto& all) {
    std::string text;
    for (const std::string& each : all) text += each;
    return text;
  });
  return rc::gen::oneOf(lines, rc::gen::arbitrary<std::string>(),
                        rc::gen::map(rc::gen::container<std::string>(rc::gen::element('a', '\n', '\0')),
                                     [](std::string text) { return text; }));
}

}  // namespace

TEST_CASE("a delta makes the new content of the old one, whatever the two are", "[workspace]") {
  CHECK(rc::check([] {
    const std::string base = *any_text();
    const std::string target = *any_text();
    RC_ASSERT(applied(base, delta_of(base, target)) == target);
  }));
}

TEST_CASE("a delta makes the new shard of the old one after any edits", "[workspace]") {
  CHECK(rc::check([] {
    std::vector<std::string> lines;
    for (int id = 0; id < 40; ++id) lines.push_back(record(id, id));
    const auto join = [](const std::vector<std::string>& all) {
      std::string text = "[\n";
      for (const std::string& each : all) text += each;
      return text + "]\n";
    };
    const std::string base = join(lines);
    const int edits = *rc::gen::inRange(0, 6);
    for (int edit = 0; edit < edits; ++edit) {
      const auto at = *rc::gen::inRange<std::size_t>(0, lines.size());
      const int kind = *rc::gen::inRange(0, 3);
      if (kind == 0) lines[at] = record(static_cast<int>(at), *rc::gen::inRange(100, 200));
      if (kind == 1) lines.insert(lines.begin() + static_cast<std::ptrdiff_t>(at), record(500, edit));
      if (kind == 2) lines.erase(lines.begin() + static_cast<std::ptrdiff_t>(at));
    }
    const std::string target = join(lines);
    const std::string_view delta = delta_of(base, target);
    RC_ASSERT(applied(base, delta) == target);
    RC_ASSERT(delta.size() <= 20 + 140 * static_cast<std::size_t>(edits));
  }));
}

TEST_CASE("the steps of a delta, one after the other, are the new content", "[workspace]") {
  const std::string base = shard(20, -1), target = shard(21, 7);
  const std::optional<Delta> delta = parse_delta(std::string(delta_of(base, target)));
  REQUIRE(delta.has_value());
  CHECK(delta->base_size == base.size());
  CHECK(delta->size == target.size());
  std::string whole;
  for (const DeltaStep& step : delta->steps) {
    CHECK(step.begin == whole.size());
    whole += (step.copied ? base : delta->bytes).substr(step.source, step.size);
  }
  CHECK(whole == target);
}

TEST_CASE("a delta that is cut, or whose sizes are a lie, makes nothing", "[workspace]") {
  const std::string base = shard(20, -1);
  const std::string delta(delta_of(base, shard(21, 7)));
  for (std::size_t bytes = 0; bytes < delta.size(); ++bytes) {
    CHECK(apply_delta(delta.substr(0, bytes), base) == std::nullopt);
    CHECK(parse_delta(delta.substr(0, bytes)) == std::nullopt);
  }
  CHECK(apply_delta(delta, base + "x") == std::nullopt);
  // Of 1 byte, it says, and gives two; of 2^42 bytes, and gives one.
  using namespace std::string_literals;
  CHECK(apply_delta("\0\1\2ab"s, "") == std::nullopt);
  CHECK(apply_delta("\0\200\200\200\200\200\200\1\1a"s, "") == std::nullopt);
}

TEST_CASE("equal contents are one copy", "[workspace]") {
  const std::string text = shard(3, 0);
  CHECK(delta_of(text, text).size() <= 2 + 2 + 7);
  CHECK(delta_of("", "").size() == 2);  // the two sizes
  CHECK(applied("", delta_of("", "new\n")) == "new\n");
  CHECK(applied("old\n", delta_of("old\n", "")).empty());
}

TEST_CASE("one changed field costs its own bytes and two copies", "[workspace]") {
  const std::string base = shard(1000, -1);
  const std::string target = shard(1000, 500);
  // sizes 2 x 3, copies of at most 8 bytes, "-1" with its length instead of "500"
  CHECK(delta_of(base, target).size() <= 6 + 2 * 8 + 3);
  CHECK(applied(base, delta_of(base, target)) == target);
}

TEST_CASE("a copy longer than one instruction can say is said in several", "[workspace]") {
  std::string base;
  while (base.size() < (std::size_t{1} << 25U)) base += std::string(65535, 'x') + "\n";
  const std::string target = base.substr(65536) + "end\n";
  CHECK(applied(base, delta_of(base, target)) == target);
  const std::string exact = base.substr(0, 65536);  // the length whose two low bytes are 0
  CHECK(applied(base, delta_of(base, exact)) == exact);
}

TEST_CASE("lines in another order are still found", "[workspace]") {
  std::string base;
  std::string target;
  for (int id = 0; id < 100; ++id) base += record(id, id);
  for (int id = 99; id >= 0; --id) target += record(id, id);
  CHECK(applied(base, delta_of(base, target)) == target);
  CHECK(delta_of(base, target).size() < target.size() / 10);
}

TEST_CASE("a delta entry's header carries type and size, then the distance to its base", "[workspace]") {
  // git's documentation, gitformat-pack: each further group of seven bits counts from one
  CHECK(encode_delta_header(127, 5) == "\x65\x7f");
  CHECK(encode_delta_header(128, 5) == std::string("\x65\x80\0", 3));
  CHECK(encode_delta_header(16511, 5) == "\x65\xff\x7f");
  CHECK(encode_delta_header(16512, 300) == std::string("\xec\x12\x80\x80\0", 5));
}
