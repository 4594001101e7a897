#include "cli/what_if.hpp"

#include "base/error.hpp"

namespace clever_sync {

ObjectId resolve_revision(const Workspace& workspace, const std::string& revision, const std::string& option) {
  if (revision.empty()) return workspace.tip;
  const auto commit = workspace.repository.resolve(revision);
  if (!commit) {
    throw Error(ErrorKind::usage, option + " " + revision + " names no commit of this workspace; see git log");
  }
  return *commit;
}

std::string work_folder_of(const Workspace& workspace) {
  std::string folder = workspace.repository.work_folder();
  if (folder.empty())
    throw Error(ErrorKind::usage, "--worktree reads edited files, and a bare workspace has none; use --rules REV");
  return folder;
}

}  // namespace clever_sync
