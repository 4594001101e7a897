#include "scratch.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>

// libgit2 1.5 forgets the match data of its regular expressions when it refuses a repository for its extensions.
extern "C" const char* __lsan_default_suppressions() {
  return "leak:libpcre2";
}

namespace clever_sync {

namespace fs = std::filesystem;

namespace {

/// Neither the developer's identity nor their settings reach git or libgit2 here.
const bool isolated = [] {
  for (const char* name : {"GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_AUTHOR_NAME", "GIT_COMMITTER_NAME"}) {
    unsetenv(name);
  }
  setenv("HOME", "/nonexistent", 1);
  setenv("XDG_CONFIG_HOME", "/nonexistent", 1);
  setenv("GIT_CONFIG_GLOBAL", "/dev/null", 1);
  setenv("GIT_CONFIG_NOSYSTEM", "1", 1);
  return true;
}();

fs::path temporary_folder() {
  std::error_code failed;
  const fs::path memory = "/dev/shm";
  const bool roomy = fs::space(memory, failed).available > std::uintmax_t{48} << 20U && !failed;
  if (std::getenv("TMPDIR") != nullptr || !roomy || access(memory.c_str(), W_OK) != 0) return fs::temp_directory_path();
  return memory;
}

}  // namespace

Scratch::Scratch() {
  std::string name = (temporary_folder() / "clever-sync-test-XXXXXX").string();
  if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary folder");
  path_ = name;
}

Scratch::~Scratch() {
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

std::optional<std::string> try_git(const std::string& folder, const std::string& arguments) {
  const std::string command = "</dev/null git -C '" + folder +
                              "' -c user.name=Person -c user.email=person@example.org -c gc.auto=0 " + arguments +
                              " 2>&1";
  FILE* pipe = popen(command.c_str(), "r");
  if (pipe == nullptr) throw std::runtime_error("no shell");
  std::string said;
  std::array<char, 4096> piece{};
  while (const std::size_t got = fread(piece.data(), 1, piece.size(), pipe)) said.append(piece.data(), got);
  if (pclose(pipe) != 0) return std::nullopt;
  while (said.ends_with('\n')) said.pop_back();
  return said;
}

std::string git(const std::string& folder, const std::string& arguments) {
  const auto said = try_git(folder, arguments);
  if (!said) throw std::runtime_error("git " + arguments + " failed");
  return *said;
}

std::string fsck(const std::string& folder) {
  return try_git(folder, "fsck --full --strict --no-dangling --no-progress").value_or("git fsck failed");
}

void write_by_hand(const std::string& path, const std::string& bytes) {
  fs::create_directories(fs::path(path).parent_path());
  std::ofstream(path, std::ios::binary) << bytes;
}

std::string read_by_hand(const std::string& path) {
  std::ostringstream bytes;
  bytes << std::ifstream(path, std::ios::binary).rdbuf();
  return bytes.str();
}

bool exists(const std::string& path) {
  return fs::exists(fs::symlink_status(path));
}

UtcTime night(int seconds) {
  return *parse_utc_time("2026-11-24T02:00:00Z") + std::chrono::seconds(seconds);
}

CommitMessage subject(const std::string& text) {
  return {.subject = text};
}

ObjectId commit_files(Repository& repository, const Files& files, const std::string& what) {
  CommitBuilder builder(repository, repository.tip());
  for (const auto& [path, bytes] : files) {
    if (bytes) {
      builder.put(path, *bytes);
    } else {
      builder.remove(path);
    }
  }
  return std::get<ObjectId>(builder.publish(subject(what), night(0)));
}

std::map<std::string, std::string> content_of(const Repository& repository, const ObjectId& commit) {
  std::map<std::string, std::string> content;
  for (const TreeFile& file : repository.files_below(commit, "")) content[file.path] = repository.read_blob(file);
  return content;
}

int in_child(const std::function<void()>& work) {
  const pid_t child = fork();
  if (child != 0) return child;
  try {
    work();
  } catch (...) {
    _exit(1);
  }
  _exit(0);
}

int exit_code_of(int child) {
  int status = 0;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

}  // namespace clever_sync
