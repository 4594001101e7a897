#include "base/record_lines.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <utility>

#include "base/error.hpp"
#include "base/utf8.hpp"

namespace clever_sync {

namespace {

void check_utf8(std::string_view bytes, std::string_view file) {
  if (is_utf8(bytes)) return;
  RecordPlace place{.file = file, .line = 1};
  while (true) {
    const std::size_t line_end = std::min(bytes.find('\n'), bytes.size());
    if (!is_utf8(bytes.substr(0, line_end))) refuse_record(place, "invalid UTF-8");
    bytes.remove_prefix(std::min(line_end + 1, bytes.size()));
    ++place.line;
  }
}

}  // namespace

void refuse_record(const RecordPlace& place, std::string_view what) {
  throw Error(ErrorKind::integrity,
              fmt::format("{}, line {}: {}; only clever-sync writes this file: restore it from the "
                          "git history",
                          place.file, place.line, what));
}

RecordLines::RecordLines(std::string_view bytes, std::string_view file) : place_{.file = file, .line = 1} {
  if (bytes == "[]\n") return;
  constexpr std::string_view start = "[\n";
  constexpr std::string_view end = "\n]\n";
  if (!bytes.starts_with(start)) refuse_record(place_, "the file does not start with '[' on a line of its own");
  if (!bytes.ends_with(end) || bytes.size() <= start.size() + end.size()) {
    place_.line = static_cast<std::size_t>(std::ranges::count(bytes, '\n'));
    refuse_record(place_, "the file does not end with a record and then ']' on a line of its own");
  }
  check_utf8(bytes, file);
  rest_ = bytes.substr(start.size(), bytes.size() - start.size() - end.size());
}

std::optional<std::string_view> RecordLines::next() {
  if (rest_.empty()) return std::nullopt;
  ++place_.line;
  const std::size_t line_end = rest_.find('\n');
  if (line_end == std::string_view::npos) return std::exchange(rest_, {});
  std::string_view line = rest_.substr(0, line_end);
  rest_.remove_prefix(line_end + 1);
  if (!line.ends_with(',') || rest_.empty()) refuse_record(place_, "a comma is missing at the end of the line");
  line.remove_suffix(1);
  return line;
}

std::string_view single_record(std::string_view bytes, std::string_view file) {
  check_utf8(bytes, file);
  if (!bytes.ends_with('\n')) refuse_record({.file = file, .line = 1}, "the final line feed is missing");
  return bytes.substr(0, bytes.size() - 1);
}

}  // namespace clever_sync
