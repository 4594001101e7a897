#include "workspace/blob_source.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

#include "workspace/posix_file.hpp"

namespace clever_sync {

namespace {

bool same_file(const struct stat& one, const struct stat& other) {
  return one.st_ino == other.st_ino && one.st_size == other.st_size && one.st_mtim.tv_sec == other.st_mtim.tv_sec &&
         one.st_mtim.tv_nsec == other.st_mtim.tv_nsec;
}

/// Fills the buffer from the file, growing it if need be; false if the file is shorter than it was.
bool read_exactly(const Descriptor& file, std::string& bytes, std::size_t size) {
  bytes.resize(size);
  for (std::size_t used = 0; used < size;) {
    const ssize_t got = ::read(file.get(), bytes.data() + used, size - used);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return false;
    used += static_cast<std::size_t>(got);
  }
  return true;
}

}  // namespace

BlobSource::BlobSource(git_odb* objects, std::string work_folder, std::string index_path)
    : objects_(objects), work_folder_(std::move(work_folder)), index_path_(std::move(index_path)) {}

std::string_view BlobSource::read(const std::string& path, const Oid& blob) {
  if (work_folder_.empty() || !read_file(path, blob)) bytes_ = read_object(objects_, blob, ObjectType::blob);
  return bytes_;
}

std::string BlobSource::take(const std::string& path, const Oid& blob) {
  read(path, blob);
  return std::exchange(bytes_, {});
}

/// An index that has gone on since is read again; one that can't be read proves nothing, and all is hashed.
void BlobSource::follow_index() {
  struct stat now {};
  if (stat(index_path_.c_str(), &now) != 0) now = {};
  if (same_file(now, index_status_)) return;
  index_status_ = now;
  evidence_.reset();
  git_index* raw = nullptr;
  if (git_index_open(&raw, index_path_.c_str()) != 0) return;
  index_.reset(raw);
  evidence_.emplace(raw, now.st_mtim);
}

bool BlobSource::read_file(const std::string& path, const Oid& blob) {
  follow_index();
  const std::string full = work_folder_ + "/" + path;
  const Descriptor file(::open(full.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC));
  struct stat status {};
  if (!file.is_open() || fstat(file.get(), &status) != 0 || !S_ISREG(status.st_mode)) return false;
  if (!read_exactly(file, bytes_, static_cast<std::size_t>(status.st_size))) return false;
  return (evidence_ && evidence_->vouches(path, blob, status)) || hash_object(ObjectType::blob, bytes_) == blob;
}

}  // namespace clever_sync
