#include <unistd.h>

#include <filesystem>

#include "catch.hpp"
#include "scratch.hpp"

using namespace clever_sync;

namespace {

struct World {
  Scratch scratch;
  Repository repository = Repository::init(scratch / "w", Repository::Layout::checked_out);
  [[nodiscard]] std::string status() const { return git(scratch / "w", "status --porcelain"); }
};

}  // namespace

TEST_CASE("index and files of a checkout follow each commit", "[workspace]") {
  World world;
  commit_files(world.repository, {{"snapshots/a.json", "1"}, {"snapshots/deep/b.json", "2"}, {"plan.md", "3"}});
  CHECK(world.status().empty());
  CHECK(read_by_hand(world.scratch / "w/snapshots/deep/b.json") == "2");
  commit_files(world.repository, {{"snapshots/a.json", "4"}, {"snapshots/deep/b.json", std::nullopt}});
  CHECK(world.status().empty());
  CHECK(read_by_hand(world.scratch / "w/snapshots/a.json") == "4");
  CHECK_FALSE(exists(world.scratch / "w/snapshots/deep"));
  // git believes the index's stat data, it does not merely find equal content
  CHECK(git(world.scratch / "w", "diff-files --name-only").empty());
}

TEST_CASE("a file becomes a folder and back in the checkout too", "[workspace]") {
  World world;
  commit_files(world.repository, {{"x", "file"}, {"y/z", "below"}});
  commit_files(world.repository, {{"x/z", "below"}, {"y", "file"}});
  CHECK(world.status().empty());
  CHECK(read_by_hand(world.scratch / "w/y") == "file");
  CHECK(read_by_hand(world.scratch / "w/x/z") == "below");
}

TEST_CASE("a person's edits beside the tool's files are left alone, staged and unstaged", "[workspace]") {
  World world;
  commit_files(world.repository, {{"rules/a.yaml", "1"}, {"rules/b.yaml", "1"}, {"snapshots/s.json", "1"}});
  write_by_hand(world.scratch / "w/rules/a.yaml", "edited");
  write_by_hand(world.scratch / "w/rules/b.yaml", "staged");
  git(world.scratch / "w", "add rules/b.yaml");
  write_by_hand(world.scratch / "w/rules/c.yaml", "untracked");
  commit_files(world.repository, {{"snapshots/s.json", "2"}});
  CHECK(world.status() == " M rules/a.yaml\nM  rules/b.yaml\n?? rules/c.yaml");
  CHECK(read_by_hand(world.scratch / "w/rules/a.yaml") == "edited");
}

TEST_CASE("a file that a person changed meanwhile is not overwritten", "[workspace]") {
  World world;
  commit_files(world.repository, {{"snapshots/s.json", "1"}, {"snapshots/t.json", "1"}, {"snapshots/u.json", "1"}});
  write_by_hand(world.scratch / "w/snapshots/s.json", "a person's");
  write_by_hand(world.scratch / "w/snapshots/t.json", "a person's");
  write_by_hand(world.scratch / "w/snapshots/new.json", "a person's");
  commit_files(world.repository, {{"snapshots/s.json", "2"},
                                  {"snapshots/t.json", std::nullopt},
                                  {"snapshots/u.json", "2"},
                                  {"snapshots/new.json", "2"}});
  for (const char* name : {"s", "t", "new"}) {
    CHECK(read_by_hand(world.scratch / ("w/snapshots/" + std::string(name) + ".json")) == "a person's");
  }
  CHECK(world.status() == " M snapshots/new.json\n M snapshots/s.json\n?? snapshots/t.json");
  CHECK(read_by_hand(world.scratch / "w/snapshots/u.json") == "2");
}

TEST_CASE("nothing is written through a symbolic link to a folder", "[workspace]") {
  World world;
  commit_files(world.repository, {{"snapshots/s.json", "1"}});
  write_by_hand(world.scratch / "elsewhere/s.json", "1");
  std::filesystem::remove_all(world.scratch / "w/snapshots");
  std::filesystem::create_directory_symlink(world.scratch / "elsewhere", world.scratch / "w/snapshots");
  commit_files(world.repository, {{"snapshots/s.json", "2"}});
  CHECK(read_by_hand(world.scratch / "elsewhere/s.json") == "1");
}

TEST_CASE("five thousand files reach the checkout in one commit", "[workspace]") {
  World world;
  Files files;
  for (int i = 0; i < 5000; ++i) files["s/" + std::to_string(i % 50) + "/" + std::to_string(i)] = std::to_string(i);
  commit_files(world.repository, files);
  CHECK(world.status().empty());
  CHECK(git(world.scratch / "w", "ls-files | wc -l") == "5000");
}

TEST_CASE("an edit that leaves size and times as they were is seen and kept", "[workspace]") {
  World world;
  commit_files(world.repository, {{"s/a.json", "one"}, {"s/b.json", "one"}});
  const std::string path = world.scratch / "w/s/a.json";
  const auto written = std::filesystem::last_write_time(path);
  write_by_hand(path, "ONE");
  std::filesystem::last_write_time(path, written);
  commit_files(world.repository, {{"s/a.json", "two"}, {"s/b.json", "two"}});
  CHECK(read_by_hand(path) == "ONE");
  CHECK(world.status() == " M s/a.json");
}

TEST_CASE("an edit in the same instant as the tool's own write is seen by git", "[workspace]") {
  World world;
  for (int round = 0; round < 20; ++round) {
    commit_files(world.repository, {{"s/a.json", std::to_string(1000 + round)}});
    write_by_hand(world.scratch / "w/s/a.json", std::to_string(9000 + round));
    REQUIRE(world.status() == " M s/a.json");
    git(world.scratch / "w", "checkout -q s/a.json");
  }
}

TEST_CASE("a checkout on another disk than its git folder follows too", "[workspace]") {
  if (!std::filesystem::is_directory("/dev/shm") || !std::filesystem::is_directory("/var/tmp")) return;
  const Scratch scratch;
  const std::string elsewhere = "/var/tmp/clever-sync-git." + std::to_string(getpid());
  Repository::init(scratch / "w", Repository::Layout::checked_out);
  std::filesystem::copy(scratch / "w/.git", elsewhere, std::filesystem::copy_options::recursive);
  std::filesystem::remove_all(scratch / "w/.git");
  write_by_hand(scratch / "w/.git", "gitdir: " + elsewhere + "\n");
  git(scratch / "w", "config core.worktree '" + (scratch / "w") + "'");
  Repository repository = Repository::open(scratch / "w");
  commit_files(repository, {{"s/a.json", "1"}, {"s/b.json", "1"}});
  commit_files(repository, {{"s/a.json", "2"}});
  CHECK(read_by_hand(scratch / "w/s/a.json") == "2");
  CHECK(git(scratch / "w", "status --porcelain").empty());
  std::filesystem::remove_all(elsewhere);
}

TEST_CASE("a linked worktree is a checkout of its own", "[workspace]") {
  World world;
  commit_files(world.repository, {{"a", "1"}});
  git(world.scratch / "w", "worktree add -q -b side '" + (world.scratch / "side") + "'");
  Repository side = Repository::open(world.scratch / "side");
  const ObjectId made = commit_files(side, {{"a", "2"}});
  CHECK(git(world.scratch / "w", "rev-parse side") == made);
  CHECK(git(world.scratch / "side", "status --porcelain").empty());
  CHECK(world.status().empty());
  CHECK(read_by_hand(world.scratch / "w/a") == "1");
}

TEST_CASE("blobs are read from the checkout's files only if those hold the very bytes", "[workspace]") {
  World world;
  const ObjectId id = commit_files(world.repository, {{"s/a.json", "committed"}});
  const TreeFile file = world.repository.files_below(id, "s").at(0);
  CHECK(world.repository.read_blob(file) == "committed");
  write_by_hand(world.scratch / "w/s/a.json", "edited");
  CHECK(world.repository.read_blob(file) == "committed");
  std::filesystem::remove(world.scratch / "w/s/a.json");
  CHECK(world.repository.read_blob(file) == "committed");
}

TEST_CASE("people's reflog shows the tool's steps", "[workspace]") {
  World world;
  commit_files(world.repository, {{"a", "1"}}, "first night");
  commit_files(world.repository, {{"a", "2"}}, "second night");
  CHECK(git(world.scratch / "w", "log -g --format=%gs main") == "clever-sync: second night\nclever-sync: first night");
  CHECK(git(world.scratch / "w", "rev-parse HEAD@{1}") == git(world.scratch / "w", "rev-parse HEAD~1"));
}
