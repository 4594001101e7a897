#pragma once
// Descriptor: an open file of the operating system, and the few calls on it that this folder needs beyond base/disk:
// files that are rewound, locked or staged. Every failure is Error{storage} with path and reason. Private.

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "base/system_error.hpp"

namespace clever_sync {

class Descriptor {
 public:
  Descriptor() = default;
  explicit Descriptor(int number) : number_(number) {}
  Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept;
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor();

  [[nodiscard]] int get() const { return number_; }
  [[nodiscard]] bool is_open() const { return number_ >= 0; }
  void close();

 private:
  int number_ = -1;
};

/// open(2) with O_CLOEXEC added.
Descriptor open_file(const std::string& path, int flags, unsigned int mode);
void write_all(const Descriptor& file, std::string_view bytes, const std::string& path);
/// Copies the first bytes of one file to the end of another that was just made. Throws Error{storage}.
void copy_bytes(const Descriptor& from, const Descriptor& to, std::uint64_t bytes, const std::string& to_path);
void sync_file(const Descriptor& file, const std::string& path);
/// Makes names that were made, renamed or removed in the folder durable.
void sync_folder(const std::string& path);
void rename_file(const std::string& from, const std::string& to);

}  // namespace clever_sync
