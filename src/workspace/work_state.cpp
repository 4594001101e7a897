// The part of Repository that tells whether a run may start in this checkout, and what a person has edited.

#include <fmt/core.h>

#include <algorithm>

#include "base/printable.hpp"
#include "workspace/branch.hpp"
#include "workspace/repository_handle.hpp"

namespace clever_sync {

namespace {

enum class Untracked { leave_out, list };

/// Paths under the prefixes where index or files differ from HEAD, sorted.
std::vector<std::string> differing_paths(git_repository* repository, std::vector<std::string> prefixes,
                                         Untracked untracked) {
  if (prefixes.empty()) return {};
  for (std::string& prefix : prefixes) {
    while (prefix.ends_with('/')) prefix.pop_back();
  }
  git_status_options options = GIT_STATUS_OPTIONS_INIT;
  options.show = GIT_STATUS_SHOW_INDEX_AND_WORKDIR;
  options.flags = GIT_STATUS_OPT_EXCLUDE_SUBMODULES | GIT_STATUS_OPT_DISABLE_PATHSPEC_MATCH;
  if (untracked == Untracked::list) {
    options.flags |= GIT_STATUS_OPT_INCLUDE_UNTRACKED | GIT_STATUS_OPT_RECURSE_UNTRACKED_DIRS;
  }
  // As literal prefixes these spare git the rest of the checkout; they also match "rules-old", so all is checked below.
  std::vector<char*> literal;
  literal.reserve(prefixes.size());
  for (std::string& prefix : prefixes) literal.push_back(prefix.data());
  options.pathspec = {.strings = literal.data(), .count = literal.size()};
  git_status_list* raw = nullptr;
  check_git(git_status_list_new(&raw, repository, &options), "compare the checkout with its last commit");
  const GitStatusList status(raw);
  std::vector<std::string> paths;
  for (std::size_t i = 0; i < git_status_list_entrycount(raw); ++i) {
    const git_status_entry* entry = git_status_byindex(raw, i);
    const git_diff_delta* delta = entry->head_to_index != nullptr ? entry->head_to_index : entry->index_to_workdir;
    const std::string path = delta->new_file.path;
    if (std::ranges::any_of(prefixes, [&](const std::string& prefix) { return is_at_or_below(path, prefix); })) {
      paths.push_back(path);
    }
  }
  std::ranges::sort(paths);
  paths.erase(std::unique(paths.begin(), paths.end()), paths.end());
  return paths;
}

/// What git is in the middle of, and the command that ends it; nothing if it is in the middle of nothing.
std::optional<std::string> unfinished_operation(git_repository* repository) {
  const auto ends = [](std::string_view what, std::string_view abort) {
    return fmt::format("{} is in progress; finish it, or give it up with `{}`", what, abort);
  };
  switch (static_cast<git_repository_state_t>(git_repository_state(repository))) {
    case GIT_REPOSITORY_STATE_NONE:
      return std::nullopt;
    case GIT_REPOSITORY_STATE_MERGE:
      return ends("a merge", "git merge --abort");
    case GIT_REPOSITORY_STATE_REVERT:
    case GIT_REPOSITORY_STATE_REVERT_SEQUENCE:
      return ends("a revert", "git revert --abort");
    case GIT_REPOSITORY_STATE_CHERRYPICK:
    case GIT_REPOSITORY_STATE_CHERRYPICK_SEQUENCE:
      return ends("a cherry-pick", "git cherry-pick --abort");
    case GIT_REPOSITORY_STATE_BISECT:
      return ends("a bisect", "git bisect reset");
    case GIT_REPOSITORY_STATE_REBASE:
    case GIT_REPOSITORY_STATE_REBASE_INTERACTIVE:
    case GIT_REPOSITORY_STATE_REBASE_MERGE:
      return ends("a rebase", "git rebase --abort");
    case GIT_REPOSITORY_STATE_APPLY_MAILBOX:
    case GIT_REPOSITORY_STATE_APPLY_MAILBOX_OR_REBASE:
      return ends("`git am` or a rebase", "git am --abort");
  }
  return "git is in the middle of something that this program does not know; `git status` tells what";
}

std::string first_few(const std::vector<std::string>& paths) {
  constexpr std::size_t most_named = 3;
  std::string named;
  for (const std::string& path : paths) {
    if (&path == paths.data() + most_named) return named + fmt::format(" and {} more", paths.size() - most_named);
    if (!named.empty()) named += ", ";
    named += printable(path);
  }
  return named;
}

}  // namespace

std::optional<Obstacle> Repository::obstacle(const std::vector<std::string>& owned) const {
  git_repository* repository = handle_->git.get();
  if (const auto operation = unfinished_operation(repository)) {
    return Obstacle{.what = fmt::format("in {} {}", path(), *operation)};
  }
  if (!head_branch(repository)) {
    return Obstacle{.what =
                        fmt::format("HEAD of {} is detached at {}, so there is no branch to commit to; check one out "
                                    "with `git -C {} checkout main`",
                                    path(), tip().substr(0, 12), path())};
  }
  if (is_bare()) return std::nullopt;
  const std::vector<std::string> dirty = differing_paths(repository, owned, Untracked::leave_out);
  if (dirty.empty()) return std::nullopt;
  return Obstacle{
      .what = fmt::format("{} in {} differ{} from the last commit, and only clever-sync writes there; restore "
                          "with `git -C {} checkout HEAD -- {}`, or commit the edit on another branch",
                          first_few(dirty), path(), dirty.size() == 1 ? "s" : "", path(), printable(dirty.front()))};
}

std::vector<std::string> Repository::edited_paths(const std::vector<std::string>& prefixes) const {
  if (is_bare()) return {};
  return differing_paths(handle_->git.get(), prefixes, Untracked::list);
}

}  // namespace clever_sync
