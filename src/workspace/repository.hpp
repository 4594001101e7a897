#pragma once
// Repository: the git repository of one district's workspace, bare or checked out. Reads trees and blobs of any commit,
// tells whether a run may start here, and answers who changed what and when. It knows paths and bytes, no roster;
// commits are made by CommitBuilder, and the single writer holds a RunLock.
//
// What the module promises: the branch names only complete commits, whose objects are on the disk before it moves;
// nothing of another's is overwritten; in a checkout, index and files follow each commit. Network is git's own
// business.

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "workspace/commit.hpp"
#include "workspace/commit_builder.hpp"
#include "workspace/run_lock.hpp"

namespace clever_sync {

/// Not safe to use from several threads; open one per thread.
class Repository {
 public:
  enum class Layout { checked_out, bare };

  /// Makes a repository with branch `main` and no commit. Throws Error{configuration} if `path` exists and is not an
  /// empty folder, Error{storage} if the disk refuses.
  static Repository init(const std::string& path, Layout layout);
  /// Opens the repository whose top (or bare folder) is `path`. Throws Error{configuration} when there is none, when it
  /// belongs to another user, or uses a format that libgit2 can't read, each with what to do.
  static Repository open(const std::string& path);

  Repository(Repository&&) noexcept;
  Repository& operator=(Repository&&) noexcept;
  Repository(const Repository&) = delete;
  Repository& operator=(const Repository&) = delete;
  ~Repository();

  [[nodiscard]] bool is_bare() const;
  /// `<git dir>/clever-sync`, where the lock and the journal stand; made if missing.
  [[nodiscard]] std::string private_folder() const;
  /// The checkout's top, or the bare folder; absolute, no / at the end.
  [[nodiscard]] const std::string& path() const;
  /// Top of the checkout, "" when bare.
  [[nodiscard]] std::string work_folder() const;

  /// Whom commits name as their author, `Name <address>`: git's configured identity, else the program's.
  [[nodiscard]] std::string identity() const;

  /// Completes what a publish left that was killed after it moved the branch (index and files of a checkout), and
  /// clears away git locks that it held. Call it with the run lock held, before obstacle(), which would take those
  /// paths for a person's edits. Files that a person has edited meanwhile stay as they are. Usually there is nothing
  /// to do. Throws Error{storage}.
  void recover();
  /// Detached HEAD, merge or rebase in progress, or tracked paths under `owned` that differ from HEAD in index or
  /// files.
  [[nodiscard]] std::optional<Obstacle> obstacle(const std::vector<std::string>& owned) const;
  /// Paths under `prefixes` whose file in the checkout differs from HEAD, files that git does not track yet among them
  /// (but not ignored ones), sorted; empty when bare.
  [[nodiscard]] std::vector<std::string> edited_paths(const std::vector<std::string>& prefixes) const;

  /// The commit that HEAD's branch names; "" before the first commit.
  [[nodiscard]] ObjectId tip() const;
  /// The commit that a revision (anything `git rev-parse` takes) names, or nothing.
  [[nodiscard]] std::optional<ObjectId> resolve(std::string_view revision) const;

  // Wherever a commit is asked for below, a tree's id serves as well, and "" is the empty tree.

  /// The tree (or blob) id at `path` in the commit; "" when there is none. `path` "" is the whole tree.
  [[nodiscard]] ObjectId object_at(const ObjectId& commit, std::string_view path) const;
  /// Every file below `path` in that commit or tree, in order of path.
  [[nodiscard]] std::vector<TreeFile> files_below(const ObjectId& commit, std::string_view path) const;
  /// The blob's bytes, checked against its id. Throws Error{storage} if it is missing or damaged.
  [[nodiscard]] std::string read_blob(const ObjectId& blob) const;
  /// The same bytes, but taken from the checkout's file when that has exactly these, by the word of git's index or by
  /// its hash: reading a plain file costs a tenth of inflating and hashing an object (libgit2 1.5,
  /// docs/performance.md).
  [[nodiscard]] std::string read_blob(const TreeFile& file) const;
  /// The file's bytes in that commit, or nothing if it has none there.
  [[nodiscard]] std::optional<std::string> read_file(const ObjectId& commit, std::string_view path) const;
  /// The id that these bytes have as a blob; nothing is written.
  [[nodiscard]] static ObjectId blob_id(std::string_view bytes);

  [[nodiscard]] CommitInfo commit_info(const ObjectId& commit) const;
  /// The mainline from `from` (first parents, save where a merge brought the nights: mainline.hpp), newest first: calls
  /// until `visit` answers false. Here and below: throws Error{configuration} when it would have to go beyond what a
  /// shallow clone has.
  void walk(const ObjectId& from, const std::function<bool(const CommitInfo&)>& visit) const;
  /// The commits, newest first, along the mainline in which `path` (file or folder) changed.
  [[nodiscard]] std::vector<CommitInfo> history_of(const ObjectId& from, std::string_view path) const;
  /// As history_of, for several paths in one walk: every commit in which one of them changed, with all their ids.
  [[nodiscard]] std::vector<PathIds> histories_of(const ObjectId& from, const std::vector<std::string>& paths) const;
  /// Who last changed a line of a file, as of a commit; nothing if the file or line is not there. Lines from 1.
  [[nodiscard]] std::optional<CommitInfo> blame_line(const ObjectId& commit, std::string_view path, int line) const;

  /// True if every path that changed from `old_tip` to `new_tip` lies under one of `prefixes`.
  [[nodiscard]] bool changed_only(const ObjectId& old_tip, const ObjectId& new_tip,
                                  const std::vector<std::string>& prefixes) const;

 private:
  friend class Chronicle;
  friend class CommitBuilder;
  friend std::string maintain(const Repository& repository);
  struct Handle;
  explicit Repository(std::unique_ptr<Handle> handle);
  std::unique_ptr<Handle> handle_;
};

/// Lets git tidy its packs if it sees the need (`git gc --auto`), in the foreground; under the lock. Returns what git
/// said if it failed, "" otherwise: a failure is a warning, never a reason to stop.
std::string maintain(const Repository& repository);

}  // namespace clever_sync
