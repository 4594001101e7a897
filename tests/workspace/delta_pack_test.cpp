// Nights of a small district: what the repository holds after many of them, and what git makes of it.

#include <fmt/core.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "catch.hpp"
#include "die_at_write.hpp"
#include "scratch.hpp"
#include "workspace/pack_folder.hpp"

using namespace clever_sync;

namespace {

namespace fs = std::filesystem;

constexpr int schools = 12;
constexpr int records = 200;

/// A school's file on a night, when one record in a hundred is another one than the night before.
std::string school_on(int school, int night) {
  std::string text = "[\n";
  for (int id = 0; id < records; ++id) {
    const int last_change = night - (night - school * 31 - id) % 100;
    text += fmt::format(R"({{"id":"58da8c63d7dc0ca068{:06x}","name":"Biology {:x}","sis_id":"{:08x}"}})",
                        school * 1000 + id, last_change * 7919, static_cast<unsigned>(school * 7919 + id) * 104729U) +
            ",\n";
  }
  return text + "{}]\n";
}

Files files_on(int night) {
  Files files;
  for (int school = 0; school < schools; ++school) {
    files[fmt::format("snapshots/sections/{:02}.json", school)] = school_on(school, night);
  }
  return files;
}

std::map<std::string, std::string> content_on(int night) {
  std::map<std::string, std::string> content;
  for (const auto& [path, bytes] : files_on(night)) content[path] = *bytes;
  return content;
}

std::uintmax_t bytes_of_packs(const std::string& folder) {
  std::uintmax_t bytes = 0;
  for (const std::string& pack : packs_in(folder)) bytes += fs::file_size(pack + ".pack");
  return bytes;
}

struct World {
  explicit World(Repository::Layout layout) : repository(Repository::init(scratch / "w", layout)) {}
  Scratch scratch;
  Repository repository;
  [[nodiscard]] std::string packs() const {
    return scratch / (repository.is_bare() ? "w/objects/pack" : "w/.git/objects/pack");
  }
};

}  // namespace

TEST_CASE("night after night the repository grows by little more than what changed", "[workspace]") {
  for (const auto layout : {Repository::Layout::checked_out, Repository::Layout::bare}) {
    World world(layout);
    commit_files(world.repository, files_on(0));
    const std::uintmax_t whole = bytes_of_packs(world.packs());
    for (int night = 1; night <= 10; ++night) commit_files(world.repository, files_on(night));
    CHECK(packs_in(world.packs()).size() == 1);
    CHECK(bytes_of_packs(world.packs()) < 2 * whole);  // ten nights; whole files would be eleven times as much
    CHECK(fsck(world.scratch / "w").empty());
    for (int night = 0; night <= 10; ++night) {
      const auto id = world.repository.resolve(fmt::format("HEAD~{}", 10 - night));
      CHECK(content_of(world.repository, *id) == content_on(night));
    }
    CHECK(git(world.scratch / "w", "show HEAD~3:snapshots/sections/05.json") + "\n" == school_on(5, 7));
    if (layout == Repository::Layout::checked_out) CHECK(git(world.scratch / "w", "status --porcelain").empty());
  }
}

TEST_CASE("a chain of deltas stays as short as git's own", "[workspace]") {
  World world(Repository::Layout::bare);
  Files first = files_on(0);
  for (int i = 0; i < 60; ++i) first[fmt::format("other/{}", i)] = std::to_string(i);  // files that never change
  commit_files(world.repository, first);
  for (int night = 1; night <= 60; ++night) {
    commit_files(world.repository, {{"snapshots/sections/00.json", school_on(0, night)},
                                    {"snapshots/sections/01.json", school_on(1, night)}});
  }
  CHECK(packs_in(world.packs()).size() == 1);
  const std::string chains =
      git(world.packs(), "verify-pack -v " + packs_in(world.packs()).at(0) + ".idx | grep '^chain length'");
  CHECK(chains.find("chain length = 50:") != std::string::npos);
  CHECK(chains.find("chain length = 51:") == std::string::npos);
  CHECK(content_of(world.repository, world.repository.tip()).at("snapshots/sections/01.json") == school_on(1, 60));
  CHECK(fsck(world.scratch / "w").empty());
}

TEST_CASE("a pack does not grow for ever: whole files begin the next", "[workspace]") {
  World world(Repository::Layout::bare);
  for (int night = 0; night <= 53; ++night) commit_files(world.repository, files_on(night));
  CHECK(packs_in(world.packs()).size() == 2);  // the second since the 51st night
  CHECK(content_of(world.repository, world.repository.tip()) == content_on(53));
  CHECK(fsck(world.scratch / "w").empty());
}

TEST_CASE("a file that is another one every night is stored whole, and no old pack is copied for it", "[workspace]") {
  World world(Repository::Layout::bare);
  for (int night = 0; night < 4; ++night) {
    std::string plan;
    for (int line = 0; line < 9000; ++line)
      plan += fmt::format("{:x} of {:x}\n", static_cast<unsigned>((night + 1) * line) * 104729U, night);
    for (int i = 0; i < 100; ++i) plan += std::string(500, static_cast<char>('a' + night)) + std::to_string(i) + "\n";
    commit_files(world.repository, {{"plans/plan.json", plan}});
    CHECK(packs_in(world.packs()).size() == static_cast<std::size_t>(night) + 1);
  }
  CHECK(fsck(world.scratch / "w").empty());
}

TEST_CASE("git clones, also without the past, fetches, checks out and packs what deltas hold", "[workspace]") {
  World world(Repository::Layout::bare);
  for (int night = 0; night <= 6; ++night) commit_files(world.repository, files_on(night));
  const std::string url = "file://" + (world.scratch / "w");
  git(world.scratch / ".", "clone -q " + url + " whole");
  git(world.scratch / ".", "clone -q --depth 2 " + url + " shallow");
  for (const std::string clone : {"whole", "shallow"}) {
    CHECK(fsck(world.scratch / clone).empty());
    for (const auto& [path, bytes] : content_on(6)) CHECK(read_by_hand(world.scratch / (clone + "/" + path)) == bytes);
  }
  commit_files(world.repository, files_on(7));
  git(world.scratch / "whole", "pull -q");
  CHECK(read_by_hand(world.scratch / "whole/snapshots/sections/03.json") == school_on(3, 7));
  CHECK(git(world.scratch / "whole", "diff --numstat HEAD~1 -- snapshots/sections/03.json").starts_with("2\t2\t"));
  git(world.scratch / "w", "gc -q --prune=now");
  CHECK(fsck(world.scratch / "w").empty());

  SECTION("and the next night goes on with git's own pack") {
    const std::uintmax_t before = bytes_of_packs(world.packs());
    Repository again = Repository::open(world.scratch / "w");
    commit_files(again, files_on(8));
    CHECK(packs_in(world.packs()).size() == 1);
    CHECK(bytes_of_packs(world.packs()) < before * 3 / 2);
    CHECK(fsck(world.scratch / "w").empty());
    CHECK(content_of(again, again.tip()) == content_on(8));
    CHECK(content_of(again, *again.resolve("HEAD~5")) == content_on(3));
  }
}

TEST_CASE("a pack that somebody wants kept stays, and so does one that a shared index names", "[workspace]") {
  World world(Repository::Layout::bare);
  commit_files(world.repository, files_on(0));
  const std::string first = packs_in(world.packs()).at(0);
  SECTION("kept") {
    write_by_hand(first + ".keep", "mine\n");
  }
  SECTION("shared") {
    git(world.scratch / "w", "multi-pack-index write");
  }
  commit_files(world.repository, files_on(1));
  CHECK(fs::exists(first + ".pack"));
  CHECK(packs_in(world.packs()).size() == 2);
  CHECK(fsck(world.scratch / "w").empty());
}

TEST_CASE("an edit of a file in the checkout never becomes a delta's base", "[workspace]") {
  World world(Repository::Layout::checked_out);
  commit_files(world.repository, files_on(0));
  const std::string path = world.scratch / "w/snapshots/sections/04.json";
  std::string edited = read_by_hand(path);
  edited[100] = edited[100] == 'x' ? 'y' : 'x';
  const auto written = fs::last_write_time(path);
  write_by_hand(path, edited);
  fs::last_write_time(path, written);
  commit_files(world.repository, files_on(1));
  CHECK(fsck(world.scratch / "w").empty());
  CHECK(content_of(world.repository, world.repository.tip()) == content_on(1));
  CHECK(read_by_hand(path) == edited);
}

TEST_CASE("a damaged pack is not gone on with, and not removed", "[workspace]") {
  World world(Repository::Layout::checked_out);
  commit_files(world.repository, files_on(0));
  const std::string pack = packs_in(world.packs()).at(0) + ".pack";
  fs::permissions(pack, fs::perms::owner_all);
  std::fstream file(pack, std::ios::in | std::ios::out | std::ios::binary);
  file.seekp(static_cast<std::streamoff>(fs::file_size(pack) / 2));
  file.put('\x55');
  file.close();
  const ObjectId base = world.repository.tip();
  Repository again = Repository::open(world.scratch / "w");
  try {
    commit_files(again, files_on(1));
    FAIL("a damaged pack was believed");
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::storage);
    CHECK(std::string(error.what()).find("git fsck") != std::string::npos);
  }
  CHECK(again.tip() == base);
  CHECK(fs::exists(pack));
  CHECK(packs_in(world.packs()).size() == 1);
}

namespace {

/// A night that goes on with the pack of the nights before dies before its nth write; what the next run finds and does.
Death die_in_a_night(const std::string& top, const std::string& saved, const ObjectId& base, int nth) {
  fs::remove_all(top);
  fs::copy(saved, top, fs::copy_options::recursive);
  const auto died = die_at_write(nth, [&] {
    Repository repository = Repository::open(top);
    commit_files(repository, files_on(2));
  });
  if (died == Death::not_possible_here) return died;
  INFO("died at write " << nth);
  Repository repository = Repository::open(top);
  repository.recover();
  CHECK(content_of(repository, repository.tip()) == content_on(repository.tip() == base ? 1 : 2));
  CHECK(git(top, "status --porcelain").empty());
  commit_files(repository, files_on(3));
  CHECK(packs_in(top + "/.git/objects/pack").size() == 1);  // an older one, left by the death, is gone too
  CHECK(fsck(top).empty());
  return died;
}

void die_in_many_nights(int step) {
  const Scratch scratch;
  const std::string top = scratch / "w";
  {
    Repository repository = Repository::init(top, Repository::Layout::checked_out);
    commit_files(repository, files_on(0));
    commit_files(repository, files_on(1));
  }
  fs::copy(top, scratch / "saved", fs::copy_options::recursive);
  const ObjectId base = Repository::open(top).tip();
  for (int nth = 1;; nth += step) {
    const Death died = die_in_a_night(top, scratch / "saved", base, nth);
    if (died == Death::not_possible_here) WARN("this machine does not allow tracing: nothing was tested");
    if (died == Death::not_possible_here || died == Death::never) break;
  }
}

}  // namespace

TEST_CASE("killed now and then, a night of deltas leaves the workspace whole", "[workspace]") {
  die_in_many_nights(13);
}

TEST_CASE("killed before any of its writes, a night of deltas leaves the workspace whole", "[workspace][slow]") {
  die_in_many_nights(1);
}
