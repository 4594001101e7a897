#include "workspace/posix_file.hpp"

#include <fcntl.h>
#include <sys/sendfile.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <system_error>

#include "base/error.hpp"

namespace clever_sync {

Descriptor& Descriptor::operator=(Descriptor&& other) noexcept {
  if (this != &other) {
    close();
    number_ = std::exchange(other.number_, -1);
  }
  return *this;
}

Descriptor::~Descriptor() {
  close();
}

void Descriptor::close() {
  if (number_ >= 0) ::close(number_);
  number_ = -1;
}

Descriptor open_file(const std::string& path, int flags, unsigned int mode) {
  Descriptor file(::open(path.c_str(), flags | O_CLOEXEC, mode));
  if (!file.is_open()) throw_system_error("open", path);
  return file;
}

void write_all(const Descriptor& file, std::string_view bytes, const std::string& path) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(file.get(), bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) throw_system_error("write", path);
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
}

/// By sendfile(2), which works between any two file systems; copy_file_range(2) does not.
void copy_bytes(const Descriptor& from, const Descriptor& to, std::uint64_t bytes, const std::string& to_path) {
  constexpr std::uint64_t most_at_once = std::uint64_t{1} << 30U;
  for (off_t offset = 0; bytes > 0;) {
    const ssize_t sent = ::sendfile(to.get(), from.get(), &offset, std::min(bytes, most_at_once));
    if (sent < 0 && errno == EINTR) continue;
    if (sent < 0) throw_system_error("write", to_path);
    ensure(sent > 0, "a file became shorter while it was copied");
    bytes -= static_cast<std::uint64_t>(sent);
  }
}

void sync_file(const Descriptor& file, const std::string& path) {
  if (::fsync(file.get()) != 0) throw_system_error("sync", path);
}

void sync_folder(const std::string& path) {
  sync_file(open_file(path, O_RDONLY | O_DIRECTORY, 0), path);
}

void rename_file(const std::string& from, const std::string& to) {
  if (::rename(from.c_str(), to.c_str()) != 0) throw_system_error("put in place", to);
}

}  // namespace clever_sync
