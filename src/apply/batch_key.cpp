#include "apply/batch_key.hpp"

#include <charconv>

namespace clever_sync {

std::string batch_key(std::string_view run, std::uint64_t first_intent) {
  return std::string(run) + "-" + std::to_string(first_intent);
}

std::uint64_t batch_of(std::string_view key) {
  const std::size_t dash = key.rfind('-');
  if (dash == std::string_view::npos) return 0;
  const std::string_view digits = key.substr(dash + 1);
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  return error == std::errc{} && end == digits.data() + digits.size() ? number : 0;
}

}  // namespace clever_sync
