#include "http/http_date.hpp"

#include <array>
#include <charconv>
#include <cstddef>
#include <vector>

namespace clever_sync {

namespace {

std::vector<std::string_view> split_words(std::string_view text) {
  constexpr std::string_view separators = " ,-";
  std::vector<std::string_view> words;
  for (std::size_t at = text.find_first_not_of(separators); at != std::string_view::npos;) {
    const std::size_t end = text.find_first_of(separators, at);
    words.push_back(text.substr(at, end - at));
    at = text.find_first_not_of(separators, end);
  }
  return words;
}

/// A number of that many digits at most; nothing for any other text.
std::optional<int> parse_digits(std::string_view text, std::size_t most_digits) {
  int value = 0;
  if (text.empty() || text.size() > most_digits || text.front() < '0' || text.front() > '9') return std::nullopt;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::optional<unsigned> parse_month(std::string_view text) {
  constexpr std::array<std::string_view, 12> names{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                   "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (names[i] == text) return static_cast<unsigned>(i + 1);
  }
  return std::nullopt;
}

std::optional<int> parse_year(std::string_view text) {
  const std::optional<int> year = parse_digits(text, 4);
  if (!year) return std::nullopt;
  if (text.size() == 2) return *year + (*year < 70 ? 2000 : 1900);
  return text.size() == 4 ? year : std::nullopt;
}

/// `08:49:37`; a leap second counts as the second before it.
std::optional<std::chrono::seconds> parse_time_of_day(std::string_view text) {
  if (text.size() != 8 || text[2] != ':' || text[5] != ':') return std::nullopt;
  const std::optional<int> hours = parse_digits(text.substr(0, 2), 2);
  const std::optional<int> minutes = parse_digits(text.substr(3, 2), 2);
  const std::optional<int> seconds = parse_digits(text.substr(6, 2), 2);
  if (!hours || !minutes || !seconds || *hours > 23 || *minutes > 59 || *seconds > 60) return std::nullopt;
  return std::chrono::hours(*hours) + std::chrono::minutes(*minutes) +
         std::chrono::seconds(*seconds == 60 ? 59 : *seconds);
}

}  // namespace

std::optional<UtcTime> parse_http_date(std::string_view text) {
  const std::vector<std::string_view> words = split_words(text);
  const bool with_zone = words.size() == 6 && words[5] == "GMT";  // the first two forms; the last has no zone
  if (!with_zone && words.size() != 5) return std::nullopt;
  const std::optional<int> day = parse_digits(with_zone ? words[1] : words[2], 2);
  const std::optional<unsigned> month = parse_month(with_zone ? words[2] : words[1]);
  const std::optional<int> year = parse_year(with_zone ? words[3] : words[4]);
  const std::optional<std::chrono::seconds> time = parse_time_of_day(with_zone ? words[4] : words[3]);
  if (!day || !month || !year || !time) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year(*year), std::chrono::month(*month),
                                         std::chrono::day(static_cast<unsigned>(*day))};
  if (!date.ok()) return std::nullopt;
  return std::chrono::sys_days(date) + *time;
}

}  // namespace clever_sync
