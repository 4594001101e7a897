#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include "catch.hpp"
#include "scratch.hpp"

using namespace clever_sync;

namespace {

struct World {
  Scratch scratch;
  std::string folder = Repository::init(scratch / "w", Repository::Layout::bare).private_folder();
};

}  // namespace

TEST_CASE("one run holds the lock, and a second is told by whom", "[workspace]") {
  const World world;
  CHECK(lock_holder(world.folder).empty());
  auto first = RunLock::try_take(world.folder, "2026-11-24T02:00:00Z-1a2b");
  REQUIRE(first.has_value());
  CHECK_FALSE(RunLock::try_take(world.folder, "second").has_value());
  CHECK(lock_holder(world.folder) == "pid " + std::to_string(getpid()) + ", run 2026-11-24T02:00:00Z-1a2b");
  RunLock moved = std::move(*first);
  first.reset();
  CHECK_FALSE(RunLock::try_take(world.folder, "second").has_value());
}

TEST_CASE("the lock is free when its holder lets go", "[workspace]") {
  const World world;
  { REQUIRE(RunLock::try_take(world.folder, "a longer run id").has_value()); }
  CHECK(RunLock::try_take(world.folder, "b").has_value());
  CHECK(lock_holder(world.folder) == "pid " + std::to_string(getpid()) + ", run b");
}

TEST_CASE("the kernel frees the lock of a killed process", "[workspace]") {
  const World world;
  const int child = in_child([&] {
    const auto lock = RunLock::try_take(world.folder, "killed");
    write_by_hand(world.folder + "/ready", lock ? "held" : "refused");
    for (;;) pause();
  });
  while (!exists(world.folder + "/ready")) usleep(500);
  CHECK_FALSE(RunLock::try_take(world.folder, "other").has_value());
  CHECK(lock_holder(world.folder).ends_with("run killed"));
  kill(child, SIGKILL);
  CHECK(exit_code_of(child) == -1);
  CHECK(RunLock::try_take(world.folder, "other").has_value());
}

TEST_CASE("a lock that can't be made is a storage error, not a busy one", "[workspace]") {
  const World world;
  mkdir((world.folder + "/lock").c_str(), 0777);
  CHECK_THROWS_AS(RunLock::try_take(world.folder, "x"), Error);
}
