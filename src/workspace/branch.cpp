#include "workspace/branch.hpp"

#include <fcntl.h>
#include <fmt/core.h>

#include <algorithm>
#include <filesystem>

#include "workspace/lock_file.hpp"

namespace clever_sync {

namespace {

std::string file_of(git_repository* repository, const std::string& branch) {
  return git_repository_commondir(repository) + branch;
}

/// Of its own for each branch; ":" and "~" can't stand in a branch's name.
std::string proof_prefix(const std::string& private_folder, std::string branch) {
  std::ranges::replace(branch, '/', ':');
  return private_folder + "/held-" + branch + "~";
}

/// The commit that the branch names, be it a file of its own or a line of packed-refs.
std::optional<Oid> commit_of(git_repository* repository, const std::string& branch) {
  git_reference* raw = nullptr;
  const int code = git_reference_lookup(&raw, repository, branch.c_str());
  if (code == GIT_ENOTFOUND) return std::nullopt;
  check_git(code, "read " + branch);
  const GitReference reference(raw);
  const git_oid* target = git_reference_target(raw);
  if (target == nullptr)
    throw Error(ErrorKind::configuration, branch + " is an alias of another branch; check that out");
  return from_git(*target);
}

/// One line for people's `git reflog`. Nothing relies on it, so it is not synced; git itself keeps none in a bare
/// repository.
void append_to_log(const std::string& path, const BranchMove& move) {
  std::error_code failed;
  std::filesystem::create_directories(std::filesystem::path(path).parent_path(), failed);
  const Descriptor log = open_file(path, O_WRONLY | O_CREAT | O_APPEND, 0666);
  write_all(log, fmt::format("{} {} {}\t{}\n", to_hex(move.from.value_or(Oid{})), to_hex(move.to), move.who, move.what),
            path);
}

}  // namespace

std::optional<std::string> head_branch(git_repository* repository) {
  git_reference* raw = nullptr;
  check_git(git_reference_lookup(&raw, repository, "HEAD"), "read HEAD");
  const GitReference head(raw);
  const char* target = git_reference_symbolic_target(raw);
  if (target == nullptr) return std::nullopt;
  return target;
}

std::optional<Oid> head_commit(git_repository* repository) {
  git_oid oid{};
  const int code = git_reference_name_to_id(&oid, repository, "HEAD");
  if (code == GIT_ENOTFOUND) return std::nullopt;
  check_git(code, "read the branch that HEAD names");
  return from_git(oid);
}

std::variant<Moved, TipMoved> move_branch(git_repository* repository, const BranchMove& move,
                                          const std::string& private_folder, const std::function<void()>& moved) {
  const std::string file = file_of(repository, move.branch);
  std::error_code failed;
  std::filesystem::create_directories(std::filesystem::path(file).parent_path(), failed);
  LockFile lock(file, proof_prefix(private_folder, move.branch));
  const std::optional<Oid> now = commit_of(repository, move.branch);
  if (now != move.from) return TipMoved{.tip = now ? to_hex(*now) : ""};
  if (git_repository_is_bare(repository) == 0) {
    const std::string logs = std::string(git_repository_commondir(repository)) + "logs/";
    append_to_log(logs + move.branch, move);
    append_to_log(std::string(git_repository_path(repository)) + "logs/HEAD", move);
  }
  lock.commit(to_hex(move.to) + "\n", moved);
  return Moved{};
}

void clear_abandoned_branch_lock(git_repository* repository, const std::string& private_folder) {
  const std::optional<std::string> branch = head_branch(repository);
  if (branch) LockFile::clear_abandoned(file_of(repository, *branch), proof_prefix(private_folder, *branch));
}

}  // namespace clever_sync
