#include "workspace/commit_builder.hpp"

#include <algorithm>

#include "base/failpoint.hpp"
#include "workspace/branch.hpp"
#include "workspace/object_stage.hpp"
#include "workspace/repository_handle.hpp"
#include "workspace/tree_edit.hpp"

namespace clever_sync {

struct CommitBuilder::State {
  State(Repository::Handle& repository, ObjectId base_commit)
      : handle(&repository),
        base(std::move(base_commit)),
        base_tree(handle->tree_of(base)),
        trees(handle->objects.get()),
        edit(trees, base_tree),
        stage(handle->objects.get(), handle->blobs(),
              std::string(git_repository_commondir(handle->git.get())) + "objects", [this] { return files_of_base(); }),
        work_files(handle->private_folder()) {}

  Repository::Handle* handle;
  ObjectId base;
  std::optional<Oid> base_tree;
  TreeSource trees;
  TreeEdit edit;
  ObjectStage stage;
  StagedFiles work_files;  // of a checkout
  bool published = false;

  [[nodiscard]] std::size_t files_of_base() {
    std::size_t files = 0;
    if (base_tree) each_file(trees, *base_tree, "", [&files](const std::string&, const FileEntry&) { ++files; });
    return files;
  }

  struct NewCommit {
    Oid tree{};
    Oid commit{};
  };
  NewCommit store_commit(const Author& author, const CommitMessage& message, UtcTime time);
};

/// Trees and the commit join the blobs, and all of it becomes durable.
CommitBuilder::State::NewCommit CommitBuilder::State::store_commit(const Author& author, const CommitMessage& message,
                                                                   UtcTime time) {
  NewCommit made;
  made.tree = edit.make_root([this](const Oid& id, std::string_view bytes) { stage.add(ObjectType::tree, id, bytes); });
  const std::optional<Oid> parent = base.empty() ? std::nullopt : std::optional(from_hex(base));
  const std::string commit = encode_commit(made.tree, parent, author, time, message);
  made.commit = hash_object(ObjectType::commit, commit);
  stage.add(ObjectType::commit, made.commit, commit);
  stage.make_durable();
  return made;
}

CommitBuilder::CommitBuilder(Repository& repository, ObjectId base)
    : state_(std::make_unique<State>(*repository.handle_, std::move(base))) {}
CommitBuilder::CommitBuilder(CommitBuilder&&) noexcept = default;
CommitBuilder::~CommitBuilder() = default;

void CommitBuilder::put(std::string_view path, std::string_view bytes) {
  const Oid id = hash_object(ObjectType::blob, bytes);
  const TreeEdit::Put put = state_->edit.put(path, id);
  if (!put.differs) return;
  if (put.replaced) {
    state_->stage.add_version(id, bytes, {.path = std::string(path), .blob = *put.replaced});
  } else {
    state_->stage.add(ObjectType::blob, id, bytes);
  }
  if (!state_->handle->work_folder.empty()) state_->work_files.add(std::string(path), id, bytes);
}

void CommitBuilder::remove(std::string_view path) {
  state_->edit.remove(path);
}

void CommitBuilder::remove_others_below(std::string_view folder) {
  state_->edit.remove_others_below(folder);
}

bool CommitBuilder::changes_anything() const {
  return state_->edit.changes_anything();
}

ObjectId CommitBuilder::object_at(std::string_view path) const {
  const std::optional<Oid> id = state_->edit.object_at(path);
  return id ? to_hex(*id) : "";
}

std::variant<ObjectId, TipMoved> CommitBuilder::publish(const CommitMessage& message, UtcTime time) {
  State& state = *state_;
  ensure(!std::exchange(state.published, true), "a commit was published twice");
  git_repository* repository = state.handle->git.get();
  const std::optional<Checkout> checkout = state.handle->checkout();
  if (checkout) checkout->finish_pending();
  const std::optional<std::string> branch = head_branch(repository);
  if (!branch) {
    throw Error(ErrorKind::configuration,
                "HEAD of " + state.handle->path + " is detached, so there is no branch to commit to; check one out");
  }
  const std::optional<Oid> tip = head_commit(repository);
  const ObjectId tip_id = tip ? to_hex(*tip) : "";
  if (tip_id != state.base) return TipMoved{.tip = tip_id};

  const Author author = configured_author(repository);
  reach(Failpoint::before_commit);
  const State::NewCommit made = state.store_commit(author, message, time);
  std::optional<Checkout::Step> step;
  if (checkout) step.emplace(*checkout);
  const auto deltas = step ? diff_trees(state.trees, state.base_tree, made.tree) : std::vector<TreeDelta>();
  if (step) {
    step->note_pending(to_hex(made.commit));
    step->prepare(deltas);
  }
  reach(Failpoint::before_ref);
  const auto outcome = move_branch(repository,
                                   {.branch = *branch,
                                    .from = tip,
                                    .to = made.commit,
                                    .who = encode_person(author, time),
                                    .what = "clever-sync: " + message.subject},
                                   state.handle->private_folder(), [&step] {
                                     if (step) step->show();
                                   });
  if (const auto* moved = std::get_if<TipMoved>(&outcome)) {
    if (step) step->forget_pending();
    return *moved;
  }
  reach(Failpoint::after_ref);
  if (step) {
    step->follow(deltas, state.work_files);
    step->forget_pending();
  }
  return to_hex(made.commit);
}

}  // namespace clever_sync
