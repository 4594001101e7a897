#pragma once
// Chronicle: the mainline (mainline.hpp) of one commit, read once: which commits changed a path, and what stood there.
// Commits and trees are read when a question needs them and kept, so that a second question costs little; nothing is
// kept beyond the process, so nothing can be stale. Objects are not hashed again: that they are what they claim is for
// `verify` to say.

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "workspace/repository.hpp"

namespace clever_sync {

class Chronicle {
 public:
  /// `tip` is a commit, or "" for no history. The repository must outlive the chronicle. Throws Error{configuration}
  /// when a shallow clone lacks a part of the history, Error{storage} when it is damaged.
  Chronicle(const Repository& repository, const ObjectId& tip);
  Chronicle(Chronicle&&) noexcept;
  Chronicle& operator=(Chronicle&&) = delete;
  Chronicle(const Chronicle&) = delete;
  Chronicle& operator=(const Chronicle&) = delete;
  ~Chronicle();

  /// Commits have positions, the oldest 0.
  [[nodiscard]] std::size_t size() const;
  [[nodiscard]] ObjectId id(std::size_t position) const;
  [[nodiscard]] CommitInfo commit(std::size_t position) const;
  /// Of that commit, which must be of this history. Throws Error{bug}.
  [[nodiscard]] std::size_t position_of(const ObjectId& commit) const;

  /// From this commit on, until the next step, the path has this id; "" while there is nothing.
  struct Step {
    std::size_t position = 0;
    ObjectId id;
    friend bool operator==(const Step&, const Step&) = default;
  };
  /// Every change of a file or folder, oldest first. Nothing before its first coming.
  [[nodiscard]] const std::vector<Step>& steps_of(std::string_view path) const;
  /// What stands at the path in that commit; "" for nothing.
  [[nodiscard]] ObjectId id_at(std::size_t position, std::string_view path) const;
  /// The last change of the path up to that commit; nothing if there was none.
  [[nodiscard]] const Step* step_at(std::size_t position, std::string_view path) const;

  /// The files (no folders) directly in that tree, by name, sorted; empty for "".
  [[nodiscard]] std::vector<TreeFile> files_in(const ObjectId& tree) const;
  /// Those of them whose file the other tree has not, or another one: `other` is that one's id.
  struct DifferentFile {
    TreeFile file;
    ObjectId other;
  };
  [[nodiscard]] std::vector<DifferentFile> files_that_differ(const ObjectId& tree, const ObjectId& other) const;
  /// Shared with what is kept for the next question: a file may have a megabyte, and is read again and again.
  using Bytes = std::shared_ptr<const std::string>;
  [[nodiscard]] Bytes read_blob(const ObjectId& blob) const;
  /// About how many bytes have to be inflated to read it.
  [[nodiscard]] std::size_t cost_of_blob(const ObjectId& blob) const;
  /// Nothing if there is nothing. Throws Error{storage} for a folder.
  [[nodiscard]] std::optional<std::string> read_file(std::size_t position, std::string_view path) const;

  /// Who last changed a line of a file, as of a commit; nothing if the file or line is not there. Lines count from 1. A
  /// line that was moved counts as changed; what stands around it does not matter.
  struct LineWriter {
    std::size_t position = 0;  // of the commit with which the line came into this history
    /// The commit that wrote it: the same one, but for a merge the one of the merged branch.
    ObjectId commit;
    friend bool operator==(const LineWriter&, const LineWriter&) = default;
  };
  [[nodiscard]] std::optional<LineWriter> writer_of_line(std::size_t position, std::string_view path, int line) const;

 private:
  friend class LineSearch;
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace clever_sync
