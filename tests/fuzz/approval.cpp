#include "review/approval.hpp"

#include "fuzz_target.hpp"

using namespace clever_sync;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = fuzz::text_of(data, size);
  fuzz::takes([&] {
    fuzz::require(encode_approval(parse_approval(text, "approvals/a.json")) == text,
                  "an approval that is taken is what would be written");
  });
  fuzz::takes([&] {
    fuzz::require(encode_connection_approval(parse_connection_approval(text, "approvals/connection.json")) == text,
                  "an approval of a connection that is taken is what would be written");
  });
  return 0;
}
