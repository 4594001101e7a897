#include "workspace/tree_edit.hpp"

#include <algorithm>

#include "base/error.hpp"

namespace clever_sync {

namespace {

/// Git refuses these names in a tree, since a checkout would write into .git. Source: verify_path in git's
/// read-cache.c.
bool is_path_part(std::string_view part) {
  if (part.empty() || part == "." || part == "..") return false;
  std::string lower(part);
  std::ranges::transform(lower, lower.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? char(c + 32) : c; });
  return lower != ".git";
}

void check_path(std::string_view path) {
  ensure(path.find_first_of(std::string_view("\\\0", 2)) == path.npos, "a path with \\ or NUL");
  for (std::size_t start = 0; start <= path.size();) {
    const std::size_t end = std::min(path.find('/', start), path.size());
    ensure(is_path_part(path.substr(start, end - start)), "a path that git can't hold: '" + std::string(path) + "'");
    start = end + 1;
  }
}

}  // namespace

TreeEdit::Put TreeEdit::put(std::string_view path, const Oid& blob) {
  check_path(path);
  for (std::size_t slash = path.find('/'); slash != path.npos; slash = path.find('/', slash + 1)) {
    ensure(!put_.contains(path.substr(0, slash)), "a file was put where a folder is needed");
  }
  const std::string below = std::string(path) + "/";
  const auto next = put_.lower_bound(below);
  ensure(next == put_.end() || !next->starts_with(below), "a file was put where there are files below");
  put_.emplace(path);

  const std::optional<TreeEntry> there = source_->entry_at(base_, path);
  const FileMode mode = there && there->mode == mode_executable ? mode_executable : mode_file;
  if (there && there->mode == mode && there->id == blob) {
    edits_.erase(std::string(path));
    return {.differs = false, .replaced = blob};
  }
  edits_.insert_or_assign(std::string(path), FileEntry{.mode = mode, .id = blob});
  return {.differs = true, .replaced = there && !there->is_folder() ? std::optional(there->id) : std::nullopt};
}

void TreeEdit::remove(std::string_view path) {
  check_path(path);
  put_.erase(std::string(path));
  const std::optional<TreeEntry> there = source_->entry_at(base_, path);
  if (there && !there->is_folder()) {
    edits_.insert_or_assign(std::string(path), std::nullopt);
  } else {
    edits_.erase(std::string(path));
  }
}

void TreeEdit::remove_others_below(std::string_view folder) {
  while (folder.ends_with('/')) folder.remove_suffix(1);
  std::optional<Oid> tree = base_;
  if (!folder.empty()) {
    const std::optional<TreeEntry> there = source_->entry_at(base_, folder);
    tree = there && there->is_folder() ? std::optional(there->id) : std::nullopt;
  }
  if (!tree) return;
  const std::string prefix = folder.empty() ? "" : std::string(folder) + "/";
  each_file(*source_, *tree, prefix, [this](const std::string& path, const FileEntry&) {
    if (!put_.contains(path)) edits_.insert_or_assign(path, std::nullopt);
  });
}

std::optional<Oid> TreeEdit::object_at(std::string_view path) const {
  const Sink forget = [](const Oid&, std::string_view) {};
  if (path.empty()) return make_folder(base_, edits_.begin(), edits_.end(), 0, forget);
  const auto file = edits_.find(path);
  if (file != edits_.end() && file->second) return file->second->id;
  const std::optional<TreeEntry> there = source_->entry_at(base_, path);
  const std::string below = std::string(path) + "/";
  const auto first = edits_.lower_bound(below);
  const auto last = std::find_if(first, edits_.end(), [&](const auto& edit) { return !edit.first.starts_with(below); });
  const std::optional<Oid> folder = there && there->is_folder() ? std::optional(there->id) : std::nullopt;
  if (first == last) {
    return there && file == edits_.end() ? std::optional(there->id) : std::nullopt;
  }
  return make_folder(folder, first, last, below.size(), forget);
}

Oid TreeEdit::make_root(const Sink& sink) const {
  if (base_ && edits_.empty()) return *base_;
  const std::optional<Oid> root = make_folder(base_, edits_.begin(), edits_.end(), 0, sink);
  if (root) return *root;
  const std::string bytes = encode_tree({});
  const Oid id = hash_object(ObjectType::tree, bytes);
  sink(id, bytes);
  return id;
}

/// The edits from `first` to `last` all lie below this folder, whose path with "/" has `prefix_bytes`. They are ordered
/// by path, so everything below one subfolder stands together.
std::optional<Oid> TreeEdit::make_folder(const std::optional<Oid>& base, Edits::const_iterator first,
                                         Edits::const_iterator last, std::size_t prefix_bytes, const Sink& sink) const {
  if (first == last) return base;
  std::map<std::string, TreeEntry, std::less<>> entries;
  if (base) {
    for (const TreeEntry& entry : source_->entries(*base)) entries.emplace(entry.name, entry);
  }
  while (first != last) {
    const std::string_view rest = std::string_view(first->first).substr(prefix_bytes);
    const std::size_t slash = rest.find('/');
    const std::string name(rest.substr(0, slash));
    const auto there = entries.find(name);
    if (slash == rest.npos) {
      if (first->second) {
        entries.insert_or_assign(name, TreeEntry{.mode = first->second->mode, .name = name, .id = first->second->id});
      } else if (there != entries.end() && !there->second.is_folder()) {
        entries.erase(there);
      }
      ++first;
      continue;
    }
    const std::string_view folder = std::string_view(first->first).substr(0, prefix_bytes + slash + 1);
    const auto end = std::find_if(first, last, [&](const auto& edit) { return !edit.first.starts_with(folder); });
    const bool was_folder = there != entries.end() && there->second.is_folder();
    const auto made =
        make_folder(was_folder ? std::optional(there->second.id) : std::nullopt, first, end, folder.size(), sink);
    if (made) {
      entries.insert_or_assign(name, TreeEntry{.mode = mode_folder, .name = name, .id = *made});
    } else if (was_folder) {
      entries.erase(there);
    }
    first = end;
  }
  if (entries.empty()) return std::nullopt;
  std::vector<TreeEntry> all;
  all.reserve(entries.size());
  for (auto& [name, entry] : entries) all.push_back(std::move(entry));
  const std::string bytes = encode_tree(std::move(all));
  const Oid id = hash_object(ObjectType::tree, bytes);
  sink(id, bytes);
  return id;
}

}  // namespace clever_sync
