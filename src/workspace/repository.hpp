#pragma once
// Repository: the git repository of one district's workspace, bare or checked out. Reads trees and blobs of any commit,
// makes commits that replace some files, and moves the branch by compare-and-swap. It knows paths and bytes, no roster.
//
// What it promises: the branch names only complete commits, whose objects are on the disk before the ref moves; nothing
// of another's is overwritten; in a checkout, index and files follow each commit. Network is git's own business.

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/date.hpp"

namespace clever_sync {

/// A git object id as 40 hex digits; "" is none.
using ObjectId = std::string;

/// One file of a commit to be made: new content, or nothing to remove the path.
struct FileChange {
  std::string path;  // relative to the top, with /
  std::optional<std::string> bytes;
};

struct Trailer {
  std::string key;
  std::string value;
};

struct CommitMessage {
  std::string subject;
  std::string body;
  std::vector<Trailer> trailers;
};

struct CommitInfo {
  ObjectId id;
  ObjectId tree;
  ObjectId parent;  // the first; "" for a root
  std::string author_name;
  std::string author_email;
  UtcTime time{};
  std::string subject;
  std::vector<Trailer> trailers;
};

/// A file in a tree, not read yet.
struct TreeFile {
  std::string path;  // relative to the top of the repository
  ObjectId blob;
};

/// What stands in the way of running in this repository; every one is exit 78 and names what to do.
struct Obstacle {
  std::string what;
};

/// The tip is no longer the commit that the caller built on.
struct TipMoved {
  ObjectId tip;
};

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
  ~Repository();

  [[nodiscard]] bool is_bare() const;
  /// `<git dir>/clever-sync`, where the lock and the journal stand; made if missing.
  [[nodiscard]] std::string private_folder() const;
  [[nodiscard]] const std::string& path() const;
  /// Top of the checkout, "" when bare.
  [[nodiscard]] std::string work_folder() const;

  /// Detached HEAD, merge or rebase in progress, or paths under `owned` that differ from HEAD in index or files.
  [[nodiscard]] std::optional<Obstacle> obstacle(const std::vector<std::string>& owned) const;
  /// Paths under `prefixes` whose file in the checkout differs from HEAD, sorted; empty when bare.
  [[nodiscard]] std::vector<std::string> edited_paths(const std::vector<std::string>& prefixes) const;

  /// The commit that HEAD's branch names; "" before the first commit.
  [[nodiscard]] ObjectId tip() const;
  /// The commit that a revision (anything `git rev-parse` takes) names, or nothing.
  [[nodiscard]] std::optional<ObjectId> resolve(std::string_view revision) const;

  /// The tree (or blob) id at `path` in the commit; "" when there is none. `path` "" is the whole tree.
  [[nodiscard]] ObjectId object_at(const ObjectId& commit, std::string_view path) const;
  /// Every file below `path` in that commit or tree, in order of path.
  [[nodiscard]] std::vector<TreeFile> files_below(const ObjectId& commit, std::string_view path) const;
  [[nodiscard]] std::string read_blob(const ObjectId& blob) const;
  /// The file's bytes in that commit, or nothing if it has none there.
  [[nodiscard]] std::optional<std::string> read_file(const ObjectId& commit, std::string_view path) const;
  /// The id that these bytes have as a blob; nothing is written.
  [[nodiscard]] static ObjectId blob_id(std::string_view bytes);
  [[nodiscard]] CommitInfo commit_info(const ObjectId& commit) const;

  /// First-parent history from `from`, newest first: calls until `visit` answers false.
  void walk(const ObjectId& from, const std::function<bool(const CommitInfo&)>& visit) const;
  /// The commits, newest first, along first parents in which `path` (file or folder) changed.
  [[nodiscard]] std::vector<CommitInfo> history_of(const ObjectId& from, std::string_view path) const;
  /// Who last changed a line of a file, as of a commit; nothing if the file or line is not there. Lines from 1.
  [[nodiscard]] std::optional<CommitInfo> blame_line(const ObjectId& commit, std::string_view path, int line) const;

  /// True if every path that changed from `old_tip` to `new_tip` lies under one of `prefixes`.
  [[nodiscard]] bool changed_only(const ObjectId& old_tip, const ObjectId& new_tip,
                                  const std::vector<std::string>& prefixes) const;

 private:
  friend class CommitBuilder;
  struct Handle;
  explicit Repository(std::unique_ptr<Handle> handle);
  std::unique_ptr<Handle> handle_;
};

/// One commit being made on top of `base`. Objects are written as they are added (many of them as one pack), so no copy
/// of a snapshot is held in memory. Nothing is visible until publish(); an abandoned builder leaves at most unreachable
/// objects, which git's own garbage collection removes.
class CommitBuilder {
 public:
  CommitBuilder(Repository& repository, ObjectId base);
  CommitBuilder(CommitBuilder&&) noexcept;
  CommitBuilder& operator=(CommitBuilder&&) = delete;
  CommitBuilder(const CommitBuilder&) = delete;
  CommitBuilder& operator=(const CommitBuilder&) = delete;
  ~CommitBuilder();

  /// Puts a file. Equal bytes to what `base` has there change nothing. Throws Error{storage}.
  void put(std::string_view path, std::string_view bytes);
  void remove(std::string_view path);
  /// Removes every file below the folder that is in `base` and was not put: how a folder is replaced as a whole.
  void remove_others_below(std::string_view folder);
  /// Whether the tree would be another than the base's.
  [[nodiscard]] bool changes_anything() const;
  /// The tree or blob id that `path` would have in the new commit; "" when there would be none.
  [[nodiscard]] ObjectId object_at(std::string_view path) const;

  /// Makes the commit durable, moves the branch if it still names `base`, and updates a checkout. The author is git's
  /// configured identity, else clever-sync <clever-sync@localhost>. `time` is the commit's date. With TipMoved nothing
  /// is visible. Throws Error{storage}, the branch then unmoved; a stale *.lock file is named in the message.
  [[nodiscard]] std::variant<ObjectId, TipMoved> publish(const CommitMessage& message, UtcTime time);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// The single writer of a workspace: held by the process, freed by the kernel when it dies.
class RunLock {
 public:
  /// The lock, or nothing if another process holds it (its pid and start are in the file for people).
  [[nodiscard]] static std::optional<RunLock> try_take(const std::string& private_folder, std::string_view run_id);
  RunLock(RunLock&&) noexcept;
  RunLock& operator=(RunLock&&) noexcept;
  ~RunLock();

 private:
  explicit RunLock(int descriptor) : descriptor_(descriptor) {}
  int descriptor_ = -1;
};

/// Who holds the lock, as it wrote of itself: "pid 4711, run 2026-11-24T02:00:00Z-1a2b". "" if unknown.
std::string lock_holder(const std::string& private_folder);

/// Lets git tidy its packs if it sees the need (`git gc --auto`), in the foreground; under the lock. Returns what git
/// said if it failed, "" otherwise: a failure is a warning, never a reason to stop.
std::string maintain(const Repository& repository);

}  // namespace clever_sync
