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
  fuzz::require(apply_delta(encoder.encode(base, target), base) == target, "a delta makes the new content of the old");
  const std::optional<std::string> whole = apply_delta(text, base);
  const std::optional<Delta> steps = parse_delta(std::string(text));
  fuzz::require(whole.has_value() == (steps && steps->base_size == base.size()), "both readings agree what is a delta");
  fuzz::require(!whole || whole->size() == steps->size, "and how long its content is");
  return 0;
}
