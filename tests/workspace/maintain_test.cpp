#include <cstdlib>

#include "catch.hpp"
#include "scratch.hpp"

using namespace clever_sync;

namespace {

std::string packs(const Scratch& scratch) {
  return git(scratch / "w", "count-objects -v | grep packs:");
}

}  // namespace

TEST_CASE("maintenance packs when git sees the need, and the open repository reads on", "[workspace]") {
  const Scratch scratch;
  Repository repository = Repository::init(scratch / "w", Repository::Layout::checked_out);
  for (int night = 0; night < 3; ++night) {
    Files files;
    for (int i = 0; i < 100; ++i)
      files[std::to_string(night) + "/" + std::to_string(i)] = std::to_string(1000 * night + i);
    commit_files(repository, files);
  }
  CHECK(maintain(repository).empty());
  CHECK(packs(scratch) == "packs: 3");  // git sees no need yet
  git(scratch / "w", "config gc.autoPackLimit 2");
  CHECK(maintain(repository).empty());
  CHECK(packs(scratch) == "packs: 1");
  CHECK(repository.read_file(*repository.resolve("HEAD~2"), "0/7") == "7");
  commit_files(repository, {{"s/7", "after"}});
  CHECK(git(scratch / "w", "status --porcelain").empty());
  CHECK(fsck(scratch / "w").empty());
}

TEST_CASE("maintenance that fails is a sentence, not an end", "[workspace]") {
  const Scratch scratch;
  Repository repository = Repository::init(scratch / "w", Repository::Layout::bare);
  commit_files(repository, {{"a", "1"}});
  write_by_hand(scratch / "w/config", read_by_hand(scratch / "w/config") + "[gc]\n\tauto = nonsense\n");
  CHECK(maintain(repository).find("gc.auto") != std::string::npos);
}

TEST_CASE("maintenance says so when there is no git", "[workspace]") {
  const Scratch scratch;
  const Repository repository = Repository::init(scratch / "w", Repository::Layout::bare);
  const std::string path = std::getenv("PATH");
  setenv("PATH", "/nonexistent", 1);
  const std::string said = maintain(repository);
  setenv("PATH", path.c_str(), 1);
  CHECK(said.find("can't be started") != std::string::npos);
}
