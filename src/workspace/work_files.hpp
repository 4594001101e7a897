#pragma once
// Files of a checkout: what one holds as a blob, and how many of them are replaced together. Never writes through a
// symbolic link to a folder. Private to this folder.
//
// Each file is replaced in one step, but nothing is flushed: a checkout is a copy, the objects are the truth, and what
// a power cut takes from it `git checkout` brings back, as after git itself. Flushing a thousand files takes seconds,
// and one flush of the file system waits for everybody else's writes: 80 s for a test of 16 commits on a busy machine.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "workspace/tree_source.hpp"

namespace clever_sync {

/// What stands at a path of the checkout.
struct WorkFile {
  enum class Kind { missing, file, other };  // other: a folder, a device, something behind a symbolic link or a file
  Kind kind = Kind::missing;
  Oid id{};  // of the content as a blob; a symbolic link's content is its target
};

class WorkFiles {
 public:
  /// `top` is the folder of the checkout.
  explicit WorkFiles(std::string top) : top_(std::move(top)) {}

  [[nodiscard]] std::string full_path(std::string_view path) const;
  /// Throws Error{storage} if the file is there but can't be read.
  [[nodiscard]] WorkFile look_at(std::string_view path) const;
  /// The bytes of a plain file, or nothing.
  [[nodiscard]] std::optional<std::string> read(std::string_view path) const;

  /// Removes the file, and the folders that this empties.
  void remove(std::string_view path) const;
  /// Writes the content beside its place, under a name that a second try uses again. Throws Error{storage}.
  void stage(std::string_view path, FileMode mode, std::string_view bytes);
  /// Removes what stage() may have left for this path in a process that was killed.
  void forget_stage(std::string_view path) const;
  /// Puts the staged contents in place.
  void commit();

 private:
  [[nodiscard]] std::string staged_path(std::string_view path) const;
  void make_folders(std::string_view path) const;

  std::string top_;
  std::vector<std::string> staged_;
};

}  // namespace clever_sync
