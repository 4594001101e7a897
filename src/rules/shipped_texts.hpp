#pragma once
// The texts of rules/*.yaml and docs/schemas/*.schema.json as they stood when the program was built; embed_texts.cmake
// makes the source file that defines these functions.

#include <string_view>
#include <vector>

namespace clever_sync {

struct ShippedText {
  std::string_view name;  // `filters`
  std::string_view text;
};

/// The five rule files, sorted by name.
const std::vector<ShippedText>& shipped_rule_texts();
/// The six schemas, sorted by name.
const std::vector<ShippedText>& shipped_schema_texts();

}  // namespace clever_sync
