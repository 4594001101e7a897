#pragma once
// libgit2 as this folder uses it: one owning handle per C type, one checking function that throws with the library's
// own text, and the process-wide start. Private to this folder.

#include <git2.h>

#include <memory>
#include <string>
#include <string_view>

#include "base/error.hpp"
#include "workspace/object_hash.hpp"

namespace clever_sync {

template <auto free_function>
struct GitFree {
  template <class T>
  void operator()(T* pointer) const noexcept {
    free_function(pointer);
  }
};

using GitRepository = std::unique_ptr<git_repository, GitFree<&git_repository_free>>;
using GitOdb = std::unique_ptr<git_odb, GitFree<&git_odb_free>>;
using GitOdbObject = std::unique_ptr<git_odb_object, GitFree<&git_odb_object_free>>;
using GitObject = std::unique_ptr<git_object, GitFree<&git_object_free>>;
using GitCommit = std::unique_ptr<git_commit, GitFree<&git_commit_free>>;
using GitReference = std::unique_ptr<git_reference, GitFree<&git_reference_free>>;
using GitIndex = std::unique_ptr<git_index, GitFree<&git_index_free>>;
using GitStatusList = std::unique_ptr<git_status_list, GitFree<&git_status_list_free>>;
using GitSignature = std::unique_ptr<git_signature, GitFree<&git_signature_free>>;
using GitConfig = std::unique_ptr<git_config, GitFree<&git_config_free>>;
using GitBlame = std::unique_ptr<git_blame, GitFree<&git_blame_free>>;

/// Starts libgit2 once per process, with fsync on: by default a power cut may leave a branch that names missing
/// objects.
void start_git_library();

/// libgit2's text for the call that failed just now. Only right after a failing call: else it is stale or null.
std::string git_error_text();

/// Throws Error{storage} "cannot <doing>: <libgit2's text>" if the code says that the call failed.
void check_git(int code, std::string_view doing);

/// Throws Error{storage} if there is no such commit.
GitCommit read_commit(git_repository* repository, const Oid& id);

git_oid to_git(const Oid& oid);
Oid from_git(const git_oid& oid);

}  // namespace clever_sync
