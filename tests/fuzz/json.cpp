#include "base/json.hpp"

#include "fuzz_target.hpp"

using namespace clever_sync;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = fuzz::text_of(data, size);
  const std::variant<Json, JsonError> parsed = parse_json(text);
  if (const JsonError* const error = std::get_if<JsonError>(&parsed)) {
    fuzz::require(error->offset <= size, "the place of a mistake is within the text");
    return 0;
  }
  const std::string canonical = canonical_json(std::get<Json>(parsed));
  const std::variant<Json, JsonError> again = parse_json(canonical);
  fuzz::require(std::holds_alternative<Json>(again), "canonical JSON is JSON");
  fuzz::require(canonical_json(std::get<Json>(again)) == canonical, "canonical JSON is written the same again");
  return 0;
}
