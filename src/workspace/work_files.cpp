#include "workspace/work_files.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>

#include "workspace/index_evidence.hpp"
#include "workspace/posix_file.hpp"

namespace clever_sync {

namespace {

std::string folder_of(const std::string& path) {
  return path.substr(0, path.rfind('/'));
}

std::string read_all(const Descriptor& file, const std::string& path, std::size_t expected_bytes) {
  std::string bytes(expected_bytes, '\0');
  std::size_t used = 0;
  for (;;) {
    if (used == bytes.size()) bytes.resize(used + 4096);
    const ssize_t got = ::read(file.get(), bytes.data() + used, bytes.size() - used);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) throw_system_error("read", path);
    if (got == 0) break;
    used += static_cast<std::size_t>(got);
  }
  bytes.resize(used);
  return bytes;
}

}  // namespace

std::string WorkFiles::full_path(std::string_view path) const {
  return top_ + "/" + std::string(path);
}

std::string WorkFiles::staged_path(std::string_view path) const {
  return full_path(path) + ".clever-sync-tmp";
}

WorkFile WorkFiles::look_at(std::string_view path) const {
  using enum WorkFile::Kind;
  for (std::size_t slash = path.find('/'); slash != path.npos; slash = path.find('/', slash + 1)) {
    struct stat folder {};
    if (lstat(full_path(path.substr(0, slash)).c_str(), &folder) != 0) {
      if (errno == ENOENT) return {.kind = missing};
      throw_system_error("look at", full_path(path));
    }
    if (!S_ISDIR(folder.st_mode)) return {.kind = other};
  }
  const std::string full = full_path(path);
  WorkFile there;
  if (lstat(full.c_str(), &there.status) != 0) {
    if (errno == ENOENT) return {.kind = missing};
    throw_system_error("look at", full);
  }
  there.kind = S_ISREG(there.status.st_mode) || S_ISLNK(there.status.st_mode) ? file : other;
  return there;
}

Oid WorkFiles::hash(std::string_view path, const WorkFile& file) const {
  const std::string full = full_path(path);
  if (S_ISLNK(file.status.st_mode)) {
    std::array<char, 4096> target{};
    const ssize_t bytes = readlink(full.c_str(), target.data(), target.size());
    if (bytes < 0) throw_system_error("read the link", full);
    return hash_object(ObjectType::blob, {target.data(), static_cast<std::size_t>(bytes)});
  }
  const auto bytes =
      read_all(open_file(full, O_RDONLY | O_NOFOLLOW, 0), full, static_cast<std::size_t>(file.status.st_size) + 1);
  return hash_object(ObjectType::blob, bytes);
}

void WorkFiles::make_folders(std::string_view path) const {
  for (std::size_t slash = path.find('/'); slash != path.npos; slash = path.find('/', slash + 1)) {
    const std::string folder = full_path(path.substr(0, slash));
    if (mkdir(folder.c_str(), 0777) != 0 && errno != EEXIST) throw_system_error("make the folder", folder);
  }
}

void WorkFiles::stage(std::string_view path, FileMode mode, std::string_view bytes) {
  make_folders(path);
  const std::string staged = staged_path(path);
  unlink(staged.c_str());
  const Descriptor file =
      open_file(staged, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, mode == mode_executable ? 0777 : 0666);
  write_all(file, bytes, staged);
  date_back(file, staged);
  staged_.push_back({.place = staged, .path = std::string(path)});
}

void WorkFiles::stage_from(const std::string& place, std::string_view path) {
  make_folders(path);
  staged_.push_back({.place = place, .path = std::string(path)});
}

void WorkFiles::forget_stage(std::string_view path) const {
  unlink(staged_path(path).c_str());
}

void WorkFiles::remove(std::string_view path) const {
  const std::string full = full_path(path);
  if (unlink(full.c_str()) != 0 && errno != ENOENT) throw_system_error("remove", full);
  std::string folder = folder_of(full);
  while (folder.size() > top_.size() && rmdir(folder.c_str()) == 0) folder = folder_of(folder);
}

void WorkFiles::commit() {
  for (const Staged& staged : staged_) put_in_place(staged.place, staged.path);
  staged_.clear();
}

void WorkFiles::put_in_place(const std::string& from, const std::string& path) {
  struct stat status {};
  if (lstat(from.c_str(), &status) != 0) throw_system_error("look at", from);
  if (::rename(from.c_str(), full_path(path).c_str()) == 0) {
    put_.insert_or_assign(path, status);
    return;
  }
  if (errno != EXDEV) throw_system_error("put in place", full_path(path));
  // The checkout lies on another disk than its git folder.
  const auto bytes = read_all(open_file(from, O_RDONLY, 0), from, static_cast<std::size_t>(status.st_size) + 1);
  const std::string beside = staged_path(path);
  unlink(beside.c_str());
  const Descriptor copy = open_file(beside, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0666);
  write_all(copy, bytes, beside);
  date_back(copy, beside);
  put_in_place(beside, path);
}

bool WorkFiles::was_put(const std::string& path, const struct stat& file) const {
  const auto put = put_.find(path);
  if (put == put_.end()) return false;
  const struct stat& then = put->second;  // renaming has changed st_ctim, and nothing else
  return file.st_ino == then.st_ino && file.st_dev == then.st_dev && file.st_size == then.st_size &&
         file.st_mtim.tv_sec == then.st_mtim.tv_sec && file.st_mtim.tv_nsec == then.st_mtim.tv_nsec;
}

}  // namespace clever_sync
