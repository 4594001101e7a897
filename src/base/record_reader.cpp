#include "base/record_reader.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <charconv>
#include <utility>

#include "base/error.hpp"
#include "base/utf8.hpp"

namespace clever_sync {

namespace {

constexpr std::string_view not_canonical = "this is not the canonical form of a record";

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

bool RecordReader::open(std::string_view key) {
  std::size_t at = at_;
  const auto skip = [&](std::string_view wanted) {
    if (record_.compare(at, wanted.size(), wanted) != 0) return false;
    at += wanted.size();
    return true;
  };
  if ((!first_ && !skip(",")) || !skip("\"") || !skip(key) || !skip("\":")) return false;
  at_ = at;
  first_ = false;
  return true;
}

std::string_view RecordReader::take_text() {
  expect('"');
  const std::size_t start = at_;
  while (at_ < record_.size()) {
    const char next = record_[at_];
    if (next == '\\') return take_escaped_text(start);
    if (static_cast<unsigned char>(next) < 0x20U) fail("a control character stands unescaped in a string");
    ++at_;
    if (next == '"') {
      if (at_ - start == 1) fail("an empty string, which is not written");
      return record_.substr(start, at_ - start - 1);
    }
  }
  unexpected();
}

std::string_view RecordReader::take_escaped_text(std::size_t start) {
  unescaped_.assign(record_, start, at_ - start);
  while (at_ < record_.size()) {
    const char next = record_[at_];
    if (static_cast<unsigned char>(next) < 0x20U) fail("a control character stands unescaped in a string");
    ++at_;
    if (next == '"') return unescaped_;
    unescaped_.push_back(next == '\\' ? take_escape() : next);
  }
  unexpected();
}

char RecordReader::take_escape() {
  constexpr std::string_view letters = "\"\\bfnrt";
  constexpr std::string_view meanings = "\"\\\b\f\n\r\t";
  constexpr std::string_view digits = "0123456789abcdef";
  if (at_ >= record_.size()) unexpected();
  const std::size_t letter = letters.find(record_[at_]);
  if (letter != std::string_view::npos) {
    ++at_;
    return meanings[letter];
  }
  if (record_.compare(at_, 3, "u00") != 0 || record_.size() < at_ + 5) fail("an escape that JSON does not demand");
  const std::size_t high = digits.find(record_[at_ + 3]);
  const std::size_t low = digits.find(record_[at_ + 4]);
  if (high > 1 || low == std::string_view::npos) fail("an escape that JSON does not demand");
  const char control = static_cast<char>(high * 16 + low);
  if (meanings.find(control) != std::string_view::npos) fail("an escape that has a shorter form");
  at_ += 5;
  return control;
}

std::int64_t RecordReader::take_integer() {
  std::int64_t value = 0;
  const char* const first = record_.data() + at_;
  const auto [end, failure] = std::from_chars(first, record_.data() + record_.size(), value);
  if (failure != std::errc{}) fail("this is no whole number of 64 bits");
  const std::string_view digits(first, static_cast<std::size_t>(end - first));
  if (digits != std::to_string(value)) fail("a number is not in its shortest form");
  at_ += digits.size();
  return value;
}

Date RecordReader::take_date() {
  const std::optional<Date> date = parse_date(take_text());
  if (!date) fail("a date is not YYYY-MM-DD");
  return *date;
}

std::string_view RecordReader::text(std::string_view key) {
  return open(key) ? take_text() : std::string_view();
}

std::string_view RecordReader::required_text(std::string_view key) {
  if (!open(key)) missing(key);
  return take_text();
}

bool RecordReader::required_bool(std::string_view key) {
  if (!open(key)) missing(key);
  const std::string_view rest = record_.substr(at_);
  const bool value = rest.starts_with("true");
  if (!value && !rest.starts_with("false")) unexpected();
  at_ += value ? 4 : 5;
  return value;
}

std::optional<std::int64_t> RecordReader::integer(std::string_view key) {
  if (!open(key)) return std::nullopt;
  return take_integer();
}

std::int64_t RecordReader::required_integer(std::string_view key) {
  if (!open(key)) missing(key);
  return take_integer();
}

std::optional<Date> RecordReader::date(std::string_view key) {
  if (!open(key)) return std::nullopt;
  return take_date();
}

Date RecordReader::required_date(std::string_view key) {
  if (!open(key)) missing(key);
  return take_date();
}

std::vector<Date> RecordReader::dates(std::string_view key) {
  std::vector<Date> out;
  array(key, [&] { out.push_back(take_date()); });
  return out;
}

void RecordReader::finish() {
  if (at_ < record_.size() && record_[at_] == (first_ ? '"' : ','))
    fail("a key is unknown, out of order or of another type");
  expect('}');
  if (at_ != record_.size()) unexpected();
}

void RecordReader::unexpected() const {
  fail(not_canonical);
}

void RecordReader::missing(std::string_view key) const {
  fail(fmt::format("the key '{}' is missing or out of order", key));
}

}  // namespace clever_sync
