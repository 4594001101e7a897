// The part of Repository that looks back: commits as values, first-parent history, blame, what changed between two
// tips.

#include <algorithm>

#include "workspace/mainline.hpp"
#include "workspace/repository_handle.hpp"

namespace clever_sync {

namespace {

/// Follows one path through the trees of commits that are visited in order. A folder that both commits share answers
/// for everything below it, so most commits cost one look at their root.
class PathFollower {
 public:
  PathFollower(TreeSource& trees, std::string_view path) : trees_(&trees) {
    for (std::size_t start = 0; start < path.size();) {
      const std::size_t end = std::min(path.find('/', start), path.size());
      if (end > start) names_.emplace_back(path.substr(start, end - start));
      start = end + 1;
    }
  }

  /// The id that the path has below this root; nothing if it has none.
  std::optional<Oid> look_up(const Oid& root) {
    std::vector<std::optional<Oid>> ids{root};
    for (const std::string& name : names_) {
      const std::size_t depth = ids.size() - 1;
      if (depth < last_.size() && ids[depth] == last_[depth]) {
        ids.insert(ids.end(), last_.begin() + static_cast<std::ptrdiff_t>(depth) + 1, last_.end());
        break;
      }
      ids.push_back(child(ids[depth], name, depth + 1 < names_.size() ? Expected::folder : Expected::file_or_folder));
    }
    last_ = std::move(ids);
    return last_.back();
  }

 private:
  /// A file in the place of a folder holds nothing; only at the end of the path may a file stand.
  enum class Expected { folder, file_or_folder };
  std::optional<Oid> child(const std::optional<Oid>& folder, const std::string& name, Expected expected) {
    const std::optional<TreeEntry> entry = trees_->entry_at(folder, name);
    if (!entry || (!entry->is_folder() && expected == Expected::folder)) return std::nullopt;
    return entry->id;
  }

  TreeSource* trees_;
  std::vector<std::string> names_;
  std::vector<std::optional<Oid>> last_;  // root first
};

/// Null before the first commit. A shallow clone names parents that it does not have; to take its last commit for the
/// first would make a false answer of a missing one.
GitCommit parent_of(const git_commit* commit) {
  if (git_commit_parentcount(commit) == 0) return nullptr;
  git_repository* repository = git_commit_owner(commit);
  git_commit* parent = nullptr;
  const int code = git_commit_parent(&parent, commit, static_cast<unsigned>(mainline_parent(commit)));
  if (code == GIT_ENOTFOUND && git_repository_is_shallow(repository) == 1) {
    throw Error(ErrorKind::configuration, "this clone is shallow and its history ends at " +
                                              to_hex(from_git(*git_commit_id(commit))) +
                                              ", but more of it is needed; fetch it with `git fetch --unshallow`");
  }
  check_git(code, "read the commit before " + to_hex(from_git(*git_commit_id(commit))));
  return GitCommit(parent);
}

std::vector<Trailer> trailers_of(const git_commit* commit) {
  git_message_trailer_array found{};
  check_git(git_message_trailers(&found, git_commit_message(commit)), "read a commit's trailers");
  const std::unique_ptr<git_message_trailer_array, GitFree<&git_message_trailer_array_free>> owner(&found);
  std::vector<Trailer> trailers;
  for (std::size_t i = 0; i < found.count; ++i) {
    trailers.push_back({.key = found.trailers[i].key, .value = found.trailers[i].value});
  }
  return trailers;
}

std::string text_or_empty(const char* text) {
  return text == nullptr ? "" : text;
}

}  // namespace

CommitInfo info_of(const git_commit* commit) {
  const git_signature* author = git_commit_author(commit);
  CommitInfo info;
  info.id = to_hex(from_git(*git_commit_id(commit)));
  info.tree = to_hex(from_git(*git_commit_tree_id(commit)));
  if (git_commit_parentcount(commit) > 0) {
    const auto parent = static_cast<unsigned>(mainline_parent(commit));
    info.parent = to_hex(from_git(*git_commit_parent_id(commit, parent)));
  }
  info.author_name = text_or_empty(author->name);
  info.author_email = text_or_empty(author->email);
  info.time = UtcTime(std::chrono::seconds(git_commit_time(commit)));
  // libgit2 computes and keeps the summary on first use, hence no const there; the commit does not change for us.
  info.subject = text_or_empty(git_commit_summary(const_cast<git_commit*>(commit)));
  info.trailers = trailers_of(commit);
  return info;
}

CommitInfo Repository::commit_info(const ObjectId& commit) const {
  return info_of(read_commit(handle_->git.get(), from_hex(commit)).get());
}

void Repository::walk(const ObjectId& from, const std::function<bool(const CommitInfo&)>& visit) const {
  if (from.empty()) return;
  for (GitCommit commit = read_commit(handle_->git.get(), from_hex(from)); commit; commit = parent_of(commit.get())) {
    if (!visit(info_of(commit.get()))) return;
  }
}

std::vector<CommitInfo> Repository::history_of(const ObjectId& from, std::string_view path) const {
  std::vector<CommitInfo> changes;
  if (from.empty()) return changes;
  TreeSource trees(handle_->objects.get());
  PathFollower follower(trees, path);
  GitCommit commit = read_commit(handle_->git.get(), from_hex(from));
  std::optional<Oid> now = follower.look_up(from_git(*git_commit_tree_id(commit.get())));
  while (commit) {
    GitCommit parent = parent_of(commit.get());
    const std::optional<Oid> before =
        parent ? follower.look_up(from_git(*git_commit_tree_id(parent.get()))) : std::nullopt;
    if (now != before) changes.push_back(info_of(commit.get()));
    commit = std::move(parent);
    now = before;
  }
  return changes;
}

std::vector<PathIds> Repository::histories_of(const ObjectId& from, const std::vector<std::string>& paths) const {
  std::vector<PathIds> changes;
  if (from.empty()) return changes;
  TreeSource trees(handle_->objects.get());
  std::vector<PathFollower> followers;
  for (const std::string& path : paths) followers.emplace_back(trees, path);
  const auto look_up = [&followers](const git_commit* commit) {
    std::vector<std::optional<Oid>> ids;
    if (commit == nullptr) return std::vector<std::optional<Oid>>(followers.size());
    for (PathFollower& follower : followers) ids.push_back(follower.look_up(from_git(*git_commit_tree_id(commit))));
    return ids;
  };
  GitCommit commit = read_commit(handle_->git.get(), from_hex(from));
  std::vector<std::optional<Oid>> now = look_up(commit.get());
  while (commit) {
    GitCommit parent = parent_of(commit.get());
    std::vector<std::optional<Oid>> before = look_up(parent.get());
    if (now != before) {
      PathIds change{.commit = info_of(commit.get()), .ids = {}};
      for (const std::optional<Oid>& id : now) change.ids.push_back(id ? to_hex(*id) : "");
      changes.push_back(std::move(change));
    }
    commit = std::move(parent);
    now = std::move(before);
  }
  return changes;
}

std::optional<CommitInfo> Repository::blame_line(const ObjectId& commit, std::string_view path, int line) const {
  const std::optional<std::string> bytes = read_file(commit, path);
  if (!bytes || line < 1) return std::nullopt;
  const auto line_ends = std::ranges::count(*bytes, '\n') + (bytes->empty() || bytes->ends_with('\n') ? 0 : 1);
  if (line > line_ends) return std::nullopt;

  git_blame_options options = GIT_BLAME_OPTIONS_INIT;
  options.flags = GIT_BLAME_FIRST_PARENT;
  options.newest_commit = to_git(from_hex(commit));
  options.min_line = options.max_line = static_cast<std::size_t>(line);
  git_blame* raw = nullptr;
  check_git(git_blame_file(&raw, handle_->git.get(), std::string(path).c_str(), &options),
            "find out who last changed " + std::string(path));
  const GitBlame blame(raw);
  const git_blame_hunk* hunk = git_blame_get_hunk_byline(raw, static_cast<std::size_t>(line));
  if (hunk == nullptr) return std::nullopt;
  return commit_info(to_hex(from_git(hunk->final_commit_id)));
}

bool Repository::changed_only(const ObjectId& old_tip, const ObjectId& new_tip,
                              const std::vector<std::string>& prefixes) const {
  TreeSource trees(handle_->objects.get());
  return std::ranges::all_of(
      diff_trees(trees, handle_->tree_of(old_tip), handle_->tree_of(new_tip)), [&](const TreeDelta& delta) {
        return std::ranges::any_of(prefixes,
                                   [&](const std::string& prefix) { return is_at_or_below(delta.path, prefix); });
      });
}

}  // namespace clever_sync
