#pragma once
// Files of a checkout: what one holds as a blob, and how many of them are replaced together. Never writes through a
// symbolic link to a folder. Private to this folder.
//
// Each file is replaced in one step, but nothing is flushed: a checkout is a copy, the objects are the truth, and what
// a power cut takes from it `git checkout` brings back, as after git itself. Flushing a thousand files takes seconds,
// and one flush of the file system waits for everybody else's writes: 80 s for a test of 16 commits on a busy machine.

#include <sys/stat.h>

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "workspace/tree_source.hpp"

namespace clever_sync {

/// What stands at a path of the checkout.
struct WorkFile {
  enum class Kind { missing, file, other };  // other: a folder, a device, something behind a symbolic link or a file
  Kind kind = Kind::missing;
  struct stat status {};  // of a file, which may be a symbolic link
};

class WorkFiles {
 public:
  /// `top` is the folder of the checkout.
  explicit WorkFiles(std::string top) : top_(std::move(top)) {}

  [[nodiscard]] std::string full_path(std::string_view path) const;
  /// Throws Error{storage} if the path can't be looked at.
  [[nodiscard]] WorkFile look_at(std::string_view path) const;
  /// The id of a file's content as a blob, by reading it; a symbolic link's content is its target.
  [[nodiscard]] Oid hash(std::string_view path, const WorkFile& file) const;

  /// Removes the file, and the folders that this empties.
  void remove(std::string_view path) const;
  /// Writes the content beside its place, under a name that a second try uses again. Throws Error{storage}.
  void stage(std::string_view path, FileMode mode, std::string_view bytes);
  /// Takes a file written elsewhere for the content.
  void stage_from(const std::string& place, std::string_view path);
  /// Removes what stage() may have left for this path in a process that was killed.
  void forget_stage(std::string_view path) const;
  /// Puts the staged contents in place.
  void commit();
  /// Whether this file is one that commit() has put there, untouched since.
  [[nodiscard]] bool was_put(const std::string& path, const struct stat& file) const;

 private:
  [[nodiscard]] std::string staged_path(std::string_view path) const;
  void make_folders(std::string_view path) const;
  void put_in_place(const std::string& from, const std::string& path);

  struct Staged {
    std::string place;
    std::string path;
  };
  std::string top_;
  std::vector<Staged> staged_;
  std::unordered_map<std::string, struct stat> put_;
};

}  // namespace clever_sync
