#include "end_to_end/harness.hpp"

#include <fcntl.h>
#include <httplib.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <thread>

#include "catch.hpp"

extern char** environ;

namespace end_to_end {

namespace {

constexpr const char* clever_token = "test-clever-token";
constexpr const char* sphero_token = "test-sphero-token";

std::string read_whole(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> out;
  for (std::string& text : texts) out.push_back(text.data());
  out.push_back(nullptr);
  return out;
}

/// Starts a program with stdout and stderr in two files.
pid_t spawn(std::vector<std::string> argv, const std::map<std::string, std::string>& environment,
            const std::string& out, const std::string& err) {
  std::map<std::string, std::string> merged;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string text(*entry);
    merged[text.substr(0, text.find('='))] = text.substr(text.find('=') + 1);
  }
  for (const auto& [name, value] : environment) merged[name] = value;
  std::vector<std::string> settings;
  for (const auto& [name, value] : merged) settings.push_back(name + "=" + value);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, out.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
  posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, err.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
  pid_t process = 0;
  auto argument_pointers = pointers(argv);
  auto setting_pointers = pointers(settings);
  const int trouble = posix_spawnp(&process, argv.front().c_str(), &actions, nullptr, argument_pointers.data(),
                                   setting_pointers.data());
  posix_spawn_file_actions_destroy(&actions);
  INFO("starting " << argv.front());
  REQUIRE(trouble == 0);
  return process;
}

int wait_for(pid_t process) {
  int status = 0;
  while (waitpid(process, &status, 0) < 0 && errno == EINTR) {
  }
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

/// The texts of a flat JSON object on one line.
std::map<std::string, std::string> flat_texts(const std::string& json) {
  std::map<std::string, std::string> texts;
  std::vector<std::string> parts;
  std::size_t at = 0;
  while ((at = json.find('"', at)) != std::string::npos) {
    const std::size_t end = json.find('"', at + 1);
    parts.push_back(json.substr(at + 1, end - at - 1));
    at = end + 1;
  }
  for (std::size_t i = 0; i + 1 < parts.size(); i += 2) texts[parts[i]] = parts[i + 1];
  return texts;
}

std::string host_of(const std::string& url) {
  return url.substr(0, url.find('/', url.find("//") + 2));
}
std::string path_of(const std::string& url) {
  return url.substr(url.find('/', url.find("//") + 2));
}

}  // namespace

Outcome run_program(const std::vector<std::string>& argv, const std::map<std::string, std::string>& environment) {
  const TemporaryFolder folder;
  const std::string out = folder.path() + "/out", err = folder.path() + "/err";
  const pid_t process = spawn(argv, environment, out, err);
  Outcome outcome;
  outcome.exit = wait_for(process);
  outcome.out = read_whole(out);
  outcome.err = read_whole(err);
  return outcome;
}

TemporaryFolder::TemporaryFolder() {
  std::string name = (std::filesystem::temp_directory_path() / "clever-sync-test.XXXXXX").string();
  REQUIRE(mkdtemp(name.data()) != nullptr);
  path_ = name;
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;  // a folder left in /tmp fails no test
  std::filesystem::remove_all(path_, ignored);
}

Sandbox::Sandbox(const std::vector<std::string>& arguments) {
  const std::string ports = folder_.path() + "/ports.json";
  std::vector<std::string> argv{SANDBOX_PROGRAM,  "--port-file", ports,   "--token",   clever_token,
                                "--sphero-token", sphero_token,  "--day", "2026-08-10"};
  if (std::find(arguments.begin(), arguments.end(), "--students") == arguments.end())
    argv.insert(argv.end(), {"--snapshots", SAMPLE_SNAPSHOTS});
  argv.insert(argv.end(), arguments.begin(), arguments.end());
  process_ = spawn(argv, {}, folder_.path() + "/out", folder_.path() + "/err");
  for (int i = 0; i < 600 && !std::filesystem::exists(ports); ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
  INFO(read_whole(folder_.path() + "/err"));
  REQUIRE(std::filesystem::exists(ports));
  addresses_ = flat_texts(read_whole(ports));
}

Sandbox::~Sandbox() {
  kill(process_, SIGKILL);
  wait_for(process_);
}

std::string Sandbox::address(const std::string& what) const {
  return addresses_.at(what);
}

std::string Sandbox::control(const std::string& path, const std::string& json) const {
  const std::string url = address("control") + path;
  httplib::Client client(host_of(url));
  const auto answer = client.Post(path_of(url).c_str(), json, "application/json");
  REQUIRE(answer);
  INFO(url << " " << json << " -> " << answer->body);
  REQUIRE(answer->status == 200);
  return answer->body;
}

std::string Sandbox::ask(const std::string& path) const {
  const std::string url = address("control") + path;
  httplib::Client client(host_of(url));
  const auto answer = client.Get(path_of(url).c_str());
  REQUIRE(answer);
  REQUIRE(answer->status == 200);
  return answer->body;
}

DistrictWorkspace::DistrictWorkspace(const Sandbox& sandbox, Layout layout)
    : environment{{"CLEVER_TOKEN", clever_token},
                  {"SPHERO_EDU_TOKEN", sphero_token},
                  {"GIT_CONFIG_GLOBAL", "/dev/null"},
                  {"GIT_CONFIG_SYSTEM", "/dev/null"},
                  {"HOME", "/nonexistent"}},
      sandbox_(sandbox),
      path_(folder_.path() + "/district") {
  std::vector<std::string> argv{CLEVER_SYNC_PROGRAM,
                                "init",
                                path_,
                                "--district",
                                sample_district,
                                "--name",
                                "Mesa Unified",
                                "--time-zone",
                                "America/Phoenix",
                                "--approved",
                                "--clever-api",
                                sandbox.address("clever"),
                                "--clever-oauth",
                                sandbox.address("oauth"),
                                "--sphero-api",
                                sandbox.address("sphero")};
  if (layout == Layout::bare) argv.emplace_back("--bare");
  const Outcome made = run_program(argv, environment);
  INFO(made.err);
  REQUIRE(made.exit == 0);
}

Outcome DistrictWorkspace::run(const std::vector<std::string>& arguments) const {
  std::vector<std::string> argv{CLEVER_SYNC_PROGRAM, "-C", path_};
  argv.insert(argv.end(), arguments.begin(), arguments.end());
  return run_program(argv, environment);
}

Outcome DistrictWorkspace::night(const std::string& day) const {
  sandbox_.control("/day", R"({"day":")" + day + R"("})");
  return run({"--as-of", day, "nightly"});
}

pid_t DistrictWorkspace::start(const std::vector<std::string>& arguments) const {
  std::vector<std::string> argv{CLEVER_SYNC_PROGRAM, "-C", path_};
  argv.insert(argv.end(), arguments.begin(), arguments.end());
  return spawn(argv, environment, "/dev/null", "/dev/null");
}

Outcome DistrictWorkspace::git(const std::vector<std::string>& arguments) const {
  std::vector<std::string> argv{"git", "-C", path_};
  argv.insert(argv.end(), arguments.begin(), arguments.end());
  std::map<std::string, std::string> settings = environment;
  for (const char* name : {"GIT_AUTHOR_NAME", "GIT_COMMITTER_NAME"}) settings[name] = "An Engineer";
  for (const char* name : {"GIT_AUTHOR_EMAIL", "GIT_COMMITTER_EMAIL"}) settings[name] = "engineer@example.org";
  return run_program(argv, settings);
}

std::string DistrictWorkspace::file(const std::string& path) const {
  return read_whole(path_ + "/" + path);
}

void DistrictWorkspace::write_file(const std::string& path, const std::string& bytes) const {
  std::ofstream(path_ + "/" + path, std::ios::binary | std::ios::trunc) << bytes;
}

}  // namespace end_to_end
