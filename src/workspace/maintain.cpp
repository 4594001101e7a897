#include <fcntl.h>
#include <fmt/core.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <system_error>

#include "workspace/posix_file.hpp"
#include "workspace/repository_handle.hpp"

extern char** environ;  // NOLINT(readability-redundant-declaration): POSIX leaves the declaration to the program

namespace clever_sync {

namespace {

/// Variables by which a hook or an outer git would point the child at another repository.
/// Source: `git rev-parse --local-env-vars`.
constexpr std::array<std::string_view, 9> pointing_elsewhere = {"GIT_DIR=",
                                                                "GIT_WORK_TREE=",
                                                                "GIT_INDEX_FILE=",
                                                                "GIT_OBJECT_DIRECTORY=",
                                                                "GIT_ALTERNATE_OBJECT_DIRECTORIES=",
                                                                "GIT_COMMON_DIR=",
                                                                "GIT_NAMESPACE=",
                                                                "GIT_PREFIX=",
                                                                "GIT_SHALLOW_FILE="};

std::vector<char*> child_environment() {
  std::vector<char*> kept;
  for (char** variable = environ; *variable != nullptr; ++variable) {
    const std::string_view text = *variable;
    if (std::ranges::none_of(pointing_elsewhere, [&](std::string_view name) { return text.starts_with(name); })) {
      kept.push_back(*variable);
    }
  }
  kept.push_back(nullptr);
  return kept;
}

std::string read_to_end(const Descriptor& pipe) {
  std::string text;
  std::array<char, 4096> piece{};
  for (;;) {
    const ssize_t got = ::read(pipe.get(), piece.data(), piece.size());
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return text;
    text.append(piece.data(), static_cast<std::size_t>(got));
  }
}

struct Ended {
  int status = 0;
  std::string said;
};

/// Runs git to its end, its output and errors read; nothing if it could not be started.
std::optional<Ended> run_git(std::vector<std::string> arguments) {
  std::array<int, 2> ends{};
  if (pipe2(ends.data(), O_CLOEXEC) != 0) throw_system_error("make", "a pipe");
  const Descriptor from_child(ends[0]);
  Descriptor to_parent(ends[1]);
  std::vector<char*> argv;
  argv.reserve(arguments.size() + 1);
  for (std::string& argument : arguments) argv.push_back(argument.data());
  argv.push_back(nullptr);
  std::vector<char*> environment = child_environment();

  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_adddup2(&actions, to_parent.get(), STDOUT_FILENO);
  posix_spawn_file_actions_adddup2(&actions, to_parent.get(), STDERR_FILENO);
  pid_t child = 0;
  const int failed = posix_spawnp(&child, "git", &actions, nullptr, argv.data(), environment.data());
  posix_spawn_file_actions_destroy(&actions);
  to_parent.close();
  if (failed != 0) return std::nullopt;

  Ended ended{.status = 0, .said = read_to_end(from_child)};
  while (waitpid(child, &ended.status, 0) < 0 && errno == EINTR) {
  }
  return ended;
}

}  // namespace

std::string maintain(const Repository& repository) {
  const std::string git_folder = git_repository_path(repository.handle_->git.get());
  // Detached, git would go on after the run lock is free, and its failure would be seen a day later in gc.log.
  const std::optional<Ended> ended =
      run_git({"git", "--git-dir=" + git_folder, "-c", "gc.autoDetach=false", "gc", "--auto", "--quiet"});
  if (!ended) return "the program git can't be started, so the repository's packs are not tidied; install git";
  check_git(git_odb_refresh(repository.handle_->objects.get()), "read the repository's packs again");
  if (WIFEXITED(ended->status) && WEXITSTATUS(ended->status) == 0) return "";
  std::string said = ended->said;
  while (said.ends_with('\n')) said.pop_back();
  return said.empty() ? fmt::format("git gc ended with status {}", ended->status) : said;
}

}  // namespace clever_sync
