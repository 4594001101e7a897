#pragma once
// LockFile: git's way to replace one of its files alone, a `<file>.lock` that only one process can make and that
// becomes the file. Made here rather than by libgit2 so that a lock left by one of our own killed processes can be told
// from a person's and is cleared away; libgit2's would block every later night. Private to this folder.
//
// How it is told: the lock is a second name of a proof file in our private folder, which its owner keeps locked
// (flock) as long as it lives. The same inode and nobody's flock: the lock is ours and abandoned.

#include <functional>
#include <string>
#include <string_view>

#include "workspace/posix_file.hpp"

namespace clever_sync {

class LockFile {
 public:
  /// Takes `<target>.lock`. `proof_prefix` is a path whose last part begins the names of this target's proofs. Waits
  /// about half a second for another process, then throws Error{storage} naming the lock file.
  LockFile(std::string target, const std::string& proof_prefix);
  LockFile(const LockFile&) = delete;
  LockFile& operator=(const LockFile&) = delete;
  LockFile(LockFile&&) = delete;
  LockFile& operator=(LockFile&&) = delete;
  /// Gives the lock up, unless it was committed.
  ~LockFile();

  /// Durably replaces the target by these bytes and gives the lock up. Call once. Throws Error{storage}; the target is
  /// then as it was. `replaced` is called when the target has its new content, a flush before that is durable.
  void commit(std::string_view bytes, const std::function<void()>& replaced);

  /// Removes the target's lock if a killed process of ours left it; leaves everybody else's.
  static void clear_abandoned(const std::string& target, const std::string& proof_prefix);

 private:
  [[nodiscard]] std::string lock_path() const { return target_ + ".lock"; }
  void make_proof(const std::string& proof_prefix);
  [[nodiscard]] bool try_link(const std::string& proof_prefix);

  std::string target_;
  std::string proof_;
  Descriptor file_;  // both names' inode
  bool held_ = false;
};

}  // namespace clever_sync
