#include "nightly/steps.hpp"

#include <algorithm>
#include <map>

namespace clever_sync {

namespace {

constexpr std::string_view stage_trailer = "Clever-Sync-Stage";

std::map<std::string, ObjectId> files_of(const Repository& repository, const ObjectId& tree) {
  std::map<std::string, ObjectId> files;
  for (const TreeFile& file : repository.files_below(tree, "")) files[file.path] = file.blob;
  return files;
}

}  // namespace

const std::vector<std::string>& followed_paths() {
  static const std::vector<std::string> paths{std::string(snapshot_folder),
                                              std::string(applied_folder),
                                              std::string(live_folder),
                                              "sphero",
                                              std::string(plan_path),
                                              std::string(plan_markdown_path),
                                              "plans",
                                              std::string(receipts_folder),
                                              std::string(runs_folder),
                                              std::string(approvals_folder),
                                              std::string(rules_folder),
                                              std::string(config_path)};
  return paths;
}

Steps::Steps(const Repository& repository, const ObjectId& tip) {
  const auto found = repository.histories_of(tip, followed_paths());
  steps_.reserve(found.size());
  for (auto each = found.rbegin(); each != found.rend(); ++each) {
    steps_.push_back({.commit = each->commit, .ids = each->ids});
  }
}

std::string stage_of(const CommitInfo& commit) {
  const auto found = std::ranges::find(commit.trailers, stage_trailer, &Trailer::key);
  return found == commit.trailers.end() ? "" : found->value;
}

std::vector<ChangedFile> changed_files(const Repository& repository, const ObjectId& before, const ObjectId& after) {
  std::map<std::string, ChangedFile> files;
  for (const auto& [name, blob] : files_of(repository, before))
    files[name] = {.name = name, .before = blob, .after = {}};
  for (const auto& [name, blob] : files_of(repository, after)) {
    files[name].name = name;
    files[name].after = blob;
  }
  std::vector<ChangedFile> changed;
  for (auto& [name, file] : files) {
    if (file.before != file.after) changed.push_back(std::move(file));
  }
  return changed;
}

}  // namespace clever_sync
