#pragma once
// The branch that HEAD names, and how it moves: by compare-and-swap under git's own lock file, so that people's git and
// ours never lose each other's commits. Private to this folder.

#include <functional>
#include <optional>
#include <string>
#include <variant>

#include "workspace/git_library.hpp"

namespace clever_sync {

/// The full name of the branch, "refs/heads/main", or nothing if HEAD is detached.
std::optional<std::string> head_branch(git_repository* repository);

/// The commit that HEAD leads to; nothing on a branch without a commit.
std::optional<Oid> head_commit(git_repository* repository);

/// One step of a branch, as it also stands in git's reflog.
struct BranchMove {
  std::string branch;
  std::optional<Oid> from;  // nothing: the branch must not exist yet
  Oid to{};
  std::string who;   // "Name <e-mail> seconds +0000"
  std::string what;  // one line
};

struct Moved {};

/// Lets the branch name `to` if it names `from` now. Waits about half a second for another process's lock, then throws
/// Error{storage} naming the lock file; the branch is then unmoved. `moved` is called as soon as others see it move.
std::variant<Moved, TipMoved> move_branch(git_repository* repository, const BranchMove& move,
                                          const std::string& private_folder, const std::function<void()>& moved);

/// Removes the lock that a killed process of ours left on the branch.
void clear_abandoned_branch_lock(git_repository* repository, const std::string& private_folder);

}  // namespace clever_sync
