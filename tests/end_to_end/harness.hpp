#pragma once
// The real programs, driven from outside: clever-sync in a workspace of its own, the sandbox behind it, git beside
// them.

#include <sys/types.h>

#include <map>
#include <string>
#include <vector>

namespace end_to_end {

inline bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

/// What a program left: its exit code and what it printed.
struct Outcome {
  int exit = -1;
  std::string out;
  std::string err;
};

/// Runs a program to its end. `environment` is added to the test's own.
Outcome run_program(const std::vector<std::string>& argv, const std::map<std::string, std::string>& environment);

/// A folder that goes with the test.
class TemporaryFolder {
 public:
  TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  ~TemporaryFolder();
  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  std::string path_;
};

/// A running clever-sync-sandbox.
class Sandbox {
 public:
  /// With further arguments, such as {"--students", "2000", "--seed", "7"}; the sample district when there are none.
  explicit Sandbox(const std::vector<std::string>& arguments);
  Sandbox(const Sandbox&) = delete;
  Sandbox& operator=(const Sandbox&) = delete;
  ~Sandbox();

  /// One of `clever`, `oauth`, `sphero`, `control`.
  [[nodiscard]] std::string address(const std::string& what) const;
  /// POSTs JSON to the control API and fails the test unless it answers 200; returns the answer's body.
  std::string control(const std::string& path, const std::string& json) const;
  /// GETs from the control API.
  [[nodiscard]] std::string ask(const std::string& path) const;

 private:
  TemporaryFolder folder_;
  pid_t process_ = 0;
  std::map<std::string, std::string> addresses_;
};

/// A workspace made by `init` for the sandbox's district.
class DistrictWorkspace {
 public:
  enum class Layout { checked_out, bare };
  DistrictWorkspace(const Sandbox& sandbox, Layout layout);

  /// clever-sync -C <workspace> ARGUMENTS…
  [[nodiscard]] Outcome run(const std::vector<std::string>& arguments) const;
  /// `nightly` as of the day, after the sandbox moved there.
  [[nodiscard]] Outcome night(const std::string& day) const;
  /// The same, begun and not waited for.
  [[nodiscard]] pid_t start(const std::vector<std::string>& arguments) const;
  [[nodiscard]] Outcome git(const std::vector<std::string>& arguments) const;
  [[nodiscard]] std::string file(const std::string& path) const;
  void write_file(const std::string& path, const std::string& bytes) const;
  [[nodiscard]] const std::string& path() const { return path_; }

  std::map<std::string, std::string> environment;

 private:
  const Sandbox& sandbox_;
  TemporaryFolder folder_;
  std::string path_;
};

inline constexpr const char* sample_district = "58da8a43cc70ab00017a1a87";

}  // namespace end_to_end
