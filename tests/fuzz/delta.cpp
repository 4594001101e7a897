#include "workspace/delta.hpp"

#include "fuzz_target.hpp"
#include "workspace/delta_encoder.hpp"

using namespace clever_sync;

/// The input is an old content, a NUL, and a new one; it is also taken for a delta.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = fuzz::text_of(data, size);
  const std::string_view base = text.substr(0, text.find('\0'));
  const std::string_view target = base.size() < text.size() ? text.substr(base.size() + 1) : std::string_view();
  DeltaEncoder encoder;
  const std::optional<Delta> delta = parse_delta(std::string(encoder.encode(base, target)));
  fuzz::require(delta.has_value() && delta->base_size == base.size(), "what is encoded is a delta of the old content");
  fuzz::require(delta->apply(base) == target, "a delta makes the new content of the old");
  const std::optional<Delta> any = parse_delta(std::string(text));
  if (any && any->base_size == base.size()) (void)any->apply(base);
  return 0;
}
