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

/// The time of the index file; the epoch, before which no file was written, if there is none.
timespec time_of(const std::string& index_path) {
  struct stat status {};
  return stat(index_path.c_str(), &status) == 0 ? status.st_mtim : timespec{};
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
  if (const auto trees = pending_trees(*note)) {
    TreeSource source(objects_);
    const StagedFiles nothing_staged(private_folder_);
    step.follow(diff_trees(source, trees->from, trees->to), nothing_staged);
  }
  step.forget_pending();
}

/// From the parent to the noted commit if HEAD names that. If HEAD still names the parent, a power cut may have kept
/// the new index and lost the branch's move: then the way back.
std::optional<Checkout::Trees> Checkout::pending_trees(const std::string& note) const {
  const std::optional<Oid> head = head_commit(repository_);
  git_oid id{};
  git_commit* raw = nullptr;
  if (git_oid_fromstr(&id, note.c_str()) != 0 || git_commit_lookup(&raw, repository_, &id) != 0) return std::nullopt;
  const GitCommit noted(raw);
  Trees trees{.from = std::nullopt, .to = from_git(*git_commit_tree_id(raw))};
  std::optional<Oid> parent;
  if (git_commit_parentcount(raw) > 0) {
    parent = from_git(*git_commit_parent_id(raw, 0));
    trees.from = from_git(*git_commit_tree_id(read_commit(repository_, *parent).get()));
  }
  if (head == from_git(id)) return trees;
  if (head == parent) return Trees{.from = trees.to, .to = trees.from};
  return std::nullopt;
}

/// The index is read from and written to a copy, since libgit2 would make a lock of its own for the real one. Nothing
/// of the copy need last, so it is not flushed.
Checkout::Step::Step(const Checkout& checkout)
    : checkout_(&checkout), lock_(checkout.index_path_, checkout.proof_prefix()) {
  const std::string draft = checkout.draft_path();
  unlink(draft.c_str());
  unlink((draft + ".lock").c_str());  // libgit2's, of a killed process
  const timespec written = time_of(checkout.index_path_);
  const std::optional<std::string> now = FileDisk().read_file(checkout.index_path_);
  if (now) write_all(open_file(draft, O_WRONLY | O_CREAT | O_EXCL, 0600), *now, draft);
  for (GitIndex* index : {&former_, &index_}) {
    git_index* raw = nullptr;
    check_git(git_index_open(&raw, draft.c_str()), "read git's index");
    index->reset(raw);
  }
  evidence_.emplace(former_.get(), written);
}

void Checkout::Step::note_pending(const ObjectId& commit) const {
  FileDisk().write_file(checkout_->note_path(), commit + "\n");
}

void Checkout::Step::forget_pending() const {
  FileDisk().remove_file(checkout_->note_path());
}

bool Checkout::Step::holds(const WorkFiles& files, const std::string& path,
                           const std::optional<FileEntry>& entry) const {
  const WorkFile file = files.look_at(path);
  if (!entry) return file.kind == WorkFile::Kind::missing;
  if (file.kind != WorkFile::Kind::file) return false;
  return evidence_->vouches(path, entry->id, file.status) || files.hash(path, file) == entry->id;
}

void Checkout::Step::follow(const std::vector<TreeDelta>& deltas, const StagedFiles& staged) {
  WorkFiles files(checkout_->top_);
  // Removals first: a file may have become a folder.
  for (const TreeDelta& delta : deltas) {
    files.forget_stage(delta.path);
    if (!delta.after && holds(files, delta.path, delta.before)) files.remove(delta.path);
  }
  for (const TreeDelta& delta : deltas) {
    if (!delta.after || !holds(files, delta.path, delta.before)) continue;
    const auto place = staged.find(delta.path, delta.after->id);
    if (place && delta.after->mode == mode_file) {
      files.stage_from(*place, delta.path);
    } else {
      files.stage(delta.path, delta.after->mode, read_object(checkout_->objects_, delta.after->id, ObjectType::blob));
    }
  }
  files.commit();
  update_index(files, deltas);
}

void Checkout::Step::put_into_index(const std::string& path, const FileEntry& after, const struct stat* file) {
  git_index_entry entry{};
  entry.mode = after.mode;
  entry.id = to_git(after.id);
  entry.path = path.c_str();
  if (file != nullptr) note_file(entry, *file);
  check_git(git_index_add(index_.get(), &entry), "put a path into git's index");
}

void Checkout::Step::take_out_of_index(const std::string& path) {
  const int removed = git_index_remove(index_.get(), path.c_str(), 0);
  if (removed != GIT_ENOTFOUND) check_git(removed, "take a path out of git's index");
}

void Checkout::Step::prepare(const std::vector<TreeDelta>& deltas) {
  for (const TreeDelta& delta : deltas) {
    if (!delta.after) take_out_of_index(delta.path);
  }
  for (const TreeDelta& delta : deltas) {
    if (delta.after) put_into_index(delta.path, *delta.after, nullptr);
  }
  check_git(git_index_write(index_.get()), "write git's index");
  sync_file(open_file(checkout_->draft_path(), O_RDONLY, 0), checkout_->draft_path());
}

void Checkout::Step::show() const {
  rename_file(checkout_->draft_path(), checkout_->index_path_);
}

/// Notes the files as they now lie in the checkout. Without the stat data of a file that has the very bytes of the
/// commit (a person's edit lies there), git compares the content at the next look, which is what we want.
void Checkout::Step::update_index(const WorkFiles& files, const std::vector<TreeDelta>& deltas) {
  for (const TreeDelta& delta : deltas) {
    if (!delta.after) {
      take_out_of_index(delta.path);
      continue;
    }
    const WorkFile file = files.look_at(delta.path);
    const bool holds = file.kind == WorkFile::Kind::file &&
                       (files.was_put(delta.path, file.status) || files.hash(delta.path, file) == delta.after->id);
    put_into_index(delta.path, *delta.after, holds ? &file.status : nullptr);
  }
  check_git(git_index_write(index_.get()), "write git's index (the commit is made; the next run does the rest)");
  const std::string draft = checkout_->draft_path();
  const std::optional<std::string> bytes = FileDisk().read_file(draft);
  ensure(bytes.has_value(), "the index just written is gone");
  lock_.commit(*bytes, [] {});
  unlink(draft.c_str());
}

}  // namespace clever_sync
