#include "workspace/tree_source.hpp"

#include <algorithm>
#include <cstring>
#include <map>

namespace clever_sync {

namespace {

git_object_t git_type(ObjectType type) {
  switch (type) {
    case ObjectType::commit:
      return GIT_OBJECT_COMMIT;
    case ObjectType::tree:
      return GIT_OBJECT_TREE;
    case ObjectType::blob:
      return GIT_OBJECT_BLOB;
  }
  unreachable("ObjectType");
}

std::optional<FileEntry> as_file(const TreeEntry* entry) {
  if (entry == nullptr || entry->is_folder()) return std::nullopt;
  return FileEntry{.mode = entry->mode, .id = entry->id};
}

std::optional<Oid> as_folder(const TreeEntry* entry) {
  if (entry == nullptr || !entry->is_folder()) return std::nullopt;
  return entry->id;
}

void diff_below(TreeSource& source, const std::optional<Oid>& before, const std::optional<Oid>& after,
                const std::string& prefix, std::vector<TreeDelta>& out) {
  if (before == after) return;
  struct Sides {
    const TreeEntry* before = nullptr;
    const TreeEntry* after = nullptr;
  };
  std::map<std::string_view, Sides> names;
  if (before) {
    for (const TreeEntry& entry : source.entries(*before)) names[entry.name].before = &entry;
  }
  if (after) {
    for (const TreeEntry& entry : source.entries(*after)) names[entry.name].after = &entry;
  }
  for (const auto& [name, sides] : names) {
    const std::string path = prefix + std::string(name);
    const auto file_before = as_file(sides.before);
    const auto file_after = as_file(sides.after);
    if (file_before != file_after) out.push_back({.path = path, .before = file_before, .after = file_after});
    diff_below(source, as_folder(sides.before), as_folder(sides.after), path + "/", out);
  }
}

}  // namespace

std::size_t TreeSource::OidHash::operator()(const Oid& oid) const noexcept {
  std::size_t head = 0;
  std::memcpy(&head, oid.data(), sizeof head);
  return head;
}

const std::vector<TreeEntry>& TreeSource::entries(const Oid& tree) {
  const auto known = parsed_.find(tree);
  if (known != parsed_.end()) return known->second;
  return parsed_.emplace(tree, parse_tree(read_object(objects_, tree, ObjectType::tree))).first->second;
}

std::optional<TreeEntry> TreeSource::entry_at(const std::optional<Oid>& root, std::string_view path) {
  std::optional<Oid> folder = root;
  while (folder) {
    const std::size_t slash = path.find('/');
    const std::string_view name = path.substr(0, slash);
    const std::vector<TreeEntry>& all = entries(*folder);
    const auto entry = std::ranges::find(all, name, &TreeEntry::name);
    if (entry == all.end()) return std::nullopt;
    if (slash == path.npos) return *entry;
    folder = as_folder(&*entry);
    path.remove_prefix(slash + 1);
  }
  return std::nullopt;
}

void each_file(TreeSource& source, const Oid& tree, const std::string& prefix,
               const std::function<void(const std::string& path, const FileEntry& file)>& visit) {
  for (const TreeEntry& entry : source.entries(tree)) {
    const std::string path = prefix + entry.name;
    if (entry.is_folder()) {
      each_file(source, entry.id, path + "/", visit);
    } else if (entry.mode != mode_submodule) {
      visit(path, {.mode = entry.mode, .id = entry.id});
    }
  }
}

std::vector<TreeDelta> diff_trees(TreeSource& source, const std::optional<Oid>& before,
                                  const std::optional<Oid>& after) {
  std::vector<TreeDelta> deltas;
  diff_below(source, before, after, "", deltas);
  std::ranges::sort(deltas, {}, &TreeDelta::path);
  return deltas;
}

bool is_at_or_below(std::string_view path, std::string_view folder) {
  while (folder.ends_with('/')) folder.remove_suffix(1);
  if (folder.empty()) return true;
  return path.starts_with(folder) && (path.size() == folder.size() || path[folder.size()] == '/');
}

std::string read_object(git_odb* objects, const Oid& id, ObjectType type) {
  const git_oid oid = to_git(id);
  git_odb_object* raw = nullptr;
  const int code = git_odb_read(&raw, objects, &oid);
  if (code < 0) {
    const std::string reason = git_error_text();
    throw Error(ErrorKind::storage,
                "cannot read object " + to_hex(id) + ": " + reason + "; run `git fsck --full` in the workspace");
  }
  const GitOdbObject object(raw);
  if (git_odb_object_type(raw) != git_type(type)) {
    throw Error(ErrorKind::storage, "object " + to_hex(id) + " is no " + std::string(type_name(type)) +
                                        "; run `git fsck --full` in the workspace");
  }
  return {static_cast<const char*>(git_odb_object_data(raw)), git_odb_object_size(raw)};
}

}  // namespace clever_sync
