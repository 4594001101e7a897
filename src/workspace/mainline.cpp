#include "workspace/mainline.hpp"

#include <array>
#include <optional>

namespace clever_sync {

namespace {

using GitTree = std::unique_ptr<git_tree, GitFree<&git_tree_free>>;

// What only the program writes (docs/formats.md, "The tree").
constexpr std::array folders{"plans", "receipts", "runs", "snapshots", "sphero"};
using Folders = std::array<std::optional<Oid>, folders.size()>;

/// Nothing if the commit can't be read.
std::optional<Folders> folders_of(git_repository* repository, const git_oid& id) {
  git_commit* raw = nullptr;
  if (git_commit_lookup(&raw, repository, &id) != 0) return std::nullopt;
  const GitCommit commit(raw);
  git_tree* raw_tree = nullptr;
  if (git_commit_tree(&raw_tree, commit.get()) != 0) return std::nullopt;
  const GitTree tree(raw_tree);
  Folders found;
  for (std::size_t i = 0; i < folders.size(); ++i) {
    const git_tree_entry* const entry = git_tree_entry_byname(tree.get(), folders.at(i));
    if (entry != nullptr) found.at(i) = from_git(*git_tree_entry_id(entry));
  }
  return found;
}

/// Whether the side that ends in `own` wrote nothing in the folders since it parted from the other.
bool wrote_nothing(git_repository* repository, const git_oid& own, const git_oid& other) {
  git_oid base{};
  if (git_merge_base(&base, repository, &own, &other) != 0) return false;
  const auto before = folders_of(repository, base);
  return before && before == folders_of(repository, own);
}

}  // namespace

std::size_t mainline_parent(const git_commit* commit) {
  const unsigned parents = git_commit_parentcount(commit);
  if (parents < 2) return 0;
  git_repository* const repository = git_commit_owner(commit);
  const auto merged = folders_of(repository, *git_commit_id(commit));
  const git_oid& first = *git_commit_parent_id(commit, 0);
  const auto of_first = folders_of(repository, first);
  if (!merged || !of_first || merged == of_first) return 0;
  for (unsigned parent = 1; parent < parents; ++parent) {
    const git_oid& other = *git_commit_parent_id(commit, parent);
    if (folders_of(repository, other) == merged && wrote_nothing(repository, first, other)) return parent;
  }
  return 0;
}

}  // namespace clever_sync
