#include "workspace/checkout.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/disk.hpp"
#include "workspace/branch.hpp"
#include "workspace/posix_file.hpp"

namespace clever_sync {

namespace {

std::string without_slash(std::string path) {
  while (path.size() > 1 && path.ends_with('/')) path.pop_back();
  return path;
}

bool holds(const WorkFile& file, const std::optional<FileEntry>& entry) {
  if (!entry) return file.kind == WorkFile::Kind::missing;
  return file.kind == WorkFile::Kind::file && file.id == entry->id;
}

/// The index entry of a file as it now lies in the checkout. Without the stat data of a file that has these very bytes
/// (a person's edit lies there), git compares the content at the next look, which is what we want.
git_index_entry index_entry(const WorkFiles& files, const TreeDelta& delta) {
  git_index_entry entry{};
  entry.mode = delta.after->mode;
  entry.id = to_git(delta.after->id);
  entry.path = delta.path.c_str();
  struct stat status {};
  if (!holds(files.look_at(delta.path), delta.after) || lstat(files.full_path(delta.path).c_str(), &status) != 0) {
    return entry;
  }
  entry.ctime = {.seconds = static_cast<std::int32_t>(status.st_ctim.tv_sec),
                 .nanoseconds = static_cast<std::uint32_t>(status.st_ctim.tv_nsec)};
  entry.mtime = {.seconds = static_cast<std::int32_t>(status.st_mtim.tv_sec),
                 .nanoseconds = static_cast<std::uint32_t>(status.st_mtim.tv_nsec)};
  entry.dev = static_cast<std::uint32_t>(status.st_dev);
  entry.ino = static_cast<std::uint32_t>(status.st_ino);
  entry.uid = status.st_uid;
  entry.gid = status.st_gid;
  entry.file_size = static_cast<std::uint32_t>(status.st_size);
  return entry;
}

}  // namespace

Checkout::Checkout(git_repository* repository, git_odb* objects, std::string private_folder)
    : repository_(repository),
      objects_(objects),
      top_(without_slash(git_repository_workdir(repository))),
      private_folder_(std::move(private_folder)),
      index_path_(std::string(git_repository_path(repository)) + "index") {}

void Checkout::finish_pending() const {
  LockFile::clear_abandoned(index_path_, proof_prefix());
  const std::optional<std::string> note = FileDisk().read_file(note_path());
  if (!note) return;
  Step step(*this);
  const std::optional<Oid> head = head_commit(repository_);
  if (head && to_hex(*head) + "\n" == *note) {
    const GitCommit commit = read_commit(repository_, *head);
    std::optional<Oid> before;
    if (git_commit_parentcount(commit.get()) > 0) {
      const GitCommit parent = read_commit(repository_, from_git(*git_commit_parent_id(commit.get(), 0)));
      before = from_git(*git_commit_tree_id(parent.get()));
    }
    TreeSource trees(objects_);
    step.follow(diff_trees(trees, before, from_git(*git_commit_tree_id(commit.get()))));
  }
  step.forget_pending();
}

/// The index is read from and written to a copy, since libgit2 would make a lock of its own for the real one. Nothing
/// of the copy need last, so it is not flushed.
Checkout::Step::Step(const Checkout& checkout)
    : checkout_(&checkout), lock_(checkout.index_path_, checkout.proof_prefix()) {
  const std::string draft = checkout.draft_path();
  unlink(draft.c_str());
  unlink((draft + ".lock").c_str());  // libgit2's, of a killed process
  const std::optional<std::string> now = FileDisk().read_file(checkout.index_path_);
  if (now) write_all(open_file(draft, O_WRONLY | O_CREAT | O_EXCL, 0600), *now, draft);
  git_index* raw = nullptr;
  check_git(git_index_open(&raw, draft.c_str()), "read git's index");
  index_.reset(raw);
}

void Checkout::Step::note_pending(const ObjectId& commit) const {
  FileDisk().write_file(checkout_->note_path(), commit + "\n");
}

void Checkout::Step::forget_pending() const {
  FileDisk().remove_file(checkout_->note_path());
}

void Checkout::Step::follow(const std::vector<TreeDelta>& deltas) {
  WorkFiles files(checkout_->top_);
  // Removals first: a file may have become a folder.
  for (const TreeDelta& delta : deltas) {
    files.forget_stage(delta.path);
    if (delta.after || !holds(files.look_at(delta.path), delta.before)) continue;
    files.remove(delta.path);
  }
  for (const TreeDelta& delta : deltas) {
    if (!delta.after || !holds(files.look_at(delta.path), delta.before)) continue;
    files.stage(delta.path, delta.after->mode, read_object(checkout_->objects_, delta.after->id, ObjectType::blob));
  }
  files.commit();
  update_index(files, deltas);
}

void Checkout::Step::update_index(const WorkFiles& files, const std::vector<TreeDelta>& deltas) {
  for (const TreeDelta& delta : deltas) {
    if (delta.after) {
      const git_index_entry entry = index_entry(files, delta);
      check_git(git_index_add(index_.get(), &entry), "put a path into git's index");
    } else {
      const int removed = git_index_remove(index_.get(), delta.path.c_str(), 0);
      if (removed != GIT_ENOTFOUND) check_git(removed, "take a path out of git's index");
    }
  }
  check_git(git_index_write(index_.get()), "write git's index (the commit is made; the next run does the rest)");
  const std::string draft = checkout_->draft_path();
  const std::optional<std::string> bytes = FileDisk().read_file(draft);
  ensure(bytes.has_value(), "the index just written is gone");
  lock_.commit(*bytes);
  unlink(draft.c_str());
}

}  // namespace clever_sync
