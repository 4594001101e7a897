#include <signal.h>
#include <unistd.h>

#include <filesystem>

#include "catch.hpp"
#include "die_at_write.hpp"
#include "scratch.hpp"

using namespace clever_sync;

namespace fs = std::filesystem;

namespace {

struct World {
  Scratch scratch;
  Repository repository = Repository::init(scratch / "w", Repository::Layout::checked_out);
  [[nodiscard]] std::string status() const { return git(scratch / "w", "status --porcelain"); }
  [[nodiscard]] std::string note() const { return scratch / "w/.git/clever-sync/checkout-pending"; }
};

/// The state of a checkout whose process died after the branch moved: index and files are the old ones, the note is
/// there.
struct DiedAfterMove {
  World world;
  ObjectId made;

  DiedAfterMove() {
    commit_files(world.repository, {{"s/a.json", "1"}, {"s/gone.json", "1"}, {"rules/r.yaml", "1"}});
    const std::string top = world.scratch / "w";
    fs::copy_file(top + "/.git/index", world.scratch / "old-index");
    made = commit_files(world.repository, {{"s/a.json", "2"}, {"s/gone.json", std::nullopt}, {"s/new.json", "2"}});
    fs::rename(world.scratch / "old-index", top + "/.git/index");
    write_by_hand(top + "/s/a.json", "1");
    write_by_hand(top + "/s/gone.json", "1");
    fs::remove(top + "/s/new.json");
    write_by_hand(world.note(), made + "\n");
  }
};

}  // namespace

TEST_CASE("after a death between branch and checkout the next run brings the checkout up", "[workspace]") {
  DiedAfterMove died;
  const std::string top = died.world.scratch / "w";
  Repository again = Repository::open(top);
  CHECK(again.obstacle({"s"}).has_value());  // what it would look like if nobody recovered
  again.recover();
  CHECK_FALSE(again.obstacle({"s"}).has_value());
  CHECK(died.world.status().empty());
  CHECK(read_by_hand(top + "/s/a.json") == "2");
  CHECK(read_by_hand(top + "/s/new.json") == "2");
  CHECK_FALSE(exists(top + "/s/gone.json"));
  CHECK_FALSE(exists(died.world.note()));
}

TEST_CASE("a person's edit is told from what the crash left behind", "[workspace]") {
  DiedAfterMove died;
  const std::string top = died.world.scratch / "w";
  write_by_hand(top + "/s/a.json", "a person's");
  write_by_hand(top + "/rules/r.yaml", "a person's");
  Repository again = Repository::open(top);
  again.recover();
  CHECK(died.world.status() == " M rules/r.yaml\n M s/a.json");
  CHECK(read_by_hand(top + "/s/a.json") == "a person's");
  REQUIRE(again.obstacle({"s"}).has_value());
  CHECK(again.obstacle({"s"})->what.find("s/a.json") != std::string::npos);
}

TEST_CASE("a death in the middle of the files is brought to its end", "[workspace]") {
  DiedAfterMove died;
  const std::string top = died.world.scratch / "w";
  write_by_hand(top + "/s/a.json", "2");                          // in place already
  write_by_hand(top + "/s/new.json.clever-sync-tmp", "2 but h");  // staged, torn
  fs::remove(top + "/s/gone.json");
  Repository::open(top).recover();
  CHECK(died.world.status().empty());
  CHECK(read_by_hand(top + "/s/new.json") == "2");
}

TEST_CASE("contents that a killed run had staged are cleared away by the next", "[workspace]") {
  World world;
  commit_files(world.repository, {{"s/a.json", "1"}});
  const std::string left = world.scratch / "w/.git/clever-sync/staged-1-0";
  write_by_hand(left + "/0", "half");
  commit_files(world.repository, {{"s/a.json", "2"}});
  CHECK_FALSE(exists(left));
  CHECK(read_by_hand(world.scratch / "w/s/a.json") == "2");
  CHECK(world.status().empty());
}

TEST_CASE("a note of a commit that never came to be is dropped", "[workspace]") {
  World world;
  commit_files(world.repository, {{"s/a.json", "1"}});
  write_by_hand(world.note(), "0123456789012345678901234567890123456789\n");
  write_by_hand(world.scratch / "w/s/a.json", "edited");
  Repository::open(world.scratch / "w").recover();
  CHECK_FALSE(exists(world.note()));
  CHECK(read_by_hand(world.scratch / "w/s/a.json") == "edited");
}

TEST_CASE("the next publish recovers by itself", "[workspace]") {
  DiedAfterMove died;
  Repository again = Repository::open(died.world.scratch / "w");
  commit_files(again, {{"s/more.json", "3"}});
  CHECK(died.world.status().empty());
  CHECK(read_by_hand(died.world.scratch / "w/s/a.json") == "2");
}

namespace {

using Content = std::map<std::string, std::string>;

/// What a person and the next run must find after a death, wherever it struck.
void check_whole(const std::string& top, const ObjectId& before, const Content& content_before,
                 const Content& content_after) {
  Repository repository = Repository::open(top);
  repository.recover();
  CHECK_FALSE(repository.obstacle({"s"}).has_value());
  CHECK(git(top, "status --porcelain").empty());
  const ObjectId tip = repository.tip();
  CHECK(content_of(repository, tip) == (tip == before ? content_before : content_after));
  commit_files(repository, {{"alive.json", "yes"}});  // no lock or note is left in the way
  CHECK_FALSE(repository.obstacle({"s", "alive.json"}).has_value());
}

}  // namespace

TEST_CASE("killed before any of its writes, a publish leaves the workspace whole", "[workspace]") {
  const Files changes = {{"s/a.json", "2"}, {"s/gone.json", std::nullopt}, {"s/deep/new.json", "2"}};
  const Content before = {{"s/a.json", "1"}, {"s/gone.json", "1"}};
  const Content after = {{"s/a.json", "2"}, {"s/deep/new.json", "2"}};
  const Scratch scratch;
  const std::string top = scratch / "w";
  {
    Repository repository = Repository::init(top, Repository::Layout::checked_out);
    commit_files(repository, {{"s/a.json", "1"}, {"s/gone.json", "1"}});
  }
  fs::copy(top, scratch / "saved", fs::copy_options::recursive);
  const ObjectId base = Repository::open(top).tip();

  int unmoved = 0;
  int moved = 0;
  for (int nth = 1;; ++nth) {
    fs::remove_all(top);
    fs::copy(scratch / "saved", top, fs::copy_options::recursive);
    const auto died = die_at_write(nth, [&] {
      Repository repository = Repository::open(top);
      commit_files(repository, changes);
    });
    if (died == Death::not_possible_here) {
      WARN("this machine does not allow tracing: nothing was tested");
      return;
    }
    INFO("died at write " << nth);
    ++(Repository::open(top).tip() == base ? unmoved : moved);
    check_whole(top, base, before, after);
    if (nth % 10 == 0) CHECK(fsck(top).empty());
    if (died == Death::never) break;  // it has fewer writes than that
  }
  CHECK(unmoved > 20);
  CHECK(moved > 10);
}

TEST_CASE("killed again while it recovers, the workspace still comes out whole", "[workspace]") {
  DiedAfterMove died;
  const std::string top = died.world.scratch / "w";
  fs::rename(top, died.world.scratch / "saved");
  const Content after = {{"rules/r.yaml", "1"}, {"s/a.json", "2"}, {"s/new.json", "2"}};
  for (int nth = 1;; ++nth) {
    fs::remove_all(top);
    fs::copy(died.world.scratch / "saved", top, fs::copy_options::recursive);
    const auto death = die_at_write(nth, [&] { Repository::open(top).recover(); });
    if (death == Death::not_possible_here) {
      WARN("this machine does not allow tracing: nothing was tested");
      return;
    }
    INFO("died at write " << nth);
    check_whole(top, died.made, after, after);
    if (death == Death::never) break;
  }
}

TEST_CASE("killed at some moment of a large publish, no unfinished pack stays", "[workspace]") {
  const Scratch scratch;
  const std::string top = scratch / "w";
  Repository repository = Repository::init(top, Repository::Layout::bare);
  for (int round = 1; round <= 8; ++round) {
    const int child = in_child([&] {
      Repository own = Repository::open(top);
      for (int step = 0;; ++step) {
        Files files;
        for (int i = 0; i < 400; ++i) files["s/" + std::to_string(i)] = std::to_string(1000 * round + step + i);
        commit_files(own, files);
      }
    });
    usleep(static_cast<useconds_t>(2000 + 3100 * round));
    kill(child, SIGKILL);
    CHECK(exit_code_of(child) == -1);
  }
  Files files;
  for (int i = 0; i < 400; ++i) files["s/" + std::to_string(i)] = std::to_string(-i);
  commit_files(repository, files);
  CHECK(fsck(top).empty());
  for (const auto& entry : fs::directory_iterator(top + "/objects/pack")) {
    const fs::path& path = entry.path();
    CHECK_FALSE(path.filename().string().starts_with("tmp_"));
    CHECK(fs::exists(fs::path(path).replace_extension(path.extension() == ".pack" ? ".idx" : ".pack")));
  }
}
