#pragma once
// What a Repository holds: libgit2's handles and the folders. Private to this folder; repository*.cpp and
// commit_builder.cpp share it.

#include <optional>
#include <string>

#include "workspace/blob_source.hpp"
#include "workspace/checkout.hpp"
#include "workspace/git_library.hpp"
#include "workspace/object_codec.hpp"
#include "workspace/repository.hpp"
#include "workspace/tree_source.hpp"

namespace clever_sync {

struct Repository::Handle {
  GitRepository git;
  GitOdb objects;
  std::string path;                               // the checkout's top or the bare folder, no / at the end
  std::string work_folder;                        // "" when bare
  mutable std::optional<BlobSource> blob_source;  // once it is asked for

  [[nodiscard]] std::string private_folder() const;
  /// The checkout to be kept in step; nothing when bare.
  [[nodiscard]] std::optional<Checkout> checkout() const;
  [[nodiscard]] BlobSource& blobs() const;
  /// The tree of a commit, or the tree itself; nothing for "".
  [[nodiscard]] std::optional<Oid> tree_of(const ObjectId& commit_or_tree) const;
};

CommitInfo info_of(const git_commit* commit);

/// user.name and user.email of git's configuration, both or neither; else clever-sync <clever-sync@localhost>.
Author configured_author(git_repository* repository);

}  // namespace clever_sync
