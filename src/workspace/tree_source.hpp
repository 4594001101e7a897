#pragma once
// TreeSource: reads trees of the object database and keeps what it has parsed, since libgit2 caches no tree above
// 4 kB and a folder of a thousand shards has fifty. With it: looking up a path, listing files, comparing two trees.
// Private to this folder.

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "workspace/git_library.hpp"
#include "workspace/object_codec.hpp"

namespace clever_sync {

/// What a tree says of one file.
struct FileEntry {
  FileMode mode = mode_file;
  Oid id{};

  bool operator==(const FileEntry&) const = default;
};

/// A path whose file differs between two trees; at least one side is there.
struct TreeDelta {
  std::string path;
  std::optional<FileEntry> before;
  std::optional<FileEntry> after;
};

class TreeSource {
 public:
  /// The object database must outlive the source.
  explicit TreeSource(git_odb* objects) : objects_(objects) {}

  /// The entries of a tree, valid as long as the source. Throws Error{storage} if it is missing or damaged.
  const std::vector<TreeEntry>& entries(const Oid& tree);
  /// What stands at `path` below `root`, a file or a folder; `path` must not be "".
  std::optional<TreeEntry> entry_at(const std::optional<Oid>& root, std::string_view path);

 private:
  struct OidHash {
    std::size_t operator()(const Oid& oid) const noexcept;
  };
  git_odb* objects_;
  std::unordered_map<Oid, std::vector<TreeEntry>, OidHash> parsed_;
};

/// Calls for every file below the tree, its path prefixed by `prefix`, in git's order of each folder. No submodules.
void each_file(TreeSource& source, const Oid& tree, const std::string& prefix,
               const std::function<void(const std::string& path, const FileEntry& file)>& visit);

/// The files that differ, sorted by path. Equal subtrees are skipped by id.
std::vector<TreeDelta> diff_trees(TreeSource& source, const std::optional<Oid>& before,
                                  const std::optional<Oid>& after);

/// Whether `path` is `folder` or lies below it. A folder may end in "/"; "" holds everything.
bool is_at_or_below(std::string_view path, std::string_view folder);

/// The bytes of an object. Throws Error{storage} if it is missing, damaged or of another type.
std::string read_object(git_odb* objects, const Oid& id, ObjectType type);

}  // namespace clever_sync
