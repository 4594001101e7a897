// The program itself: what a script sees of it.
#include <fcntl.h>
#include <fmt/core.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <filesystem>
#include <thread>

#include "base/disk.hpp"
#include "base/error.hpp"
#include "catch.hpp"
#include "running_sandbox.hpp"
#include "sandbox/school_year.hpp"

using namespace clever_sync;

namespace {

// A child process of the program, its output thrown away; ended by SIGTERM at the latest.
class Program {
 public:
  explicit Program(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), SANDBOX_PROGRAM);
    std::vector<char*> pointers;
    for (std::string& argument : arguments) pointers.push_back(argument.data());
    pointers.push_back(nullptr);
    child_ = fork();
    REQUIRE(child_ >= 0);
    if (child_ == 0) {
      const int nowhere = open("/dev/null", O_WRONLY);
      dup2(nowhere, STDOUT_FILENO);
      dup2(nowhere, STDERR_FILENO);
      execv(pointers[0], pointers.data());
      _exit(127);
    }
  }
  Program(const Program&) = delete;
  Program& operator=(const Program&) = delete;
  ~Program() {
    if (child_ > 0) {
      kill(child_, SIGTERM);
      waitpid(child_, nullptr, 0);
    }
  }

  void terminate() const { kill(child_, SIGTERM); }
  int exit_code() {
    int status = 0;
    waitpid(child_, &status, 0);
    child_ = -1;
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  }

 private:
  pid_t child_ = -1;
};

std::string new_folder() {
  std::string name = (std::filesystem::temp_directory_path() / "sandbox-XXXXXX").string();
  REQUIRE(mkdtemp(name.data()) != nullptr);
  return name;
}

Json addresses_in(const std::string& port_file) {
  FileDisk disk;
  for (int tries = 0; tries < 500; ++tries) {
    if (const auto bytes = disk.read_file(port_file)) return parse_own_json(*bytes, port_file);
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  FAIL("the program never wrote its port file");
  return {};
}

}  // namespace

TEST_CASE("the program writes its addresses, serves, and ends with 0 on SIGTERM", "[program]") {
  const std::string folder = new_folder();
  Program program({"--snapshots", SAMPLE_SNAPSHOTS, "--day", "2026-09-03", "--port-file", folder + "/ports"});
  const Json addresses = addresses_in(folder + "/ports");
  const RunningSandbox asking;
  const Answer day = asking.get(std::string(addresses.text("control")) + "/day", {});
  CHECK(day.json().text("day") == "2026-09-03");
  const Answer students = asking.get(std::string(addresses.text("clever")) + "/users?role=student&limit=10000",
                                     {{"Authorization", "Bearer sandbox-clever-token"}});
  CHECK(data_of(students.json()).size() == 598);  // the one who joined on 2026-09-02 too
  CHECK(addresses.text("oauth").ends_with("/oauth/tokens"));
  program.terminate();
  CHECK(program.exit_code() == 0);
  std::filesystem::remove_all(folder);
}

TEST_CASE("--write-sample writes the district that --snapshots reads", "[program]") {
  const std::string folder = new_folder();
  CHECK(Program({"--write-sample", folder + "/snapshots"}).exit_code() == 0);
  FileDisk disk;
  CHECK(disk.read_file(folder + "/snapshots/manifest.json") ==
        disk.read_file(std::string(SAMPLE_SNAPSHOTS) + "/manifest.json"));
  std::filesystem::remove_all(folder);
}

TEST_CASE("the program's exit code says whether the arguments or the folder are wrong", "[program]") {
  CHECK(Program({"--help"}).exit_code() == 0);
  CHECK(Program({"--students"}).exit_code() == 64);
  CHECK(Program({"--snapshots", "/nonexistent"}).exit_code() == 78);
}

TEST_CASE("a port that another program holds is refused by name", "[program]") {
  const RunningSandbox first;
  const std::string url = first.sandbox.clever_url();
  const int port = std::stoi(url.substr(std::string("http://127.0.0.1:").size()));
  ManualClock clock;
  SandboxSettings settings;
  settings.clever_port = port;
  CHECK_THROWS_AS(Sandbox(small_world(), settings, clock), Error);
}

TEST_CASE("with --clever-clock last_sync is the machine's time", "[program]") {
  ManualClock clock;
  SandboxSettings settings;
  settings.sync_time = SandboxSettings::SyncTime::machine;
  const Sandbox sandbox(small_world(), settings, clock);
  const RunningSandbox asking;
  const std::string control = sandbox.control_url();
  CHECK(asking.get(control + "/day", {}).json().text("last_sync") == "2027-01-15T08:00:00.000Z");
  clock.sleep(std::chrono::hours(1));
  static_cast<void>(asking.post(control + "/event", {}, R"({"event":"sync"})"));
  CHECK(asking.get(control + "/day", {}).json().text("last_sync") == "2027-01-15T09:00:00.000Z");
}
