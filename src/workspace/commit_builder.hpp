#pragma once
// CommitBuilder: one commit being made on top of another. Objects are written as they are added, many of them as one
// pack, so no copy of a snapshot is held in memory. Nothing is visible until publish(); an abandoned builder leaves
// nothing, and one that lost the race for the branch at most unreachable objects, which git's own collection removes.

#include <memory>
#include <string_view>
#include <variant>

#include "base/date.hpp"
#include "workspace/commit.hpp"

namespace clever_sync {

class Repository;

class CommitBuilder {
 public:
  /// `base` is the tip that the caller has seen; "" before the first commit. The repository must outlive the builder.
  CommitBuilder(Repository& repository, ObjectId base);
  CommitBuilder(CommitBuilder&&) noexcept;
  CommitBuilder& operator=(CommitBuilder&&) = delete;
  CommitBuilder(const CommitBuilder&) = delete;
  CommitBuilder& operator=(const CommitBuilder&) = delete;
  ~CommitBuilder();

  /// Puts a file. Equal bytes to what `base` has there change nothing, and write nothing. Throws Error{storage}.
  void put(std::string_view path, std::string_view bytes);
  /// Takes a file out; no matter if there is none.
  void remove(std::string_view path);
  /// Removes every file below the folder that is in `base` and was not put: how a folder is replaced as a whole.
  void remove_others_below(std::string_view folder);
  /// Whether the tree would be another than the base's.
  [[nodiscard]] bool changes_anything() const;
  /// The tree or blob id that `path` would have in the new commit ("" for the whole tree); "" when there would be none.
  [[nodiscard]] ObjectId object_at(std::string_view path) const;

  /// Makes the commit durable, moves the branch if it still names `base`, and lets a checkout follow. The author is
  /// git's configured identity, else clever-sync <clever-sync@localhost>. `time` is the commit's date. With TipMoved
  /// nothing is visible; build again on the new tip. Call once, last, with the run lock held if there is a checkout.
  /// Throws Error{configuration} on a detached HEAD, Error{storage} when the disk refuses or a *.lock file stays in the
  /// way (named in the message); the branch is then unmoved, but for a disk that fails in the middle of the checkout:
  /// the next run's Repository::recover does the rest.
  [[nodiscard]] std::variant<ObjectId, TipMoved> publish(const CommitMessage& message, UtcTime time);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace clever_sync
