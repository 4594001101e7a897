#pragma once
// Disk: files that survive a crash. Behind an interface, so that a test can lose what was not synced, tear the last
// write, or fill the disk at the n-th call. Only plain files: the git repository has its own module.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace clever_sync {

/// A file that only grows. Not safe to use from several threads.
class AppendFile {
 public:
  AppendFile() = default;
  AppendFile(const AppendFile&) = delete;
  AppendFile& operator=(const AppendFile&) = delete;
  virtual ~AppendFile() = default;
  /// Adds the bytes at the end; may be torn by a crash until sync() returned. Throws Error{storage}.
  virtual void append(std::string_view bytes) = 0;
  /// Returns when everything appended is on the disk. Throws Error{storage}.
  virtual void sync() = 0;
};

class Disk {
 public:
  Disk() = default;
  Disk(const Disk&) = delete;
  Disk& operator=(const Disk&) = delete;
  virtual ~Disk() = default;

  /// The file's bytes, or nothing if there is no such file. Throws Error{storage} for any other failure.
  [[nodiscard]] virtual std::optional<std::string> read_file(const std::string& path) = 0;
  /// Replaces the file in one step: temporary in the same folder, write, fsync, rename, fsync of the folder. Folders on
  /// the way are made. Throws Error{storage}; the old file is then still whole.
  virtual void write_file(const std::string& path, std::string_view bytes) = 0;
  /// Opens for appending, making the file (and syncing its folder) if it is not there; first cuts it to `keep_bytes` if
  /// it is longer. Throws Error{storage}.
  [[nodiscard]] virtual std::unique_ptr<AppendFile> open_append(const std::string& path, std::uint64_t keep_bytes) = 0;
  /// Removes the file and syncs the folder; no error if it is not there. Throws Error{storage}.
  virtual void remove_file(const std::string& path) = 0;
};

/// The real one.
class FileDisk final : public Disk {
 public:
  [[nodiscard]] std::optional<std::string> read_file(const std::string& path) override;
  void write_file(const std::string& path, std::string_view bytes) override;
  [[nodiscard]] std::unique_ptr<AppendFile> open_append(const std::string& path, std::uint64_t keep_bytes) override;
  void remove_file(const std::string& path) override;
};

}  // namespace clever_sync
