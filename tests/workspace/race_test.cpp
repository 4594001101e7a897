#include <fmt/core.h>

#include <set>

#include "catch.hpp"
#include "scratch.hpp"

using namespace clever_sync;

namespace {

/// Adds a file of its own to the branch, building again as often as somebody else was faster.
void add_for_sure(Repository& repository, const std::string& path) {
  for (;;) {
    CommitBuilder builder(repository, repository.tip());
    builder.put(path, path);
    if (std::holds_alternative<ObjectId>(builder.publish(subject(path), night(0)))) return;
  }
}

}  // namespace

TEST_CASE("six processes that race for the branch lose no commit", "[workspace]") {
  const Scratch scratch;
  Repository repository = Repository::init(scratch / "w", Repository::Layout::bare);
  constexpr int processes = 6;
  constexpr int commits = 12;
  std::vector<int> children;
  for (int process = 0; process < processes; ++process) {
    children.push_back(in_child([&] {
      Repository own = Repository::open(scratch / "w");
      for (int i = 0; i < commits; ++i) add_for_sure(own, fmt::format("{}/{}", process, i));
    }));
  }
  for (const int child : children) CHECK(exit_code_of(child) == 0);
  CHECK(repository.files_below(repository.tip(), "").size() == processes * commits);
  std::set<std::string> subjects;
  repository.walk(repository.tip(), [&](const CommitInfo& info) { return subjects.insert(info.subject).second; });
  CHECK(subjects.size() == processes * commits);
  CHECK(fsck(scratch / "w").empty());
}

TEST_CASE("a person's git and the tool racing on one branch lose no commit", "[workspace]") {
  const Scratch scratch;
  Repository repository = Repository::init(scratch / "w", Repository::Layout::checked_out);
  add_for_sure(repository, "first");
  constexpr int commits = 12;
  const int tool = in_child([&] {
    Repository own = Repository::open(scratch / "w");
    for (int i = 0; i < commits; ++i) add_for_sure(own, fmt::format("tool/{}", i));
  });
  int persons = 0;
  while (persons < commits) {
    // git gives up at once when the index is locked or the branch has moved, and the person tries again
    if (try_git(scratch / "w", fmt::format("commit -q --allow-empty -m person-{}", persons))) ++persons;
  }
  REQUIRE(exit_code_of(tool) == 0);
  CHECK(git(scratch / "w", "rev-list --count --first-parent HEAD") == std::to_string(1 + 2 * commits));
  CHECK(repository.files_below(repository.tip(), "tool").size() == commits);
  CHECK(git(scratch / "w", "status --porcelain").empty());
  CHECK(fsck(scratch / "w").empty());
}

TEST_CASE("a lock that somebody left is named, and the branch stays", "[workspace]") {
  const Scratch scratch;
  Repository repository = Repository::init(scratch / "w", Repository::Layout::checked_out);
  const ObjectId base = commit_files(repository, {{"a", "1"}});
  for (const std::string name : {"refs/heads/main.lock", "index.lock"}) {
    const std::string lock = scratch / ("w/.git/" + name);
    write_by_hand(lock, "");
    std::string said;
    try {
      commit_files(repository, {{"a", "2"}});
    } catch (const Error& error) {
      CHECK(error.kind() == ErrorKind::storage);
      said = error.what();
    }
    CHECK(said.find(name) != std::string::npos);
    CHECK(repository.tip() == base);
    CHECK(read_by_hand(scratch / "w/a") == "1");
    CHECK(exists(lock));  // nobody's to remove but the person's
    std::remove(lock.c_str());
    CHECK(git(scratch / "w", "status --porcelain").empty());
  }
  commit_files(repository, {{"a", "2"}});
  CHECK(git(scratch / "w", "status --porcelain").empty());
}
