#include "base/record_reader.hpp"

#include <fmt/core.h>

#include <bit>
#include <charconv>
#include <cstring>
#include <string>

namespace clever_sync {

namespace {

constexpr std::string_view not_canonical = "this is not the canonical form of a record";

/// How many bytes at the start are neither quote, backslash nor control; of the last seven some may be left uncounted.
std::size_t plain_bytes(std::string_view text) {
  constexpr std::uint64_t every_byte = 0x0101010101010101ULL;
  constexpr std::uint64_t high_bits = every_byte * 0x80;
  constexpr int byte_bits = 8;
  const auto zero_bytes = [](std::uint64_t word) { return (word - every_byte) & ~word; };
  std::size_t at = 0;
  for (std::uint64_t word = 0; at + sizeof word <= text.size(); at += sizeof word) {
    std::memcpy(&word, text.data() + at, sizeof word);
    const std::uint64_t controls = (word - every_byte * 0x20) & ~word;
    const std::uint64_t special =
        (zero_bytes(word ^ every_byte * '"') | zero_bytes(word ^ every_byte * '\\') | controls) & high_bits;
    if (special == 0) continue;
    // A borrow may mark bytes above the first special one, never below: where the first is lowest, it is known.
    if constexpr (std::endian::native == std::endian::little)
      at += static_cast<std::size_t>(std::countr_zero(special) / byte_bits);
    break;
  }
  return at;
}

}  // namespace

std::string_view RecordReader::take_text() {
  expect('"');
  const std::size_t start = at_;
  for (at_ += plain_bytes(record_.substr(at_)); at_ < record_.size();) {
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
