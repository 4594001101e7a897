#pragma once
// The bytes of git's trees and commits, both ways for trees, for commits only out. Written here rather than by
// libgit2 so that an object's id is known before anything is stored and the object can go into our own pack. Pure;
// private to this folder. Source for both formats: git's documentation, "Git Internals - Git Objects".

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/date.hpp"
#include "workspace/commit.hpp"
#include "workspace/object_hash.hpp"

namespace clever_sync {

/// An entry's mode, as the number that its octal digits stand for.
using FileMode = std::uint32_t;
inline constexpr FileMode mode_file = 0100644;
inline constexpr FileMode mode_executable = 0100755;
inline constexpr FileMode mode_symlink = 0120000;
inline constexpr FileMode mode_folder = 0040000;
inline constexpr FileMode mode_submodule = 0160000;

struct TreeEntry {
  FileMode mode = mode_file;
  std::string name;
  Oid id{};

  [[nodiscard]] bool is_folder() const { return mode == mode_folder; }
  bool operator==(const TreeEntry&) const = default;
};

/// The entries of a tree object, in git's order. Throws Error{storage} if the bytes are no tree.
std::vector<TreeEntry> parse_tree(std::string_view bytes);
/// The tree object with these entries, which may come in any order; their names must differ.
std::string encode_tree(std::vector<TreeEntry> entries);

struct Author {
  std::string name;
  std::string email;
};

/// "Name <e-mail> seconds +0000", as commits and reflogs have it.
std::string encode_person(const Author& author, UtcTime time);

/// A commit by one person at one moment, in UTC. Throws Error{bug} for a subject or trailer of more than one line.
std::string encode_commit(const Oid& tree, const std::optional<Oid>& parent, const Author& author, UtcTime time,
                          const CommitMessage& message);

}  // namespace clever_sync
