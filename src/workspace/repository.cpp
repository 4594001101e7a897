#include "workspace/repository.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <cerrno>

#include "workspace/branch.hpp"
#include "workspace/posix_file.hpp"
#include "workspace/repository_handle.hpp"

namespace clever_sync {

std::string Repository::Handle::private_folder() const {
  std::string folder = std::string(git_repository_path(git.get())) + "clever-sync";
  if (mkdir(folder.c_str(), 0777) != 0 && errno != EEXIST) throw_system_error("make the folder", folder);
  return folder;
}

std::optional<Checkout> Repository::Handle::checkout() const {
  if (work_folder.empty()) return std::nullopt;
  return Checkout(git.get(), objects.get(), private_folder());
}

BlobSource& Repository::Handle::blobs() const {
  if (!blob_source) {
    blob_source.emplace(objects.get(), work_folder, std::string(git_repository_path(git.get())) + "index");
  }
  return *blob_source;
}

std::optional<Oid> Repository::Handle::tree_of(const ObjectId& commit_or_tree) const {
  if (commit_or_tree.empty()) return std::nullopt;
  const git_oid oid = to_git(from_hex(commit_or_tree));
  git_object* raw = nullptr;
  check_git(git_object_lookup(&raw, git.get(), &oid, GIT_OBJECT_ANY), "read object " + commit_or_tree);
  const GitObject object(raw);
  git_object* peeled = nullptr;
  check_git(git_object_peel(&peeled, raw, GIT_OBJECT_TREE), "find the tree of " + commit_or_tree);
  const GitObject tree(peeled);
  return from_git(*git_object_id(peeled));
}

Repository::Repository(std::unique_ptr<Handle> handle) : handle_(std::move(handle)) {}
Repository::Repository(Repository&&) noexcept = default;
Repository& Repository::operator=(Repository&&) noexcept = default;
Repository::~Repository() = default;

bool Repository::is_bare() const {
  return handle_->work_folder.empty();
}

std::string Repository::private_folder() const {
  return handle_->private_folder();
}

const std::string& Repository::path() const {
  return handle_->path;
}

std::string Repository::work_folder() const {
  return handle_->work_folder;
}

void Repository::recover() {
  clear_abandoned_branch_lock(handle_->git.get(), handle_->private_folder());
  if (const auto checkout = handle_->checkout()) checkout->finish_pending();
}

ObjectId Repository::tip() const {
  const std::optional<Oid> head = head_commit(handle_->git.get());
  return head ? to_hex(*head) : "";
}

std::optional<ObjectId> Repository::resolve(std::string_view revision) const {
  git_object* raw = nullptr;
  if (git_revparse_single(&raw, handle_->git.get(), std::string(revision).c_str()) != 0) return std::nullopt;
  const GitObject object(raw);
  git_object* peeled = nullptr;
  if (git_object_peel(&peeled, raw, GIT_OBJECT_COMMIT) != 0) return std::nullopt;
  const GitObject commit(peeled);
  return to_hex(from_git(*git_object_id(peeled)));
}

ObjectId Repository::object_at(const ObjectId& commit, std::string_view path) const {
  const std::optional<Oid> tree = handle_->tree_of(commit);
  if (!tree) return "";
  if (path.empty()) return to_hex(*tree);
  TreeSource trees(handle_->objects.get());
  const std::optional<TreeEntry> entry = trees.entry_at(tree, path);
  return entry ? to_hex(entry->id) : "";
}

std::vector<TreeFile> Repository::files_below(const ObjectId& commit, std::string_view path) const {
  while (path.ends_with('/')) path.remove_suffix(1);
  std::vector<TreeFile> files;
  TreeSource trees(handle_->objects.get());
  std::optional<Oid> tree = handle_->tree_of(commit);
  if (!path.empty()) {
    const std::optional<TreeEntry> entry = trees.entry_at(tree, path);
    tree = entry && entry->is_folder() ? std::optional(entry->id) : std::nullopt;
  }
  if (!tree) return files;
  const std::string prefix = path.empty() ? "" : std::string(path) + "/";
  each_file(trees, *tree, prefix, [&](const std::string& file_path, const FileEntry& file) {
    files.push_back({.path = file_path, .blob = to_hex(file.id)});
  });
  std::ranges::sort(files, {}, &TreeFile::path);  // git sorts "a.json" before "a/b"; a path's own order differs
  return files;
}

std::string Repository::read_blob(const ObjectId& blob) const {
  return read_object(handle_->objects.get(), from_hex(blob), ObjectType::blob);
}

std::string Repository::read_blob(const TreeFile& file) const {
  return handle_->blobs().take(file.path, from_hex(file.blob));
}

std::optional<std::string> Repository::read_file(const ObjectId& commit, std::string_view path) const {
  TreeSource trees(handle_->objects.get());
  const std::optional<TreeEntry> entry = trees.entry_at(handle_->tree_of(commit), path);
  if (!entry || entry->is_folder() || entry->mode == mode_submodule) return std::nullopt;
  return read_object(handle_->objects.get(), entry->id, ObjectType::blob);
}

ObjectId Repository::blob_id(std::string_view bytes) {
  return to_hex(hash_object(ObjectType::blob, bytes));
}

}  // namespace clever_sync
