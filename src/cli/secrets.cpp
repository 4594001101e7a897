#include "cli/secrets.hpp"

#include <fcntl.h>
#include <spawn.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>

#include "base/error.hpp"

extern char** environ;  // NOLINT(readability-redundant-declaration): POSIX leaves it to the program

namespace clever_sync {

namespace {

constexpr std::string_view white_space = " \t\r\n";

std::string trimmed(const std::string& text) {
  const auto first = text.find_first_not_of(white_space);
  if (first == std::string::npos) return "";
  return text.substr(first, text.find_last_not_of(white_space) - first + 1);
}

/// Everything that can be read from the descriptor, which is closed.
std::string read_all(int descriptor) {
  std::string text;
  std::array<char, 4096> buffer{};
  for (;;) {
    const ssize_t got = read(descriptor, buffer.data(), buffer.size());
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) break;
    text.append(buffer.data(), static_cast<std::size_t>(got));
  }
  close(descriptor);
  return text;
}

std::string from_environment(const SecretFromEnvironment& source, const std::string& purpose) {
  const char* value = std::getenv(source.name.c_str());
  if (value == nullptr) {
    throw Error(ErrorKind::configuration, purpose + " is read from the environment variable " + source.name +
                                              ", which is not set; set it, or name another place in clever-sync.yaml");
  }
  return value;
}

std::string from_file(const SecretFromFile& source, const std::string& purpose) {
  const int descriptor = open(source.path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) {
    throw Error(ErrorKind::configuration,
                purpose + " is read from " + source.path + ", which can't be read: " + std::strerror(errno));
  }
  struct stat status {};
  constexpr mode_t others = S_IRWXG | S_IRWXO;
  if (fstat(descriptor, &status) != 0 || (status.st_mode & others) != 0) {
    close(descriptor);
    throw Error(ErrorKind::configuration,
                purpose + " is read from " + source.path + ", which others may read; chmod 600 " + source.path);
  }
  return read_all(descriptor);
}

[[noreturn]] void command_failed(const SecretFromCommand& source, const std::string& purpose, const std::string& how) {
  throw Error(ErrorKind::configuration, purpose + " is printed by the command " + source.argv.front() + ", which " +
                                            how + "; run it by hand to see why");
}

std::string from_command(const SecretFromCommand& source, const std::string& purpose) {
  std::array<int, 2> ends{};
  if (pipe2(ends.data(), O_CLOEXEC) != 0) throw Error(ErrorKind::storage, "no pipe could be made for " + purpose);
  std::vector<char*> argv;
  for (const std::string& argument : source.argv) argv.push_back(const_cast<char*>(argument.c_str()));
  argv.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
  pid_t child = 0;
  const int trouble = posix_spawnp(&child, argv.front(), &actions, nullptr, argv.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  close(ends[1]);
  std::string output = read_all(ends[0]);
  if (trouble != 0) command_failed(source, purpose, std::string("can't be started: ") + std::strerror(trouble));
  int status = 0;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) command_failed(source, purpose, "failed");
  return output;
}

}  // namespace

std::string read_secret(const SecretSource& source, const std::string& purpose) {
  std::string secret =
      trimmed(std::visit(overloaded{[&](const SecretFromEnvironment& from) { return from_environment(from, purpose); },
                                    [&](const SecretFromFile& from) { return from_file(from, purpose); },
                                    [&](const SecretFromCommand& from) { return from_command(from, purpose); }},
                         source));
  if (secret.empty())
    throw Error(ErrorKind::configuration, purpose + " is empty; look at where clever-sync.yaml reads it from");
  return secret;
}

}  // namespace clever_sync
