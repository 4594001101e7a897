// Repository::init and ::open, and the sentences for everything that is no workspace.

#include <fmt/core.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <system_error>

#include "workspace/repository_handle.hpp"

namespace clever_sync {

namespace {

namespace fs = std::filesystem;

[[noreturn]] void refuse(const std::string& message) {
  throw Error(ErrorKind::configuration, message);
}

std::string without_slash(std::string path) {
  while (path.size() > 1 && path.ends_with('/')) path.pop_back();
  return path;
}

/// The git folder that stands at `path` itself, without looking upward; "" if there is none.
std::string git_folder_at(const fs::path& path) {
  std::error_code ignored;
  if (fs::exists(path / ".git", ignored)) return (path / ".git").string();
  if (fs::exists(path / "HEAD", ignored) && fs::is_directory(path / "objects", ignored)) return path.string();
  return "";
}

/// The top of the repository around `path`; "" if there is none.
std::string repository_around(const fs::path& path) {
  std::error_code ignored;
  for (fs::path folder = fs::absolute(path, ignored).lexically_normal(); folder.has_relative_path();
       folder = folder.parent_path()) {
    if (!git_folder_at(folder).empty()) return without_slash(folder.string());
  }
  return "";
}

std::optional<uid_t> owner_of(const std::string& path) {
  struct stat status {};
  if (stat(path.c_str(), &status) != 0) return std::nullopt;
  return status.st_uid;
}

bool uses_sha256(const std::string& git_folder) {
  git_config* raw = nullptr;
  if (git_config_open_ondisk(&raw, (git_folder + "/config").c_str()) != 0) return false;
  const GitConfig config(raw);
  git_buf format = GIT_BUF_INIT;
  const bool sha256 = git_config_get_string_buf(&format, raw, "extensions.objectformat") == 0 &&
                      std::string_view(format.ptr, format.size) == "sha256";
  git_buf_dispose(&format);
  return sha256;
}

/// Why libgit2 did not open `path`, in words that say what to do. libgit2 1.5 answers "not found" for a repository of
/// another user, 1.7 and later GIT_EOWNER (-36), so the answer is found by looking.
[[noreturn]] void refuse_to_open(const std::string& path, const std::string& git_reason) {
  std::error_code ignored;
  if (!fs::exists(path, ignored)) {
    refuse(fmt::format("{} does not exist; name the top folder of a workspace, or make one with `clever-sync init`",
                       path));
  }
  if (!fs::is_directory(path, ignored)) refuse(fmt::format("{} is a file; name the top folder of a workspace", path));
  const std::string git_folder = git_folder_at(path);
  if (git_folder.empty()) {
    const std::string top = repository_around(path);
    if (top.empty()) {
      refuse(fmt::format("{} is no git repository; make a workspace with `clever-sync init`", path));
    }
    refuse(
        fmt::format("{} is a folder inside the repository {}; name the top of a workspace, for instance with `-C {}`",
                    path, top, top));
  }
  const std::optional<uid_t> owner = owner_of(git_folder);
  const std::optional<uid_t> top_owner = owner_of(path);
  if ((owner && *owner != geteuid()) || (top_owner && *top_owner != geteuid())) {
    refuse(
        fmt::format("{} belongs to another user (uid {}, and this is uid {}); run as that user, or say `git config "
                    "--global --add safe.directory {}` if you trust it",
                    path, *top_owner == geteuid() ? *owner : *top_owner, geteuid(), path));
  }
  if (uses_sha256(git_folder)) {
    refuse(
        fmt::format("{} names its objects by SHA-256, which libgit2 can't read; make the workspace anew with `git "
                    "init --object-format=sha1` or `clever-sync init`",
                    path));
  }
  refuse(fmt::format("{} can't be opened as a git repository: {}; `git -C {} status` may tell more", path, git_reason,
                     path));
}

}  // namespace

Repository Repository::init(const std::string& path, Layout layout) {
  start_git_library();
  std::error_code failed;
  if (fs::exists(path, failed) && !(fs::is_directory(path, failed) && fs::is_empty(path, failed))) {
    refuse(fmt::format("{} is there already and is no empty folder; name one that does not exist yet", path));
  }
  git_repository_init_options options = GIT_REPOSITORY_INIT_OPTIONS_INIT;
  options.flags = GIT_REPOSITORY_INIT_NO_REINIT | GIT_REPOSITORY_INIT_MKDIR | GIT_REPOSITORY_INIT_MKPATH;
  if (layout == Layout::bare) options.flags |= GIT_REPOSITORY_INIT_BARE;
  options.initial_head = "main";  // libgit2's own default is master, whatever git is configured to
  git_repository* raw = nullptr;
  check_git(git_repository_init_ext(&raw, path.c_str(), &options), "make a repository at " + path);
  const GitRepository made(raw);
  return open(path);
}

Repository Repository::open(const std::string& path) {
  start_git_library();
  git_repository* raw = nullptr;
  if (git_repository_open_ext(&raw, path.c_str(), GIT_REPOSITORY_OPEN_NO_SEARCH, nullptr) != 0) {
    refuse_to_open(path, git_error_text());
  }
  auto handle = std::make_unique<Handle>();
  handle->git.reset(raw);
  git_odb* objects = nullptr;
  check_git(git_repository_odb(&objects, raw), "open the objects of " + path);
  handle->objects.reset(objects);
  if (git_repository_is_bare(raw) == 0) handle->work_folder = without_slash(git_repository_workdir(raw));
  handle->path = handle->work_folder.empty() ? without_slash(git_repository_path(raw)) : handle->work_folder;
  return Repository(std::move(handle));
}

}  // namespace clever_sync
