#include "http/transport.hpp"

#include <algorithm>

#include "http/http_date.hpp"

namespace clever_sync {

std::string_view Response::header(std::string_view lower_case_name) const {
  const auto found = headers.find(std::string(lower_case_name));
  return found == headers.end() ? std::string_view{} : std::string_view(found->second);
}

std::optional<std::chrono::seconds> retry_after(const Response& response, std::chrono::sys_seconds now) {
  const std::string_view text = response.header("retry-after");
  if (text.empty()) return std::nullopt;
  if (std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; })) {
    // Thirty years are as good as any number that is longer, and can't overflow.
    constexpr std::size_t most_digits = 9;
    std::int64_t seconds = 0;
    for (const char digit : text.substr(0, most_digits)) seconds = seconds * 10 + (digit - '0');
    return std::chrono::seconds(text.size() > most_digits ? std::int64_t{999'999'999} : seconds);
  }
  const std::optional<UtcTime> moment = parse_http_date(text);
  if (!moment) return std::nullopt;
  return std::max(*moment - now, std::chrono::seconds(0));
}

std::chrono::sys_seconds server_time(const Response& response, std::chrono::sys_seconds now) {
  return parse_http_date(response.header("date")).value_or(now);
}

}  // namespace clever_sync
