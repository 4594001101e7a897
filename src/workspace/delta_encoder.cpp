#include "workspace/delta_encoder.hpp"

#include <algorithm>
#include <bit>
#include <cstring>

#include "base/error.hpp"

namespace clever_sync {

namespace {

constexpr std::size_t nowhere = static_cast<std::size_t>(-1);
constexpr std::size_t most_insert_bytes = 127;     // of one instruction
constexpr std::size_t most_copy_bytes = 0xFFFFFF;  // likewise
/// A copy takes up to eight bytes, so a shorter piece of a line is not worth two of them.
constexpr std::size_t least_copy_bytes = 16;
/// Lines that share a slot; more of them are left out, so that a file of equal lines costs no more than others.
constexpr std::size_t most_probes = 16;

void append_size(std::string& out, std::size_t size) {
  for (; size >= 0x80U; size >>= 7U) out += static_cast<char>((size & 0x7FU) | 0x80U);
  out += static_cast<char>(size);
}

std::string_view first_line(std::string_view text) {
  const void* end = std::memchr(text.data(), '\n', text.size());
  if (end == nullptr) return text;
  return text.substr(0, static_cast<std::size_t>(static_cast<const char*>(end) - text.data()) + 1);
}

std::uint64_t mixed(std::uint64_t hash, std::string_view bytes) {
  constexpr std::uint64_t odd = 0x9E3779B97F4A7C15U;
  for (; !bytes.empty(); bytes.remove_prefix(std::min(bytes.size(), sizeof hash))) {
    std::uint64_t word = 0;
    std::memcpy(&word, bytes.data(), std::min(bytes.size(), sizeof word));
    hash = (hash ^ word) * odd;
    hash ^= hash >> 29U;
  }
  return hash;
}

/// Of a long line its two ends, which hold its ids; a tenth of the time that whole lines took for large classes.
std::uint64_t hash_of(std::string_view line) {
  constexpr std::size_t end_bytes = 128;
  if (line.size() <= 2 * end_bytes) return mixed(line.size(), line);
  return mixed(mixed(line.size(), line.substr(0, end_bytes)), line.substr(line.size() - end_bytes));
}

}  // namespace

void DeltaEncoder::note_lines(std::string_view base) {
  base_ = base;
  lines_.clear();
  while (!base.empty()) {
    lines_.push_back(first_line(base));
    base.remove_prefix(lines_.back().size());
  }
  table_.assign(std::bit_ceil(2 * lines_.size() + 1), 0);
  for (std::size_t number = 0; number < lines_.size(); ++number) {
    const std::uint64_t hash = hash_of(lines_[number]);
    for (std::size_t probe = 0; probe < most_probes; ++probe) {
      std::uint32_t& slot = table_[(hash + probe) & (table_.size() - 1)];
      if (slot != 0) continue;
      slot = static_cast<std::uint32_t>(number + 1);
      break;
    }
  }
}

std::size_t DeltaEncoder::find_line(std::string_view line) const {
  const std::uint64_t hash = hash_of(line);
  for (std::size_t probe = 0; probe < most_probes; ++probe) {
    const std::uint32_t slot = table_[(hash + probe) & (table_.size() - 1)];
    if (slot == 0) break;
    if (lines_[slot - 1] == line) return slot - 1;
  }
  return nowhere;
}

std::string_view DeltaEncoder::encode(std::string_view base, std::string_view target) {
  ensure(base.size() <= most_base_bytes, "a delta from a file that is too large for one");
  delta_.clear();
  append_size(delta_, base.size());
  append_size(delta_, target.size());
  note_lines(base);
  std::size_t cursor = 0;
  while (!target.empty()) {
    const std::string_view line = first_line(target);
    add_line(line, cursor);
    target.remove_prefix(line.size());
  }
  write_copy();
  return delta_;
}

void DeltaEncoder::add_line(std::string_view line, std::size_t& cursor) {
  const bool has_old = cursor < lines_.size();
  const std::size_t found = has_old && lines_[cursor] == line ? cursor : find_line(line);
  if (found != nowhere) {
    copy(static_cast<std::size_t>(lines_[found].data() - base_.data()), line.size());
    cursor = found + 1;
  } else if (has_old) {
    // With half of it in common it is the old line, changed; else it came in before that.
    if (2 * add_changed_line(line, lines_[cursor]) >= line.size()) ++cursor;
  } else {
    insert(line);
  }
}

/// Copies what the line has in common with the old one at both ends, where that is long enough to pay; how much it was.
std::size_t DeltaEncoder::add_changed_line(std::string_view line, std::string_view old_line) {
  const std::size_t shorter = std::min(line.size(), old_line.size());
  auto head = static_cast<std::size_t>(
      std::mismatch(line.begin(), line.begin() + static_cast<std::ptrdiff_t>(shorter), old_line.begin()).first -
      line.begin());
  if (head < least_copy_bytes) head = 0;
  std::size_t tail = 0;
  while (tail < shorter - head && line[line.size() - tail - 1] == old_line[old_line.size() - tail - 1]) ++tail;
  if (tail < least_copy_bytes) tail = 0;
  const auto old_start = static_cast<std::size_t>(old_line.data() - base_.data());
  if (head > 0) copy(old_start, head);
  insert(line.substr(head, line.size() - head - tail));
  if (tail > 0) copy(old_start + old_line.size() - tail, tail);
  return head + tail;
}

void DeltaEncoder::copy(std::size_t start, std::size_t bytes) {
  if (start != copy_start_ + copy_bytes_) {
    write_copy();
    copy_start_ = start;
  }
  copy_bytes_ += bytes;
}

/// An instruction's first byte tells which of the bytes of place and length follow; the others are 0.
void DeltaEncoder::write_copy() {
  while (copy_bytes_ > 0) {
    const std::size_t bytes = std::min(copy_bytes_, most_copy_bytes);
    const std::size_t instruction = delta_.size();
    unsigned int told = 0x80;
    delta_ += '\0';
    const auto tell = [&](std::size_t number, unsigned int first_bit, unsigned int number_bytes) {
      for (unsigned int byte = 0; byte < number_bytes; ++byte) {
        const std::size_t value = number >> 8 * byte & 0xFFU;
        if (value == 0) continue;
        delta_ += static_cast<char>(value);
        told |= first_bit << byte;
      }
    };
    tell(copy_start_, 0x01, 4);
    tell(bytes, 0x10, 3);
    delta_[instruction] = static_cast<char>(told);
    copy_start_ += bytes;
    copy_bytes_ -= bytes;
  }
}

void DeltaEncoder::insert(std::string_view bytes) {
  if (bytes.empty()) return;
  write_copy();
  while (!bytes.empty()) {
    const std::string_view piece = bytes.substr(0, most_insert_bytes);
    delta_ += static_cast<char>(piece.size());
    delta_ += piece;
    bytes.remove_prefix(piece.size());
  }
}

}  // namespace clever_sync
