#include "base/disk.hpp"

#include <fcntl.h>
#include <fmt/core.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>
#include <utility>

#include "base/error.hpp"
#include "base/system_error.hpp"

namespace clever_sync {

namespace {

/// Calls until it was not interrupted by a signal.
template <class Call>
auto retry(const Call& call) {
  auto result = call();
  while (result < 0 && errno == EINTR) result = call();
  return result;
}

/// An open file, closed at the end. Nothing is lost by not looking at close(): every write is followed by fsync.
class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  Descriptor& operator=(Descriptor&&) = delete;
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  [[nodiscard]] int number() const noexcept { return number_; }
  [[nodiscard]] bool is_open() const noexcept { return number_ >= 0; }

 private:
  int number_;
};

Descriptor open_file(const std::string& path, int flags) {
  constexpr mode_t mode = 0666;  // less the umask
  return Descriptor{retry([&] { return ::open(path.c_str(), flags | O_CLOEXEC, mode); })};
}

void write_all(const Descriptor& file, std::string_view bytes, const std::string& path) {
  while (!bytes.empty()) {
    const ssize_t written = retry([&] { return ::write(file.number(), bytes.data(), bytes.size()); });
    if (written < 0) throw_system_error("write", path);
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
}

void sync_file(const Descriptor& file, const std::string& path) {
  if (retry([&] { return ::fsync(file.number()); }) < 0) throw_system_error("sync", path);
}

std::string folder_of(const std::string& path) {
  const std::size_t slash = path.find_last_of('/');
  if (slash == std::string::npos) return ".";
  return slash == 0 ? "/" : path.substr(0, slash);
}

void sync_folder(const std::string& folder) {
  const Descriptor opened = open_file(folder, O_RDONLY | O_DIRECTORY);
  if (!opened.is_open()) throw_system_error("open the folder", folder);
  // Some network file systems cannot sync a folder and say so with EINVAL; there the rename itself is durable.
  if (retry([&] { return ::fsync(opened.number()); }) < 0 && errno != EINVAL)
    throw_system_error("sync the folder", folder);
}

void make_folder(const std::string& folder) {
  struct stat found {};
  if (::stat(folder.c_str(), &found) == 0 && S_ISDIR(found.st_mode)) return;
  const std::string parent = folder_of(folder);
  if (parent != folder) make_folder(parent);
  constexpr mode_t mode = 0777;  // less the umask
  if (::mkdir(folder.c_str(), mode) < 0) {
    if (errno != EEXIST) throw_system_error("make the folder", folder);
    if (::stat(folder.c_str(), &found) == 0 && S_ISDIR(found.st_mode)) return;  // somebody else was faster
    errno = ENOTDIR;
    throw_system_error("make the folder", folder);
  }
  sync_folder(parent);
}

class FileAppend final : public AppendFile {
 public:
  FileAppend(Descriptor file, std::string path) : file_(std::move(file)), path_(std::move(path)) {}
  void append(std::string_view bytes) override { write_all(file_, bytes, path_); }
  void sync() override { sync_file(file_, path_); }

 private:
  Descriptor file_;
  std::string path_;
};

}  // namespace

std::optional<std::string> FileDisk::read_file(const std::string& path) {
  const Descriptor file = open_file(path, O_RDONLY);
  if (!file.is_open()) {
    if (errno == ENOENT) return std::nullopt;
    throw_system_error("open", path);
  }
  struct stat found {};
  if (::fstat(file.number(), &found) < 0) throw_system_error("read", path);
  std::string bytes;
  std::size_t filled = 0;
  // One byte more than the file has, so that its end is seen without growing; a file that grows meanwhile is read on.
  bytes.resize(static_cast<std::size_t>(found.st_size) + 1);
  while (true) {
    const ssize_t got = retry([&] { return ::read(file.number(), bytes.data() + filled, bytes.size() - filled); });
    if (got < 0) throw_system_error("read", path);
    if (got == 0) break;
    filled += static_cast<std::size_t>(got);
    if (filled == bytes.size()) bytes.resize(2 * bytes.size());
  }
  bytes.resize(filled);
  return bytes;
}

void FileDisk::write_file(const std::string& path, std::string_view bytes) {
  const std::string folder = folder_of(path);
  make_folder(folder);
  // The process id keeps two programs apart; what a killed one left is overwritten or lies there harmlessly.
  const std::string temporary = fmt::format("{}.{}.tmp", path, ::getpid());
  try {
    const Descriptor file = open_file(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW);
    if (!file.is_open()) throw_system_error("write", temporary);
    write_all(file, bytes, temporary);
    sync_file(file, temporary);
    if (::rename(temporary.c_str(), path.c_str()) < 0) throw_system_error("replace", path);
  } catch (const Error&) {
    ::unlink(temporary.c_str());  // a full disk needs the space back; the old file was never touched
    throw;
  }
  sync_folder(folder);
}

std::unique_ptr<AppendFile> FileDisk::open_append(const std::string& path, std::uint64_t keep_bytes) {
  const std::string folder = folder_of(path);
  make_folder(folder);
  Descriptor file = open_file(path, O_WRONLY | O_APPEND | O_CREAT);
  if (!file.is_open()) throw_system_error("open", path);
  struct stat found {};
  if (::fstat(file.number(), &found) < 0) throw_system_error("open", path);
  if (static_cast<std::uint64_t>(found.st_size) > keep_bytes) {
    if (retry([&] { return ::ftruncate(file.number(), static_cast<off_t>(keep_bytes)); }) < 0)
      throw_system_error("cut", path);
    sync_file(file, path);
  }
  // Also when the file was there: whoever made it may have died before syncing the folder.
  sync_folder(folder);
  return std::make_unique<FileAppend>(std::move(file), path);
}

void FileDisk::remove_file(const std::string& path) {
  if (::unlink(path.c_str()) < 0) {
    if (errno == ENOENT) return;
    throw_system_error("remove", path);
  }
  sync_folder(folder_of(path));
}

}  // namespace clever_sync
