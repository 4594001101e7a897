#include <fmt/core.h>

#include <filesystem>
#include <random>

#include "catch.hpp"
#include "scratch.hpp"

using namespace clever_sync;

namespace {

int files_below(const std::string& folder, const std::string& ending) {
  int count = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    if (entry.is_regular_file() && entry.path().string().ends_with(ending)) ++count;
  }
  return count;
}

void put_shards(CommitBuilder& builder, int shards, std::string_view content) {
  for (int i = 0; i < shards; ++i) {
    builder.put(fmt::format("snapshots/students/{:02}/{}.json", i % 64, i), fmt::format("[{} {}]\n", content, i));
  }
}

}  // namespace

TEST_CASE("git log shows the tool's commits as they were meant", "[workspace]") {
  for (const auto layout : {Repository::Layout::checked_out, Repository::Layout::bare}) {
    const Scratch scratch;
    Repository repository = Repository::init(scratch / "w", layout);
    CHECK(repository.is_bare() == (layout == Repository::Layout::bare));
    CHECK(repository.tip().empty());
    CommitBuilder builder(repository, "");
    builder.put("snapshots/district.json", "{}\n");
    const CommitMessage message{.subject = "snapshot 2026-11-24: 3 sections gone",
                                .body = "Read in full.",
                                .trailers = {{.key = "Clever-Sync-Stage", .value = "snapshot"},
                                             {.key = "Clever-Sync-Run", .value = "2026-11-24T02:00:00Z-1a2b"}}};
    const auto id = std::get<ObjectId>(builder.publish(message, night(7)));
    CHECK(repository.tip() == id);
    CHECK(git(scratch / "w", "rev-parse main") == id);
    CHECK(git(scratch / "w", "log -1 --format='%an <%ae>|%cn|%aI|%s|%(trailers:key=Clever-Sync-Stage,valueonly)'") ==
          "clever-sync <clever-sync@localhost>|clever-sync|2026-11-24T02:00:07+00:00|snapshot 2026-11-24: 3 sections "
          "gone|snapshot");
    const CommitInfo info = repository.commit_info(id);
    CHECK(info.parent.empty());
    CHECK(info.author_email == "clever-sync@localhost");
    CHECK(info.time == night(7));
    CHECK(info.subject == message.subject);
    CHECK(info.trailers == message.trailers);
    CHECK(info.tree == repository.object_at(id, ""));
    CHECK(fsck(scratch / "w").empty());
  }
}

TEST_CASE("the author is whom git's configuration names", "[workspace]") {
  const Scratch scratch;
  Repository repository = Repository::init(scratch / "w", Repository::Layout::bare);
  git(scratch / "w", "config user.name 'Ann Engineer'");
  git(scratch / "w", "config user.email ann@example.org");
  commit_files(repository, {{"a", "1"}});
  CHECK(git(scratch / "w", "log -1 --format='%an <%ae>'") == "Ann Engineer <ann@example.org>");
  CHECK(Repository::open(scratch / "w").identity() == "Ann Engineer <ann@example.org>");
}

TEST_CASE("a person's commit in between is seen and not overwritten", "[workspace]") {
  const Scratch scratch;
  Repository repository = Repository::init(scratch / "w", Repository::Layout::checked_out);
  const ObjectId base = commit_files(repository, {{"rules/filters.yaml", "version: 1\n"}, {"snapshots/a.json", "1"}});
  CommitBuilder builder(repository, base);
  builder.put("snapshots/a.json", "2");
  write_by_hand(scratch / "w/approvals/a.json", "approved");
  git(scratch / "w", "add -A");
  git(scratch / "w", "commit -qm approve");
  const ObjectId persons = git(scratch / "w", "rev-parse HEAD");

  const auto outcome = builder.publish(subject("snapshot"), night(0));
  REQUIRE(std::holds_alternative<TipMoved>(outcome));
  CHECK(std::get<TipMoved>(outcome).tip == persons);
  CHECK(repository.tip() == persons);
  CHECK(git(scratch / "w", "status --porcelain").empty());
  CHECK(read_by_hand(scratch / "w/snapshots/a.json") == "1");

  CHECK(repository.changed_only(base, persons, {"approvals"}));
  CHECK_FALSE(repository.changed_only(base, persons, {"rules", "clever-sync.yaml"}));
  const ObjectId again = commit_files(repository, {{"snapshots/a.json", "2"}});
  CHECK(repository.commit_info(again).parent == persons);
}

TEST_CASE("the first commit is refused when somebody else made one", "[workspace]") {
  const Scratch scratch;
  Repository repository = Repository::init(scratch / "w", Repository::Layout::bare);
  CommitBuilder builder(repository, "");
  builder.put("a", "mine");
  const ObjectId first = commit_files(repository, {{"a", "theirs"}});
  const auto outcome = builder.publish(subject("late"), night(1));
  REQUIRE(std::holds_alternative<TipMoved>(outcome));
  CHECK(std::get<TipMoved>(outcome).tip == first);
}

TEST_CASE("a large commit becomes one pack and few files", "[workspace]") {
  const Scratch scratch;
  Repository repository = Repository::init(scratch / "w", Repository::Layout::bare);
  CommitBuilder builder(repository, "");
  put_shards(builder, 5000, "night one");
  const auto first = std::get<ObjectId>(builder.publish(subject("snapshot"), night(0)));
  CHECK(files_below(scratch / "w/objects", ".pack") == 1);
  CHECK(files_below(scratch / "w/objects", "") == 2);  // the pack and its index
  CHECK(fsck(scratch / "w").empty());
  CHECK(git(scratch / "w", "ls-tree -r --name-only main | wc -l") == "5000");
  CHECK(git(scratch / "w", "verify-pack " + (scratch / "w/objects/pack/*.idx")).empty());
  CHECK(repository.read_file(first, "snapshots/students/07/4935.json") == "[night one 4935]\n");  // 77 * 64 + 7
  CHECK(repository.read_file(first, "snapshots/students/08/4935.json") == std::nullopt);

  SECTION("and a second builder writes nothing for what has not changed") {
    CommitBuilder next(repository, first);
    put_shards(next, 5000, "night one");
    CHECK_FALSE(next.changes_anything());
    next.put("plans/plan.json", "{}\n");
    CHECK(std::holds_alternative<ObjectId>(next.publish(subject("plan"), night(1))));
    CHECK(files_below(scratch / "w/objects", ".pack") == 1);
    CHECK(files_below(scratch / "w/objects", "") == 2 + 4);  // blob, two trees, commit
  }
}

TEST_CASE("a builder that is given up leaves nothing, small or large", "[workspace]") {
  const Scratch scratch;
  Repository repository = Repository::init(scratch / "w", Repository::Layout::bare);
  for (const int shards : {3, 500}) {
    {
      CommitBuilder builder(repository, "");
      put_shards(builder, shards, "given up");
    }
    CHECK(files_below(scratch / "w/objects", "") == 0);
  }
}

TEST_CASE("one big file goes through a pack, not through memory and a loose object", "[workspace]") {
  const Scratch scratch;
  Repository repository = Repository::init(scratch / "w", Repository::Layout::bare);
  std::string big;
  std::mt19937 random(7);
  while (big.size() < std::size_t{12} << 20U) big += fmt::format("{:08x}\n", random());
  const ObjectId id = commit_files(repository, {{"big.json", big}, {"small.json", "1"}});
  CHECK(files_below(scratch / "w/objects", "") == 2);
  CHECK(fsck(scratch / "w").empty());
  CHECK(repository.read_file(id, "big.json") == big);
}

TEST_CASE("a content that another commit has is not stored again", "[workspace]") {
  const Scratch scratch;
  Repository repository = Repository::init(scratch / "w", Repository::Layout::bare);
  commit_files(repository, {{"a.json", "one"}});
  commit_files(repository, {{"a.json", "two"}});
  const int before = files_below(scratch / "w/objects", "");
  commit_files(repository, {{"a.json", "one"}}, "back");
  CHECK(files_below(scratch / "w/objects", "") == before + 1);  // the commit alone: blob and tree are known
  CHECK(fsck(scratch / "w").empty());
}

TEST_CASE("random series of commits hold what a map would hold", "[workspace]") {
  const Scratch scratch;
  Repository repository = Repository::init(scratch / "w", Repository::Layout::checked_out);
  std::mt19937 random(20261124);
  std::map<std::string, std::string> model;
  for (int step = 0; step < 15; ++step) {
    Files changes;
    for (unsigned i = 0; i < 1 + random() % 6; ++i) {
      const std::string path = fmt::format("{}/{}/{}.json", "abc"[random() % 3], random() % 3, random() % 4);
      if (random() % 3 == 0) {
        changes[path] = std::nullopt;
        model.erase(path);
      } else {
        changes[path] = model[path] = std::to_string(random() % 5);
      }
    }
    const ObjectId id = commit_files(repository, changes, fmt::format("step {}", step));
    REQUIRE(content_of(repository, id) == model);
    REQUIRE(git(scratch / "w", "status --porcelain").empty());
  }
  CHECK(fsck(scratch / "w").empty());
}
