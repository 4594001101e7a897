#include <signal.h>
#include <sys/resource.h>

#include <filesystem>

#include "catch.hpp"
#include "scratch.hpp"

using namespace clever_sync;

namespace fs = std::filesystem;

namespace {

struct World {
  Scratch scratch;
  Repository repository = Repository::init(scratch / "w", Repository::Layout::checked_out);
  std::string top = scratch / "w";
  ObjectId base = commit_files(repository, {{"s/a.json", "1"}});

  void check_refused(const Files& files) {
    try {
      commit_files(repository, files);
      FAIL("published although the disk refused");
    } catch (const Error& error) {
      INFO(error.what());
      CHECK(error.kind() == ErrorKind::storage);
    }
  }

  /// Nothing has moved and nothing shows; and with the disk in order again, the same commit passes.
  void check_unmoved_and_able(const Files& files) {
    CHECK(repository.tip() == base);
    CHECK(git(top, "status --porcelain").empty());
    CHECK(read_by_hand(top + "/s/a.json") == "1");
    const ObjectId made = commit_files(repository, files);
    CHECK(git(top, "rev-parse main") == made);
    CHECK(git(top, "status --porcelain").empty());
    CHECK(fsck(top).empty());
  }
};

Files many_files() {
  Files files;
  for (int i = 0; i < 300; ++i) files["s/" + std::to_string(i)] = std::string(2000, 'x') + std::to_string(i * 7919);
  return files;
}

/// While it lives no file of this process can grow beyond so many bytes: a disk that fills up, even for root.
class FullDisk {
 public:
  explicit FullDisk(rlim_t bytes) {
    signal(SIGXFSZ, SIG_IGN);
    getrlimit(RLIMIT_FSIZE, &before_);
    const rlimit limit{.rlim_cur = bytes, .rlim_max = before_.rlim_max};
    setrlimit(RLIMIT_FSIZE, &limit);
  }
  FullDisk(const FullDisk&) = delete;
  FullDisk& operator=(const FullDisk&) = delete;
  FullDisk(FullDisk&&) = delete;
  FullDisk& operator=(FullDisk&&) = delete;
  ~FullDisk() { setrlimit(RLIMIT_FSIZE, &before_); }

 private:
  rlimit before_{};
};

}  // namespace

TEST_CASE("a pack that can't be written refuses the commit", "[workspace]") {
  World world;
  const std::string folder = world.top + "/.git/objects/pack";
  fs::remove_all(folder);
  write_by_hand(folder, "in the way");
  world.check_refused(many_files());
  fs::remove(folder);
  world.check_unmoved_and_able(many_files());
}

TEST_CASE("a loose object that can't be written refuses the commit", "[workspace]") {
  World world;
  const std::string folder = world.top + "/.git/objects/" + Repository::blob_id("2").substr(0, 2);
  write_by_hand(folder, "in the way");
  world.check_refused({{"s/a.json", "2"}});
  fs::remove(folder);
  world.check_unmoved_and_able({{"s/a.json", "2"}});
}

TEST_CASE("a branch file that can't be replaced refuses the commit", "[workspace]") {
  World world;
  const std::string folder = world.top + "/.git/refs/heads";
  git(world.top, "pack-refs --all");
  fs::remove_all(folder);
  write_by_hand(folder, "in the way");
  world.check_refused({{"s/a.json", "2"}});
  fs::remove(folder);
  fs::create_directory(folder);
  world.check_unmoved_and_able({{"s/a.json", "2"}});  // over a branch that is a line of packed-refs
}

TEST_CASE("a disk that fills up while a pack grows refuses the commit and leaves no junk", "[workspace]") {
  World world;
  {
    const FullDisk full(6000);
    world.check_refused(many_files());
  }
  for (const auto& entry : fs::directory_iterator(world.top + "/.git/objects/pack")) FAIL(entry.path().string());
  world.check_unmoved_and_able(many_files());
}

TEST_CASE("a disk with no room for the checkout's files refuses the commit before the branch moves", "[workspace]") {
  World world;
  const Files large = {{"s/a.json", std::string(30'000, 'x')}};
  {
    const FullDisk full(20'000);  // enough for the objects, not for the file
    world.check_refused(large);
  }
  for (const auto& entry : fs::directory_iterator(world.top + "/.git/clever-sync")) {
    CHECK_FALSE(entry.path().filename().string().starts_with("staged-"));
  }
  world.check_unmoved_and_able(large);
}

TEST_CASE("a disk that fills up while an interrupted checkout follows is finished by the next run", "[workspace]") {
  World world;
  fs::copy_file(world.top + "/.git/index", world.top + "/.git/old-index");
  const ObjectId made = commit_files(world.repository, {{"s/a.json", std::string(30'000, 'x')}});
  fs::rename(world.top + "/.git/old-index", world.top + "/.git/index");
  write_by_hand(world.top + "/s/a.json", "1");
  write_by_hand(world.top + "/.git/clever-sync/checkout-pending", made + "\n");
  {
    const FullDisk full(20'000);
    CHECK_THROWS_AS(Repository::open(world.top).recover(), Error);
  }
  Repository::open(world.top).recover();
  CHECK(git(world.top, "status --porcelain").empty());
  CHECK(read_by_hand(world.top + "/s/a.json").size() == 30'000);
}

TEST_CASE("a damaged or missing object is a storage error that says what to run", "[workspace]") {
  World world;
  const ObjectId blob = Repository::blob_id("1");
  const std::string file = world.top + "/.git/objects/" + blob.substr(0, 2) + "/" + blob.substr(2);
  fs::permissions(file, fs::perms::owner_all);
  write_by_hand(file, "damaged");
  for (const ObjectId& id : {blob, Repository::blob_id("never written")}) {
    try {
      (void)Repository::open(world.top).read_blob(id);
      FAIL("read what is not there");
    } catch (const Error& error) {
      CHECK(error.kind() == ErrorKind::storage);
      CHECK(std::string(error.what()).find("git fsck") != std::string::npos);
    }
  }
}
