#include "workspace/lock_file.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <filesystem>
#include <random>
#include <thread>
#include <vector>

#include "base/error.hpp"

namespace clever_sync {

namespace {

bool same_file(const Descriptor& file, const std::string& path) {
  struct stat open_status {};
  struct stat path_status {};
  return fstat(file.get(), &open_status) == 0 && lstat(path.c_str(), &path_status) == 0 &&
         open_status.st_dev == path_status.st_dev && open_status.st_ino == path_status.st_ino;
}

std::vector<std::string> proofs_of(const std::string& proof_prefix) {
  std::vector<std::string> found;
  std::error_code failed;
  for (const auto& entry :
       std::filesystem::directory_iterator(std::filesystem::path(proof_prefix).parent_path(), failed)) {
    if (entry.path().string().starts_with(proof_prefix)) found.push_back(entry.path().string());
  }
  return found;
}

}  // namespace

void LockFile::clear_abandoned(const std::string& target, const std::string& proof_prefix) {
  for (const std::string& proof : proofs_of(proof_prefix)) {
    // While we hold the proof's flock nobody else may remove the lock on its evidence, so it can't be a fresh one.
    const Descriptor file(::open(proof.c_str(), O_RDONLY | O_CLOEXEC));
    if (!file.is_open() || flock(file.get(), LOCK_EX | LOCK_NB) != 0) continue;
    const std::string lock = target + ".lock";
    if (same_file(file, lock)) unlink(lock.c_str());
    unlink(proof.c_str());
  }
}

LockFile::LockFile(std::string target, const std::string& proof_prefix) : target_(std::move(target)) {
  make_proof(proof_prefix);
  std::minstd_rand random(static_cast<unsigned int>(getpid()) ^ std::random_device{}());
  std::chrono::milliseconds pause{4};
  constexpr std::chrono::milliseconds longest{100};
  for (int retries_left = 10; !try_link(proof_prefix); --retries_left) {
    if (retries_left == 0) {
      unlink(proof_.c_str());
      throw Error(ErrorKind::storage, lock_path() +
                                          " is in the way: another git process is at work there, or died there; if "
                                          "none is running in this repository, remove that file and run again");
    }
    const auto jitter = random() % static_cast<unsigned int>(pause.count());
    std::this_thread::sleep_for(pause / 2 + std::chrono::milliseconds(jitter));
    pause = std::min(2 * pause, longest);
  }
  held_ = true;
}

void LockFile::make_proof(const std::string& proof_prefix) {
  // A fresh proof may be taken for an abandoned one before it is locked; then its name is gone: again.
  for (unsigned int attempt = 0; !file_.is_open() || !same_file(file_, proof_); ++attempt) {
    proof_ = proof_prefix + std::to_string(getpid()) + "-" + std::to_string(attempt);
    file_ = Descriptor(::open(proof_.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0666));
    if (!file_.is_open() && errno != EEXIST) throw_system_error("make", proof_);
    if (file_.is_open() && flock(file_.get(), LOCK_EX | LOCK_NB) != 0) file_.close();
  }
}

bool LockFile::try_link(const std::string& proof_prefix) {
  if (link(proof_.c_str(), lock_path().c_str()) == 0) return true;
  if (errno == EPERM || errno == EOPNOTSUPP || errno == EXDEV) {
    // A file system without hard links: then a lock of ours can't be told from a person's, as with any git.
    Descriptor lock(::open(lock_path().c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0666));
    if (lock.is_open()) {
      unlink(proof_.c_str());
      file_ = std::move(lock);
      return true;
    }
  }
  if (errno != EEXIST) throw_system_error("make", lock_path());
  clear_abandoned(target_, proof_prefix);
  return false;
}

LockFile::~LockFile() {
  if (held_) unlink(lock_path().c_str());
  if (file_.is_open()) unlink(proof_.c_str());
}

void LockFile::commit(std::string_view bytes, const std::function<void()>& replaced) {
  ensure(held_, "a lock file was committed twice");
  write_all(file_, bytes, lock_path());
  sync_file(file_, lock_path());
  rename_file(lock_path(), target_);
  held_ = false;
  replaced();
  sync_folder(std::filesystem::path(target_).parent_path().string());
}

}  // namespace clever_sync
