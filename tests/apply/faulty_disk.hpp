#pragma once
// FaultyDisk: files in memory that lose at a crash what was not synced, keep a torn part of the last write, or fail at
// the n-th call.

#include <functional>
#include <map>
#include <mutex>

#include "base/disk.hpp"
#include "base/error.hpp"

namespace clever_sync::testing {

class FaultyDisk final : public Disk {
 public:
  struct File {
    std::string durable, unsynced;
  };
  std::map<std::string, File> files;
  int syncs = 0;
  /// Called before every write, sync, open and removal, and after every sync; may throw.
  std::function<void(std::string_view)> effect;

  /// The machine lost power: of what was not synced the first `torn_bytes` are there.
  void crash(std::size_t torn_bytes) {
    for (auto& [path, file] : files) {
      file.durable += file.unsynced.substr(0, torn_bytes);
      file.unsynced.clear();
    }
  }

  std::optional<std::string> read_file(const std::string& path) override {
    const std::lock_guard lock(mutex_);
    const auto found = files.find(path);
    if (found == files.end()) return std::nullopt;
    return found->second.durable + found->second.unsynced;
  }

  void write_file(const std::string& path, std::string_view bytes) override {
    tell("write");
    const std::lock_guard lock(mutex_);
    files[path] = {.durable = std::string(bytes), .unsynced = ""};
  }

  std::unique_ptr<AppendFile> open_append(const std::string& path, std::uint64_t keep_bytes) override {
    tell("open");
    const std::lock_guard lock(mutex_);
    File& file = files[path];
    if (file.durable.size() > keep_bytes) file.durable.resize(keep_bytes);
    file.unsynced.clear();
    return std::make_unique<Appender>(*this, path);
  }

  void remove_file(const std::string& path) override {
    tell("remove");
    const std::lock_guard lock(mutex_);
    files.erase(path);
  }

 private:
  class Appender final : public AppendFile {
   public:
    Appender(FaultyDisk& disk, std::string path) : disk_(disk), path_(std::move(path)) {}
    void append(std::string_view bytes) override {
      disk_.tell("append");
      const std::lock_guard lock(disk_.mutex_);
      disk_.files[path_].unsynced += bytes;
    }
    void sync() override {
      disk_.tell("sync");
      {
        const std::lock_guard lock(disk_.mutex_);
        File& file = disk_.files[path_];
        file.durable += file.unsynced;
        file.unsynced.clear();
        ++disk_.syncs;
      }
      disk_.tell("synced");
    }

   private:
    FaultyDisk& disk_;
    std::string path_;
  };

  void tell(std::string_view what) {
    if (effect) effect(what);
  }

  std::mutex mutex_;
};

}  // namespace clever_sync::testing
