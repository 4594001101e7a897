#include "base/digest.hpp"
#include "catch.hpp"
#include "world.hpp"

namespace clever_sync::testing {
namespace {

const std::string plan(64, 'a');
const std::string where = "receipts/a.jsonl";

ReceiptLine line_of(int id, std::uint64_t sequence) {
  ReceiptLine line;
  line.action = Action::archive;
  line.kind = Kind::class_;
  line.clever_id = clever_id(id);
  line.part = Part::removals;
  line.batch = 2;
  line.sequence = sequence;
  line.status = 200;
  line.sphero_id = "c-1";
  line.result = ReceiptResult::done;
  return line;
}

std::vector<ReceiptLine> three_lines() {
  std::vector<ReceiptLine> lines{line_of(1, 2), line_of(2, 3), line_of(3, 4)};
  lines[1].result = ReceiptResult::refused;
  lines[1].status = 422;
  lines[1].code = "bad";
  lines[2].left_out = 3;
  return lines;
}

}  // namespace

TEST_CASE("receipts are chained from the plan's digest and read back as written", "[apply]") {
  const ReceiptFile file = encode_receipts(plan, "", "run1", three_lines());
  CHECK(file.lines == 3);
  const std::string first = file.bytes.substr(0, file.bytes.find('\n'));
  CHECK(first ==
        R"({"action":"archive","clever_id":"000000000000000000000001","key":"run1-2","kind":"class","part":"removals",)"
        R"("prev":")" +
            plan + R"(","result":"done","run":"run1","seq":2,"sphero_id":"c-1","status":200})");
  CHECK(file.bytes.find("\"prev\":\"" + sha256_hex(first) + "\"") != std::string::npos);
  const ParsedReceipts parsed = parse_receipts(plan, file.bytes, where);
  CHECK(parsed.head == file.head);
  REQUIRE(parsed.lines.size() == 3);
  for (std::size_t i = 0; i < 3; ++i) CHECK(parsed.lines[i] == std::pair(std::string("run1"), three_lines()[i]));
}

TEST_CASE("a second run of the same plan goes on with the chain", "[apply]") {
  const ReceiptFile first = encode_receipts(plan, "", "run1", {line_of(1, 2)});
  const ReceiptFile both = encode_receipts(plan, first.bytes, "run2", {line_of(2, 2)});
  CHECK(both.bytes.starts_with(first.bytes));
  CHECK(both.lines == 2);
  CHECK(parse_receipts(plan, both.bytes, where).lines[1].first == "run2");
}

TEST_CASE("a run that is recovered after its commit adds no line twice", "[apply]") {
  const ReceiptFile file = encode_receipts(plan, "", "run1", three_lines());
  const ReceiptFile again = encode_receipts(plan, file.bytes, "run1", three_lines());
  CHECK(again.bytes == file.bytes);
  CHECK(again.head == file.head);
}

TEST_CASE("no receipts are an empty file whose head is the plan", "[apply]") {
  const ReceiptFile file = encode_receipts(plan, "", "run1", std::vector<ReceiptLine>{});
  CHECK(file.bytes.empty());
  CHECK(file.head == plan);
  CHECK(parse_receipts(plan, "", where).head == plan);
}

TEST_CASE("any byte changed in a receipts file breaks the chain, naming a line", "[apply]") {
  const ReceiptFile file = encode_receipts(plan, "", "run1", three_lines());
  for (std::size_t at = 0; at < file.bytes.size(); ++at) {
    std::string changed = file.bytes;
    changed[at] = changed[at] == '7' ? '8' : '7';
    const auto shows = [&] {
      try {
        // A value in the last line is covered by the head alone, which the run line keeps.
        return parse_receipts(plan, changed, where).head != file.head;
      } catch (const Error& error) {
        return error.kind() == ErrorKind::integrity && std::string(error.what()).find(where + ":") == 0;
      }
    };
    CAPTURE(at);
    REQUIRE(shows());
  }
}

TEST_CASE("a receipt that was taken out, swapped or cut shows", "[apply]") {
  const ReceiptFile file = encode_receipts(plan, "", "run1", three_lines());
  const std::size_t second = file.bytes.find('\n') + 1;
  const std::size_t third = file.bytes.find('\n', second) + 1;
  const std::string lines[] = {file.bytes.substr(0, second), file.bytes.substr(second, third - second),
                               file.bytes.substr(third)};
  CHECK_THROWS_AS(parse_receipts(plan, lines[0] + lines[2], where), Error);
  CHECK_THROWS_AS(parse_receipts(plan, lines[1] + lines[0] + lines[2], where), Error);
  CHECK_THROWS_AS(parse_receipts(plan, file.bytes.substr(0, file.bytes.size() - 1), where), Error);
  CHECK_THROWS_AS(parse_receipts(std::string(64, 'b'), file.bytes, where), Error);
  CHECK(parse_receipts(plan, lines[0] + lines[1], where).head != file.head);
}

}  // namespace clever_sync::testing
