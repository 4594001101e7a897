// First line: the plan's digest, with which the chain begins. Then the receipts file.
#include "apply/apply.hpp"
#include "fuzz_target.hpp"

using namespace clever_sync;

namespace {

void read_receipts(const std::string& digest, std::string_view bytes) {
  fuzz::takes([&] {
    const ParsedReceipts parsed = parse_receipts(digest, bytes, "receipts/a.jsonl");
    const ReceiptFile file = encode_receipts(digest, bytes, "run", std::vector<ReceiptLine>());
    fuzz::require(file.bytes == bytes && file.head == parsed.head, "a run without receipts leaves the file as it is");
  });
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto [digest, bytes] = fuzz::split_first_line(fuzz::text_of(data, size));
  read_receipts(std::string(digest), bytes);
  return 0;
}
