#include <fcntl.h>
#include <unistd.h>

#include <filesystem>

#include "catch.hpp"
#include "scratch.hpp"

using namespace clever_sync;

namespace {

/// What open (or whatever is called) says when it refuses; fails unless it is a matter of configuration.
template <class Call>
std::string refusal(Call call) {
  try {
    call();
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::configuration);
    return error.what();
  }
  FAIL("not refused");
  return "";
}

std::string open_refusal(const std::string& path) {
  return refusal([&] { (void)Repository::open(path); });
}

bool mentions(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("a new workspace is on main, whatever git's default branch is", "[workspace]") {
  const Scratch scratch;
  const Repository repository = Repository::init(scratch / "deep/er/w", Repository::Layout::checked_out);
  CHECK(git(scratch / "deep/er/w", "symbolic-ref HEAD") == "refs/heads/main");
  CHECK(repository.path() == scratch / "deep/er/w");
  CHECK(repository.work_folder() == repository.path());
  CHECK(repository.private_folder() == scratch / "deep/er/w/.git/clever-sync");
  CHECK(exists(repository.private_folder()));
  const Repository bare = Repository::init(scratch / "bare.git", Repository::Layout::bare);
  CHECK(bare.work_folder().empty());
  CHECK(bare.private_folder() == scratch / "bare.git/clever-sync");
}

TEST_CASE("init takes an empty folder and refuses anything else that is there", "[workspace]") {
  const Scratch scratch;
  std::filesystem::create_directory(scratch / "empty");
  CHECK(Repository::init(scratch / "empty", Repository::Layout::checked_out).tip().empty());
  write_by_hand(scratch / "full/file", "x");
  write_by_hand(scratch / "file", "x");
  for (const char* name : {"full", "file", "empty"}) {
    CHECK(mentions(refusal([&] { (void)Repository::init(scratch / name, Repository::Layout::checked_out); }),
                   "is there already"));
  }
  CHECK(read_by_hand(scratch / "full/file") == "x");
}

TEST_CASE("what is no workspace is refused in one sentence that says what to do", "[workspace]") {
  const Scratch scratch;
  write_by_hand(scratch / "file", "x");
  std::filesystem::create_directories(scratch / "plain/below");
  CHECK(mentions(open_refusal(scratch / "nowhere"), "does not exist"));
  CHECK(mentions(open_refusal(scratch / "file"), "is a file"));
  CHECK(mentions(open_refusal(scratch / "plain"), "is no git repository; make a workspace with `clever-sync init`"));
}

TEST_CASE("a folder inside a repository is not taken for its top", "[workspace]") {
  const Scratch scratch;
  (void)Repository::init(scratch / "w", Repository::Layout::checked_out);
  std::filesystem::create_directories(scratch / "w/rules");
  CHECK(mentions(open_refusal(scratch / "w/rules"), "inside the repository " + (scratch / "w")));
  CHECK(Repository::open(scratch / "w/").path() == scratch / "w");
}

TEST_CASE("a repository of another user is named as that", "[workspace]") {
  if (geteuid() != 0) return;  // only root can give a folder away
  const Scratch scratch;
  for (const auto layout : {Repository::Layout::checked_out, Repository::Layout::bare}) {
    const std::string path = scratch / (layout == Repository::Layout::bare ? "bare" : "w");
    (void)Repository::init(path, layout);
    REQUIRE(chown(path.c_str(), 12345, 12345) == 0);
    const std::string said = open_refusal(path);
    CHECK(mentions(said, "belongs to another user (uid 12345"));
    CHECK(mentions(said, "safe.directory " + path));
  }
}

TEST_CASE("SHA-256 repositories and unknown formats are named as that", "[workspace]") {
  const Scratch scratch;
  git(".", "init -q --object-format=sha256 '" + (scratch / "sha256") + "'");
  CHECK(mentions(open_refusal(scratch / "sha256"), "SHA-256"));
  git(".", "init -q '" + (scratch / "partial") + "'");
  git(scratch / "partial", "config core.repositoryFormatVersion 1");
  git(scratch / "partial", "config extensions.partialClone origin");
  CHECK(mentions(open_refusal(scratch / "partial"), "partialclone"));
}
