#pragma once
// Checkout: lets index and files of a checked-out workspace follow a commit that the branch has moved to, path by path,
// without touching anything that a person has edited. Private to this folder.
//
// The branch can't move in one step with the files. So the commit is noted durably before the branch moves; a note that
// names HEAD's commit says that the files may still be the parent's, and that those of its paths that hold the parent's
// bytes are ours to bring up, not a person's edit. One that names a child of HEAD's is of a commit that never was.

#include <optional>
#include <string>
#include <vector>

#include "workspace/index_evidence.hpp"
#include "workspace/lock_file.hpp"
#include "workspace/staged_files.hpp"
#include "workspace/tree_source.hpp"
#include "workspace/work_files.hpp"

namespace clever_sync {

class Checkout {
 public:
  /// The repository must outlive the checkout.
  Checkout(git_repository* repository, git_odb* objects, std::string private_folder);

  /// Follows the noted commit from its first parent if HEAD names it, and forgets the note. Removes a lock on the index
  /// that a killed process of ours left.
  void finish_pending() const;

  /// Keeps people's git out of the index while it lives, from before the branch moves until index and files follow, as
  /// `git commit` does.
  class Step {
   public:
    /// Takes the lock and reads the index, so that neither fails once the branch has moved. Throws Error{storage}.
    explicit Step(const Checkout& checkout);

    /// Durably notes the commit that the branch is about to name.
    void note_pending(const ObjectId& commit) const;
    void forget_pending() const;
    /// Writes the index of the commit for show().
    void prepare(const std::vector<TreeDelta>& deltas);
    /// Lets git see that index, one rename. Call right after the branch moved: a person's `git commit` that reads the
    /// new HEAD with the old index undoes the commit, and git reads both before it takes any lock.
    void show() const;
    /// Brings the paths from their state before to the one after. A file that holds neither is a person's: it stays,
    /// and git shows it as edited. Call once; may be done again in another step after any interruption.
    /// What was staged for the paths is used up; the rest comes out of the object database.
    void follow(const std::vector<TreeDelta>& deltas, const StagedFiles& staged);

   private:
    [[nodiscard]] bool holds(const WorkFiles& files, const std::string& path,
                             const std::optional<FileEntry>& entry) const;
    void put_into_index(const std::string& path, const FileEntry& after, const struct stat* file);
    void take_out_of_index(const std::string& path);
    void update_index(const WorkFiles& files, const std::vector<TreeDelta>& deltas);

    const Checkout* checkout_;
    LockFile lock_;
    GitIndex former_;  // as it was when the lock was taken
    GitIndex index_;   // the next
    std::optional<IndexEvidence> evidence_;
  };

 private:
  struct Trees {
    std::optional<Oid> from;
    std::optional<Oid> to;
  };
  [[nodiscard]] std::optional<Trees> pending_trees(const std::string& note) const;
  [[nodiscard]] std::string note_path() const { return private_folder_ + "/checkout-pending"; }
  /// Where libgit2 writes the next index before its bytes go through our lock.
  [[nodiscard]] std::string draft_path() const { return private_folder_ + "/index-draft"; }
  [[nodiscard]] std::string proof_prefix() const { return private_folder_ + "/held-index~"; }

  git_repository* repository_;
  git_odb* objects_;
  std::string top_;
  std::string private_folder_;
  std::string index_path_;
};

}  // namespace clever_sync
