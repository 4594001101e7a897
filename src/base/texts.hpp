#pragma once
// Texts: the arena in which a state keeps its strings, so that a million records cost two words per field instead of a
// heap block. Records hold std::string_view; whoever owns the records owns the arena too, through a shared_ptr, so
// copies of a state share it. Views of string literals are as good, which is what tests use. It never frees one text.

#include <memory>
#include <string_view>
#include <vector>

namespace clever_sync {

class Texts {
 public:
  Texts() = default;
  Texts(const Texts&) = delete;
  Texts& operator=(const Texts&) = delete;
  Texts(Texts&&) = delete;
  Texts& operator=(Texts&&) = delete;
  ~Texts() = default;

  /// A copy of `text` that lives as long as this arena.
  std::string_view keep(std::string_view text);

  /// As keep, but equal texts share one copy: for grades, subjects, school ids, whatever repeats often.
  std::string_view intern(std::string_view text);

  /// Bytes asked of the heap so far, for the memory figures of the bench.
  [[nodiscard]] std::size_t reserved_bytes() const noexcept { return reserved_bytes_; }

 private:
  std::vector<std::unique_ptr<char[]>> blocks_;
  char* free_ = nullptr;
  std::size_t free_bytes_ = 0;
  std::size_t reserved_bytes_ = 0;
  void grow();
  /// The slot that holds the text, or the free one where it belongs. At most half of the slots are taken.
  [[nodiscard]] std::size_t slot_of(std::string_view text) const;
  std::vector<std::string_view> interned_;  // a table probed in place; "" is a free slot
  std::size_t interned_count_ = 0;
  std::string_view last_long_;  // of those that were interned; see intern
};

}  // namespace clever_sync
