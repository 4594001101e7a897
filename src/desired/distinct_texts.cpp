#include "desired/distinct_texts.hpp"

#include <cstdint>

namespace clever_sync {

std::uint32_t DistinctTexts::number_of(std::string_view text, TextHome home) {
  if (given_up_) return not_kept;
  if (home == TextHome::elsewhere) return look_up(text);
  constexpr unsigned alignment_bits = 3;  // the low bits of addresses tell little
  Seen& seen = seen_[(reinterpret_cast<std::uintptr_t>(text.data()) >> alignment_bits) % seen_slots];
  if (seen.data != text.data() || seen.size != text.size())
    seen = {.data = text.data(), .size = text.size(), .number = look_up(text)};
  return seen.number;
}

std::uint32_t DistinctTexts::look_up(std::string_view text) {
  constexpr std::size_t most = 65'536, sample = 4'096;
  ++asked_;
  if (const auto known = numbers_.find(text); known != numbers_.end()) return known->second;
  // Once a sample was asked for, a field in which every second text is new is not worth looking up.
  if (numbers_.size() >= most || (numbers_.size() >= sample && numbers_.size() * 2 > asked_)) {
    given_up_ = numbers_.size() * 2 > asked_;
    return not_kept;
  }
  const auto number = static_cast<std::uint32_t>(numbers_.size());
  numbers_.emplace(texts_.keep(text), number);
  return number;
}

}  // namespace clever_sync
