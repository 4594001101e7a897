#include "catch.hpp"
#include "scratch.hpp"

using namespace clever_sync;

namespace {

const std::vector<std::string> owned = {"snapshots", "sphero", "plans"};
const std::vector<std::string> edited = {"rules", "clever-sync.yaml"};

struct World {
  Scratch scratch;
  Repository repository = Repository::init(scratch / "w", Repository::Layout::checked_out);
  std::string top = scratch / "w";

  World() {
    commit_files(repository, {{"clever-sync.yaml", "version: 1\n"},
                              {"rules/filters.yaml", "version: 1\n"},
                              {"snapshots/a.json", "1"},
                              {"snapshots/b.json", "1"},
                              {"plans/plan.md", "1"}});
  }
  [[nodiscard]] std::string obstacle() const {
    const auto found = repository.obstacle(owned);
    return found ? found->what : "";
  }
};

bool mentions(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("a clean checkout, an unborn one and a bare one are no obstacle", "[workspace]") {
  const World world;
  CHECK(world.obstacle().empty());
  CHECK(world.repository.edited_paths(edited).empty());
  const Scratch scratch;
  CHECK_FALSE(Repository::init(scratch / "new", Repository::Layout::checked_out).obstacle(owned).has_value());
  CHECK_FALSE(Repository::init(scratch / "bare", Repository::Layout::bare).obstacle(owned).has_value());
}

TEST_CASE("dirty tool-owned paths are named with the remedy, which works", "[workspace]") {
  World world;
  write_by_hand(world.top + "/snapshots/a.json", "edited");
  CHECK(mentions(world.obstacle(), "snapshots/a.json in "));
  CHECK(mentions(world.obstacle(), "`git -C " + world.top + " checkout HEAD -- snapshots/a.json`"));
  git(world.top, "add snapshots/a.json");
  CHECK(mentions(world.obstacle(), "snapshots/a.json"));
  git(world.top, "checkout HEAD -- snapshots/a.json");
  CHECK(world.obstacle().empty());
}

TEST_CASE("a deleted owned file is an edit, an untracked one beside it is not", "[workspace]") {
  World world;
  write_by_hand(world.top + "/snapshots/notes.txt", "mine");
  CHECK(world.obstacle().empty());
  std::remove((world.top + "/plans/plan.md").c_str());
  CHECK(mentions(world.obstacle(), "plans/plan.md"));
}

TEST_CASE("only the first few of many dirty paths are named", "[workspace]") {
  World world;
  Files many;
  for (int i = 0; i < 9; ++i) many["snapshots/" + std::to_string(i) + ".json"] = "1";
  commit_files(world.repository, many);
  for (const auto& [path, bytes] : many) write_by_hand(world.top + "/" + path, "edited");
  CHECK(mentions(world.obstacle(), "snapshots/0.json, snapshots/1.json, snapshots/2.json and 6 more"));
}

TEST_CASE("dirty rules are no obstacle but are listed", "[workspace]") {
  World world;
  write_by_hand(world.top + "/rules/filters.yaml", "edited");
  write_by_hand(world.top + "/rules/keep.yaml", "new");
  write_by_hand(world.top + "/rulesets/x.yaml", "elsewhere");
  CHECK(world.obstacle().empty());
  CHECK(world.repository.edited_paths(edited) == std::vector<std::string>{"rules/filters.yaml", "rules/keep.yaml"});
  write_by_hand(world.top + "/rules/filters.yaml", "version: 1\n");
  std::remove((world.top + "/clever-sync.yaml").c_str());
  CHECK(world.repository.edited_paths(edited) == std::vector<std::string>{"clever-sync.yaml", "rules/keep.yaml"});
}

TEST_CASE("a touched file with its old bytes is not edited", "[workspace]") {
  World world;
  write_by_hand(world.top + "/snapshots/a.json", "1");
  CHECK(world.obstacle().empty());
}

TEST_CASE("a detached HEAD is an obstacle, and a publish refuses it", "[workspace]") {
  World world;
  git(world.top, "checkout -q --detach");
  CHECK(mentions(world.obstacle(), "detached"));
  try {
    commit_files(world.repository, {{"snapshots/a.json", "2"}});
    FAIL("published on a detached HEAD");
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::configuration);
  }
}

TEST_CASE("a merge, a rebase and a cherry-pick in progress are obstacles, each with its way out", "[workspace]") {
  World world;
  git(world.top, "checkout -qb side");
  write_by_hand(world.top + "/rules/filters.yaml", "side");
  git(world.top, "commit -qam side");
  git(world.top, "checkout -q main");
  write_by_hand(world.top + "/rules/filters.yaml", "main");
  git(world.top, "commit -qam main");
  for (const std::string operation : {"merge", "rebase", "cherry-pick"}) {
    CHECK_FALSE(try_git(world.top, operation + " side").has_value());
    CHECK(mentions(world.obstacle(), "`git " + operation + " --abort`"));
    git(world.top, operation + " --abort");
    CHECK(world.obstacle().empty());
  }
}

TEST_CASE("a conflict that `git stash pop` left is seen", "[workspace]") {
  World world;
  write_by_hand(world.top + "/snapshots/a.json", "stashed");
  git(world.top, "stash -q");
  commit_files(world.repository, {{"snapshots/a.json", "2"}});
  CHECK_FALSE(try_git(world.top, "stash pop").has_value());
  CHECK(mentions(world.obstacle(), "snapshots/a.json"));
}

TEST_CASE("a person's unfinished conflict in the rules survives a commit of the tool", "[workspace]") {
  World world;
  write_by_hand(world.top + "/rules/filters.yaml", "stashed");
  git(world.top, "stash -q");
  commit_files(world.repository, {{"rules/filters.yaml", "2"}});
  CHECK_FALSE(try_git(world.top, "stash pop").has_value());
  const std::string before = git(world.top, "status --porcelain");
  CHECK(world.obstacle().empty());
  CHECK(world.repository.edited_paths(edited) == std::vector<std::string>{"rules/filters.yaml"});
  commit_files(world.repository, {{"snapshots/a.json", "2"}});
  CHECK(git(world.top, "status --porcelain") == before);
}

TEST_CASE("prefixes are folders, not beginnings of names", "[workspace]") {
  World world;
  commit_files(world.repository, {{"snapshots-old/x", "1"}, {"plans*", "1"}});
  write_by_hand(world.top + "/snapshots-old/x", "edited");
  write_by_hand(world.top + "/plans*", "edited");
  CHECK(world.obstacle().empty());
  CHECK_FALSE(world.repository.obstacle({}).has_value());
  CHECK(world.repository.obstacle({"snapshots-old/"}).has_value());
}
