#pragma once
// Delta: how a pack tells one object by another: pieces copied from it and pieces that are new. Kept as steps, so that
// who looks for one place of the object can follow it into the other without rebuilding either. Pure; private to this
// folder. Source: git's documentation, gitformat-pack, "Deltified representation".

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace clever_sync {

struct DeltaStep {
  std::size_t begin = 0;   // in the object that is told
  std::size_t size = 0;    // bytes
  std::size_t source = 0;  // where they stand: in the base if copied, else in Delta::bytes
  bool copied = false;
};

struct Delta {
  std::string bytes;
  std::size_t base_size = 0, size = 0;
  std::vector<DeltaStep> steps;  // in order, without gaps

  /// The step in which the byte at `at` stands; `at` must be below `size`.
  [[nodiscard]] std::size_t step_at(std::size_t at) const;
  /// Where the bytes [begin, end) of the base stand in the object, if one step copies them all.
  [[nodiscard]] std::optional<std::size_t> place_of(std::size_t begin, std::size_t end) const;
};

/// Nothing if the bytes are no delta, or one that reaches beyond its base.
std::optional<Delta> parse_delta(std::string bytes);

/// The object that a delta makes of its base, at once and without keeping the steps. Nothing if the bytes are no delta
/// or one on another base.
std::optional<std::string> apply_delta(std::string_view bytes, std::string_view base);

}  // namespace clever_sync
