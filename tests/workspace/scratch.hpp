#pragma once
// A temporary folder for one test, the real git beside us, and short ways to make a workspace and commits in it.

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <variant>

#include "base/error.hpp"
#include "workspace/repository.hpp"

namespace clever_sync {

/// A fresh folder, removed with the object: in $TMPDIR, else in memory (/dev/shm) where there is room, since the many
/// flushes of these tests would wait for a busy disk, else in /tmp.
class Scratch {
 public:
  Scratch();
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
  Scratch(Scratch&&) = delete;
  Scratch& operator=(Scratch&&) = delete;
  ~Scratch();
  [[nodiscard]] std::string operator/(const std::string& name) const { return path_ + "/" + name; }

 private:
  std::string path_;
};

/// Runs `git -C folder arguments` (through a shell) and gives what it printed, errors too, without the last line break.
/// Throws unless it ended with 0.
std::string git(const std::string& folder, const std::string& arguments);
/// The same, but a failure is an empty optional.
std::optional<std::string> try_git(const std::string& folder, const std::string& arguments);

/// "" if `git fsck --full --strict` has nothing to complain about, else its complaints.
std::string fsck(const std::string& folder);

/// Plain writing and reading of files, folders made on the way; for playing the person.
void write_by_hand(const std::string& path, const std::string& bytes);
std::string read_by_hand(const std::string& path);
bool exists(const std::string& path);

/// 2026-11-24T02:00:00Z and so many seconds.
UtcTime night(int seconds);

CommitMessage subject(const std::string& text);

using Files = std::map<std::string, std::optional<std::string>>;  // nothing: remove

/// Publishes these files on the tip, which must not move meanwhile; the new commit.
ObjectId commit_files(Repository& repository, const Files& files, const std::string& what = "a night");

/// Every file of the commit with its content.
std::map<std::string, std::string> content_of(const Repository& repository, const ObjectId& commit);

/// Calls `work` in a child process that ends with _exit, 0 if it returned and 1 if it threw; the child's pid.
int in_child(const std::function<void()>& work);
/// Waits for the child; its exit code, or -1 if a signal ended it.
int exit_code_of(int child);

}  // namespace clever_sync
