#include "workspace/git_library.hpp"

#include <algorithm>

namespace clever_sync {

void start_git_library() {
  // Never shut down: handles may live in objects that are destroyed after any static of ours.
  static const bool started = [] {
    check_git(git_libgit2_init(), "start libgit2");
    check_git(git_libgit2_opts(GIT_OPT_ENABLE_FSYNC_GITDIR, 1), "make libgit2 write durably");
    return true;
  }();
  ensure(started, "libgit2 did not start");
}

std::string git_error_text() {
  const git_error* error = git_error_last();
  if (error == nullptr || error->message == nullptr) return "git gives no reason";
  return error->message;
}

void check_git(int code, std::string_view doing) {
  if (code >= 0) return;
  const std::string reason = git_error_text();
  throw Error(ErrorKind::storage, "cannot " + std::string(doing) + ": " + reason);
}

GitCommit read_commit(git_repository* repository, const Oid& id) {
  const git_oid oid = to_git(id);
  git_commit* raw = nullptr;
  check_git(git_commit_lookup(&raw, repository, &oid), "read commit " + to_hex(id));
  return GitCommit(raw);
}

git_oid to_git(const Oid& oid) {
  git_oid out{};
  std::ranges::copy(oid, out.id);
  return out;
}

Oid from_git(const git_oid& oid) {
  Oid out{};
  std::copy_n(oid.id, out.size(), out.begin());
  return out;
}

}  // namespace clever_sync
