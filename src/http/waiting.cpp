#include "http/waiting.hpp"

#include <algorithm>
#include <charconv>

namespace clever_sync {

namespace {

/// A whole number that is not negative and has at most 12 digits, so that arithmetic on it can't overflow.
std::optional<std::int64_t> parse_count(std::string_view text) {
  constexpr std::size_t most_digits = 12;
  std::int64_t value = 0;
  if (text.empty() || text.size() > most_digits || text.front() == '-') return std::nullopt;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

}  // namespace

Waited wait_on(Clock& clock, std::chrono::milliseconds duration, const std::stop_token& stop) {
  constexpr std::chrono::milliseconds slice{100};
  const std::chrono::milliseconds end = clock.monotonic() + duration;
  while (!stop.stop_requested()) {
    const std::chrono::milliseconds left = end - clock.monotonic();
    if (left <= std::chrono::milliseconds(0)) return Waited::whole;
    clock.sleep(std::min(left, slice));
  }
  return Waited::interrupted;
}

std::optional<std::chrono::seconds> rate_limit_reset(const Response& response, UtcTime now) {
  const std::optional<std::int64_t> reset = parse_count(response.header("x-ratelimit-reset"));
  if (!reset) return std::nullopt;
  return std::max(UtcTime(std::chrono::seconds(*reset)) - server_time(response, now), std::chrono::seconds(0));
}

std::optional<std::int64_t> rate_limit_remaining(const Response& response) {
  return parse_count(response.header("x-ratelimit-remaining"));
}

}  // namespace clever_sync
