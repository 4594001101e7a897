#include "catch.hpp"
#include "scratch.hpp"

using namespace clever_sync;

namespace {

struct World {
  Scratch scratch;
  Repository repository = Repository::init(scratch / "w", Repository::Layout::bare);
};

}  // namespace

TEST_CASE("a commit keeps what it does not mention", "[workspace]") {
  World world;
  commit_files(world.repository, {{"rules/keep.yaml", "keep"}, {"snapshots/a.json", "1"}});
  const ObjectId second = commit_files(world.repository, {{"snapshots/a.json", "2"}, {"plans/plan.md", "p"}});
  CHECK(content_of(world.repository, second) == std::map<std::string, std::string>{{"plans/plan.md", "p"},
                                                                                   {"rules/keep.yaml", "keep"},
                                                                                   {"snapshots/a.json", "2"}});
  CHECK(fsck(world.repository.path()).empty());
}

TEST_CASE("a folder that loses its last file vanishes, and so do the folders above it", "[workspace]") {
  World world;
  commit_files(world.repository, {{"a/b/c.json", "1"}, {"d.json", "2"}});
  const ObjectId second = commit_files(world.repository, {{"a/b/c.json", std::nullopt}});
  CHECK(world.repository.object_at(second, "a").empty());
  CHECK(content_of(world.repository, second) == std::map<std::string, std::string>{{"d.json", "2"}});
  const ObjectId third = commit_files(world.repository, {{"d.json", std::nullopt}});
  CHECK(world.repository.object_at(third, "") == "4b825dc642cb6eb9a060e54bf8d69288fbee4904");
  CHECK(fsck(world.repository.path()).empty());
}

TEST_CASE("a file may become a folder and a folder a file", "[workspace]") {
  World world;
  commit_files(world.repository, {{"x", "file"}, {"y/z", "below"}});
  const ObjectId second = commit_files(world.repository, {{"x/z", "below"}, {"y", "file"}});
  CHECK(content_of(world.repository, second) == std::map<std::string, std::string>{{"x/z", "below"}, {"y", "file"}});
  CHECK(fsck(world.repository.path()).empty());
}

TEST_CASE("names that sort around the slash keep git's order of entries", "[workspace]") {
  World world;
  const ObjectId commit =
      commit_files(world.repository, {{"a-b", "1"}, {"a.json", "2"}, {"a/b", "3"}, {"a0", "4"}, {"A", "5"}});
  CHECK(fsck(world.repository.path()).empty());
  std::vector<std::string> paths;
  for (const TreeFile& file : world.repository.files_below(commit, "")) paths.push_back(file.path);
  CHECK(paths == std::vector<std::string>{"A", "a-b", "a.json", "a/b", "a0"});
}

TEST_CASE("putting what is there already changes nothing, and taking a change back neither", "[workspace]") {
  World world;
  const ObjectId base = commit_files(world.repository, {{"s/a.json", "1"}, {"s/b.json", "2"}});
  CommitBuilder builder(world.repository, base);
  builder.put("s/a.json", "1");
  builder.remove("s/never-there.json");
  CHECK_FALSE(builder.changes_anything());
  builder.put("s/a.json", "other");
  CHECK(builder.changes_anything());
  builder.put("s/a.json", "1");
  CHECK_FALSE(builder.changes_anything());
  CHECK(builder.object_at("") == world.repository.object_at(base, ""));
}

TEST_CASE("a folder is replaced as a whole by what was put", "[workspace]") {
  World world;
  const ObjectId base = commit_files(
      world.repository, {{"s/old.json", "1"}, {"s/same.json", "2"}, {"s/deep/old.json", "3"}, {"t.json", "4"}});
  CommitBuilder builder(world.repository, base);
  builder.put("s/same.json", "2");
  builder.put("s/new.json", "5");
  builder.remove_others_below("s");
  const auto made = std::get<ObjectId>(builder.publish(subject("replace"), night(1)));
  CHECK(content_of(world.repository, made) ==
        std::map<std::string, std::string>{{"s/new.json", "5"}, {"s/same.json", "2"}, {"t.json", "4"}});
}

TEST_CASE("ids of files and folders are known before anything is published", "[workspace]") {
  World world;
  const ObjectId base = commit_files(world.repository, {{"s/a.json", "1"}, {"s/b.json", "2"}, {"t/c.json", "3"}});
  CommitBuilder builder(world.repository, base);
  builder.put("s/a.json", "changed");
  builder.put("n/d.json", "new");
  builder.remove("t/c.json");
  const ObjectId root = builder.object_at("");
  const ObjectId folder = builder.object_at("s");
  CHECK(builder.object_at("s/a.json") == Repository::blob_id("changed"));
  CHECK(builder.object_at("s/b.json") == Repository::blob_id("2"));
  CHECK(builder.object_at("t").empty());
  CHECK(builder.object_at("t/c.json").empty());
  CHECK(builder.object_at("nothing/here").empty());
  const ObjectId new_folder = builder.object_at("n");
  const auto made = std::get<ObjectId>(builder.publish(subject("s"), night(1)));
  CHECK(world.repository.object_at(made, "") == root);
  CHECK(world.repository.object_at(made, "s") == folder);
  CHECK(world.repository.object_at(made, "n") == new_folder);
}

TEST_CASE("an executable file of the base stays executable", "[workspace]") {
  const Scratch scratch;
  git(".", "init -q -b main '" + (scratch / "w") + "'");
  write_by_hand(scratch / "w/hook.sh", "one");
  git(scratch / "w", "add hook.sh && git -C '" + (scratch / "w") + "' update-index --chmod=+x hook.sh");
  git(scratch / "w", "commit -qm first");
  git(scratch / "w", "reset -q --hard");
  Repository repository = Repository::open(scratch / "w");
  commit_files(repository, {{"hook.sh", "two"}});
  CHECK(git(scratch / "w", "ls-tree HEAD hook.sh").starts_with("100755 blob"));
  CHECK(git(scratch / "w", "status --porcelain").empty());
}

TEST_CASE("paths that git would refuse are refused here", "[workspace]") {
  World world;
  CommitBuilder builder(world.repository, "");
  for (const char* path : {"", "/a", "a/", "a//b", "../a", "a/./b", ".git/config", "a/.GIT/b", "a\\b"}) {
    CHECK_THROWS_AS(builder.put(path, "x"), Error);
  }
  builder.put("a", "file");
  CHECK_THROWS_AS(builder.put("a/b", "below"), Error);
  builder.put("c/d", "below");
  CHECK_THROWS_AS(builder.put("c", "file"), Error);
}
