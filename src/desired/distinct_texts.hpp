#pragma once
// DistinctTexts: the texts of one field as small numbers, so that what is known of a text is an array away. A field of
// which each record has a text of its own (ids, numbers of the SIS) is found out and given up.

#include <array>
#include <cstdint>
#include <string_view>
#include <unordered_map>

#include "base/texts.hpp"

namespace clever_sync {

/// Whether a text stays where it is as long as the roster, so that its address tells it from others.
enum class TextHome { roster, elsewhere };

class DistinctTexts {
 public:
  static constexpr std::uint32_t not_kept = UINT32_MAX;

  /// From 0, in the order in which they come up; `not_kept` for a text that has no number and gets none.
  std::uint32_t number_of(std::string_view text, TextHome home);

 private:
  std::uint32_t look_up(std::string_view text);

  /// Texts that repeat share one copy in the arena (Texts::intern), so most are known again by address.
  struct Seen {
    const char* data = nullptr;
    std::size_t size = 0;
    std::uint32_t number = not_kept;
  };
  static constexpr std::size_t seen_slots = 256;
  std::array<Seen, seen_slots> seen_{};
  Texts texts_;
  std::unordered_map<std::string_view, std::uint32_t> numbers_;
  std::uint64_t asked_ = 0;
  bool given_up_ = false;
};

}  // namespace clever_sync
