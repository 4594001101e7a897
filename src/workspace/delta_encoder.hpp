#pragma once
// DeltaEncoder: the new content of a file as git's delta from its old content. It knows what our files are, lines that
// are mostly the same from one night to the next, and so needs no search: each new line is the old line at the cursor,
// or an old line found in a table, or new; of a new line that resembles the old one at the cursor only the middle is
// stored. Any two texts give a right delta, others than ours perhaps a long one. Pure; private to this folder.
//
// Why not git's own way: its search compares blocks of every candidate, at 130 ms a megabyte of shards; this reads both
// texts once. Source for the format: git's documentation, gitformat-pack, "Deltified representation".

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace clever_sync {

class DeltaEncoder {
 public:
  /// Old contents above this are not for deltas: the format has 32 bits for a place in them.
  static constexpr std::size_t most_base_bytes = std::size_t{1} << 30U;

  /// The delta that makes `target` of `base`; good until the next call. `base` must not exceed most_base_bytes.
  std::string_view encode(std::string_view base, std::string_view target);

 private:
  void note_lines(std::string_view base);
  [[nodiscard]] std::size_t find_line(std::string_view line) const;
  void add_line(std::string_view line, std::size_t& cursor);
  std::size_t add_changed_line(std::string_view line, std::string_view old_line);
  void copy(std::size_t start, std::size_t bytes);
  void insert(std::string_view bytes);
  void write_copy();

  std::string_view base_;
  std::vector<std::string_view> lines_;  // of the base, with their line breaks
  std::vector<std::uint32_t> table_;     // by hash: a line's number and one; 0 is free
  std::size_t copy_start_ = 0;           // a copy that may go on
  std::size_t copy_bytes_ = 0;
  std::string delta_;
};

}  // namespace clever_sync
