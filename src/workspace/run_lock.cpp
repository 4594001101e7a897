#include "workspace/run_lock.hpp"

#include <fcntl.h>
#include <fmt/core.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

#include "base/disk.hpp"
#include "workspace/posix_file.hpp"

namespace clever_sync {

namespace {

std::string lock_path(const std::string& private_folder) {
  return private_folder + "/lock";
}

}  // namespace

std::optional<RunLock> RunLock::try_take(const std::string& private_folder, std::string_view run_id) {
  const std::string path = lock_path(private_folder);
  // flock(2), not fcntl's record locks: those are lost when any descriptor of the file is closed by the process.
  const int descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
  if (descriptor < 0) throw_system_error("open", path);
  RunLock lock(descriptor);
  while (flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
    if (errno == EWOULDBLOCK) return std::nullopt;
    if (errno != EINTR) throw_system_error("lock", path);
  }
  const std::string text = fmt::format("pid {}, run {}\n", getpid(), run_id);
  if (ftruncate(descriptor, 0) != 0 ||
      ::pwrite(descriptor, text.data(), text.size(), 0) != static_cast<ssize_t>(text.size())) {
    throw_system_error("write", path);
  }
  return lock;
}

RunLock::RunLock(RunLock&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}

RunLock& RunLock::operator=(RunLock&& other) noexcept {
  std::swap(descriptor_, other.descriptor_);
  return *this;
}

RunLock::~RunLock() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

std::string lock_holder(const std::string& private_folder) {
  std::string text = FileDisk().read_file(lock_path(private_folder)).value_or("");
  while (text.ends_with('\n')) text.pop_back();
  return text;
}

}  // namespace clever_sync
