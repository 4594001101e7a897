#pragma once
// TreeEdit: files put into and taken out of a base tree, and the tree that comes of it. Only the folders on the way to
// a change are made again. Nothing is stored here: new trees are handed to whoever asks. Private to this folder.

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "workspace/tree_source.hpp"

namespace clever_sync {

class TreeEdit {
 public:
  /// Called with each new tree, folders before what holds them.
  using Sink = std::function<void(const Oid& id, std::string_view bytes)>;
  struct Put {
    bool differs = false;         // from the base
    std::optional<Oid> replaced;  // the blob that the base has there
  };

  /// The source must outlive the edit; no base is the empty tree.
  TreeEdit(TreeSource& source, std::optional<Oid> base) : source_(&source), base_(base) {}

  /// Puts a plain file, executable if the base's was. Throws Error{bug} for a path that git would refuse, or that makes
  /// a folder of a file put before (or the other way round).
  Put put(std::string_view path, const Oid& blob);
  void remove(std::string_view path);
  /// Removes the base's files below the folder that were not put.
  void remove_others_below(std::string_view folder);
  [[nodiscard]] bool changes_anything() const { return !edits_.empty(); }

  /// What would stand at the path, a blob's id or a tree's; "" is the root. Nothing if nothing would.
  [[nodiscard]] std::optional<Oid> object_at(std::string_view path) const;
  /// The new root; the empty tree if no file is left.
  Oid make_root(const Sink& sink) const;

 private:
  using Edits = std::map<std::string, std::optional<FileEntry>, std::less<>>;
  [[nodiscard]] std::optional<Oid> make_folder(const std::optional<Oid>& base, Edits::const_iterator first,
                                               Edits::const_iterator last, std::size_t prefix_bytes,
                                               const Sink& sink) const;

  TreeSource* source_;
  std::optional<Oid> base_;
  Edits edits_;                             // only what differs from the base; nothing is a removal
  std::set<std::string, std::less<>> put_;  // every path that was put, equal ones too
};

}  // namespace clever_sync
