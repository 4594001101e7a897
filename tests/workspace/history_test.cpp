#include <fmt/core.h>

#include "catch.hpp"
#include "scratch.hpp"
#include "workspace/chronicle.hpp"

using namespace clever_sync;

namespace {

std::vector<std::string> subjects(const std::vector<CommitInfo>& commits) {
  std::vector<std::string> out;
  for (const CommitInfo& commit : commits) out.push_back(commit.subject);
  return out;
}

using Texts = std::vector<std::string>;

}  // namespace

TEST_CASE("the history of a path is the commits in which it came, changed, went and came back", "[workspace]") {
  const Scratch scratch;
  Repository repository = Repository::init(scratch / "w", Repository::Layout::bare);
  commit_files(repository, {{"other", "1"}}, "other");
  commit_files(repository, {{"s/a/x.json", "1"}}, "came");
  commit_files(repository, {{"s/a/y.json", "1"}}, "neighbour");
  commit_files(repository, {{"s/a/x.json", "2"}}, "changed");
  commit_files(repository, {{"other", "2"}}, "other again");
  commit_files(repository, {{"s/a/x.json", std::nullopt}}, "went");
  const ObjectId tip = commit_files(repository, {{"s/a/x.json", "2"}}, "came back");
  CHECK(subjects(repository.history_of(tip, "s/a/x.json")) == Texts{"came back", "went", "changed", "came"});
  CHECK(subjects(repository.history_of(tip, "s/a")) == Texts{"came back", "went", "changed", "neighbour", "came"});
  CHECK(subjects(repository.history_of(tip, "other")) == Texts{"other again", "other"});
  CHECK(repository.history_of(tip, "never").empty());
  CHECK(repository.history_of("", "other").empty());
  CHECK(repository.history_of(tip, "").size() == 7);
}

TEST_CASE("several paths are followed in one walk, with what each of them was at every change of one", "[workspace]") {
  const Scratch scratch;
  Repository repository = Repository::init(scratch / "w", Repository::Layout::bare);
  commit_files(repository, {{"other", "1"}}, "other");
  commit_files(repository, {{"s/a/x.json", "1"}}, "came");
  commit_files(repository, {{"r", "1"}}, "second path");
  const ObjectId tip = commit_files(repository, {{"s/a/x.json", std::nullopt}}, "went");
  const auto found = repository.histories_of(tip, {"s/a/x.json", "r"});
  REQUIRE(found.size() == 3);
  CHECK(found[0].commit.subject == "went");
  CHECK(found[0].ids == Texts{"", Repository::blob_id("1")});
  CHECK(found[1].commit.subject == "second path");
  CHECK(found[1].ids == Texts{Repository::blob_id("1"), Repository::blob_id("1")});
  CHECK(found[2].commit.subject == "came");
  CHECK(found[2].ids == Texts{Repository::blob_id("1"), ""});
  CHECK(repository.histories_of("", {"r"}).empty());
}

TEST_CASE("where a merge brought the nights into a clone's own branch, history goes on through the nights",
          "[workspace]") {
  const Scratch scratch;
  Repository repository = Repository::init(scratch / "w", Repository::Layout::checked_out);
  commit_files(repository, {{"runs/a", "1"}, {"plans/p", "1"}}, "night 1");
  git(scratch / "w", "checkout -qb laptop");
  git(scratch / "w", "commit -q --allow-empty -m approval");
  const bool meddled = GENERATE(false, true);
  if (meddled) commit_files(repository, {{"plans/p", "meddled"}}, "meddled");
  git(scratch / "w", "checkout -q main");
  const ObjectId night = commit_files(repository, {{"runs/a", "2"}, {"plans/p", "2"}}, "night 2");
  git(scratch / "w", "checkout -q laptop");
  git(scratch / "w", "merge -q --no-ff -X theirs -m pulled main");
  const ObjectId tip = repository.tip();
  Texts walked;
  repository.walk(tip, [&walked](const CommitInfo& commit) {
    walked.push_back(commit.subject);
    return true;
  });
  const Chronicle chronicle(repository, tip);
  if (meddled) {  // a side that wrote where only the program writes is never passed over
    CHECK(walked == Texts{"pulled", "meddled", "approval", "night 1"});
    CHECK(subjects(repository.history_of(tip, "plans")) == Texts{"pulled", "meddled", "night 1"});
    CHECK(chronicle.size() == 4);
  } else {
    CHECK(walked == Texts{"pulled", "night 2", "night 1"});
    CHECK(subjects(repository.history_of(tip, "plans")) == Texts{"night 2", "night 1"});
    CHECK(repository.histories_of(tip, {"runs", "plans"}).size() == 2);
    CHECK(repository.commit_info(tip).parent == night);
    CHECK(chronicle.size() == 3);
  }
}

TEST_CASE("history follows first parents, so a merge stands for what it brought", "[workspace]") {
  const Scratch scratch;
  Repository repository = Repository::init(scratch / "w", Repository::Layout::checked_out);
  commit_files(repository, {{"rules/r.yaml", "a\nb\nc\n"}}, "first");
  git(scratch / "w", "checkout -qb edit");
  write_by_hand(scratch / "w/rules/r.yaml", "a\nB\nc\n");
  git(scratch / "w", "commit -qam 'edit on a branch'");
  git(scratch / "w", "checkout -q main");
  commit_files(repository, {{"s.json", "1"}}, "night");
  git(scratch / "w", "merge -q --no-ff -m 'merge the edit' edit");
  const ObjectId tip = repository.tip();
  CHECK(subjects(repository.history_of(tip, "rules")) == Texts{"merge the edit", "first"});
  std::vector<std::string> walked;
  repository.walk(tip, [&](const CommitInfo& commit) {
    walked.push_back(commit.subject);
    return true;
  });
  CHECK(walked == Texts{"merge the edit", "night", "first"});
}

TEST_CASE("a walk ends when the visitor has enough", "[workspace]") {
  const Scratch scratch;
  Repository repository = Repository::init(scratch / "w", Repository::Layout::bare);
  for (int i = 0; i < 5; ++i) commit_files(repository, {{"a", std::to_string(i)}}, std::to_string(i));
  std::vector<std::string> walked;
  repository.walk(repository.tip(), [&](const CommitInfo& commit) {
    walked.push_back(commit.subject);
    return walked.size() < 2;
  });
  CHECK(walked == Texts{"4", "3"});
}

TEST_CASE("the end of a shallow clone is not taken for the beginning", "[workspace]") {
  const Scratch scratch;
  Repository repository = Repository::init(scratch / "w", Repository::Layout::bare);
  for (int i = 0; i < 4; ++i) commit_files(repository, {{"a", std::to_string(i)}}, std::to_string(i));
  git(scratch / "w", "clone -q --depth 2 'file://" + (scratch / "w") + "' '" + (scratch / "shallow") + "'");
  Repository shallow = Repository::open(scratch / "shallow");
  int seen = 0;
  try {
    shallow.walk(shallow.tip(), [&](const CommitInfo&) { return ++seen > 0; });
    FAIL("walked beyond what is there");
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::configuration);
    CHECK(std::string(error.what()).find("git fetch --unshallow") != std::string::npos);
  }
  CHECK(seen == 2);
  commit_files(shallow, {{"a", "new"}});  // writing needs no history
  CHECK(git(scratch / "shallow", "status --porcelain").empty());
}

TEST_CASE("blame names who last changed a line", "[workspace]") {
  for (const auto layout : {Repository::Layout::checked_out, Repository::Layout::bare}) {
    const Scratch scratch;
    Repository repository = Repository::init(scratch / "w", layout);
    const ObjectId first = commit_files(repository, {{"rules/r.yaml", "one\ntwo\nthree\n"}}, "first");
    const ObjectId second = commit_files(repository, {{"rules/r.yaml", "zero\none\nTWO\nthree\n"}}, "second");
    const ObjectId third = commit_files(repository, {{"other", "x"}}, "third");
    const auto who = [&](const ObjectId& commit, int line) {
      const auto info = repository.blame_line(commit, "rules/r.yaml", line);
      return info ? info->subject : "nobody";
    };
    CHECK(who(third, 1) == "second");
    CHECK(who(third, 2) == "first");
    CHECK(who(third, 3) == "second");
    CHECK(who(third, 4) == "first");
    CHECK(who(third, 5) == "nobody");
    CHECK(who(third, 0) == "nobody");
    CHECK(who(first, 2) == "first");
    CHECK(who(second, 3) == "second");
    CHECK_FALSE(repository.blame_line(third, "rules/none.yaml", 1).has_value());
  }
}

TEST_CASE("revisions are resolved as git does, to commits", "[workspace]") {
  const Scratch scratch;
  Repository repository = Repository::init(scratch / "w", Repository::Layout::bare);
  const ObjectId first = commit_files(repository, {{"a", "1"}});
  const ObjectId second = commit_files(repository, {{"a", "2"}});
  git(scratch / "w", "tag -m annotated v1 " + first);
  CHECK(repository.resolve("main") == second);
  CHECK(repository.resolve("HEAD~1") == first);
  CHECK(repository.resolve("v1") == first);
  CHECK(repository.resolve(first.substr(0, 10)) == first);
  CHECK(repository.resolve("main@{upstream}") == std::nullopt);
  CHECK(repository.resolve("nothing") == std::nullopt);
  CHECK(repository.resolve("") == std::nullopt);
  CHECK(repository.resolve("HEAD:a") == std::nullopt);  // a blob is no commit
}

TEST_CASE("what stands at a path is asked of commits and trees alike", "[workspace]") {
  const Scratch scratch;
  Repository repository = Repository::init(scratch / "w", Repository::Layout::bare);
  const ObjectId id = commit_files(repository, {{"s/a.json", "1"}, {"s/b.json", "2"}, {"t.json", "3"}});
  const ObjectId tree = repository.object_at(id, "");
  CHECK(tree == git(scratch / "w", "rev-parse main^{tree}"));
  CHECK(repository.object_at(tree, "s") == git(scratch / "w", "rev-parse main:s"));
  CHECK(repository.object_at(id, "s/a.json") == Repository::blob_id("1"));
  CHECK(repository.object_at(id, "s/a.json/deeper").empty());
  CHECK(repository.object_at("", "s").empty());
  CHECK(repository.files_below(tree, "s").size() == 2);
  CHECK(repository.files_below(id, "s/").size() == 2);
  CHECK(repository.files_below(id, "s/a.json").empty());
  CHECK(repository.read_file(id, "s") == std::nullopt);
  CHECK(repository.read_file(id, "t.json") == "3");
  CHECK(repository.read_blob(Repository::blob_id("2")) == "2");
}

TEST_CASE("a change is inside prefixes only if every path is", "[workspace]") {
  const Scratch scratch;
  Repository repository = Repository::init(scratch / "w", Repository::Layout::bare);
  const ObjectId one = commit_files(repository, {{"approvals/a", "1"}, {"rules/r", "1"}});
  const ObjectId two = commit_files(repository, {{"approvals/a", std::nullopt}, {"approvals/b", "1"}});
  const ObjectId three = commit_files(repository, {{"approvals.txt", "1"}});
  CHECK(repository.changed_only(one, two, {"approvals/"}));
  CHECK_FALSE(repository.changed_only(one, three, {"approvals"}));
  CHECK(repository.changed_only(one, one, {}));
  CHECK_FALSE(repository.changed_only("", one, {"approvals"}));
}

TEST_CASE("the history of one shard over 400 nights is found by comparing ids", "[workspace]") {
  const Scratch scratch;
  Repository repository = Repository::init(scratch / "w", Repository::Layout::bare);
  // made by git's own bulk writer: 401 commits in which every tenth touches the shard
  std::string stream;
  for (int i = 0; i <= 400; ++i) {
    stream += fmt::format("commit refs/heads/main\ncommitter P <p@example.org> {} +0000\ndata 1\n{}\n", 1700000000 + i,
                          i % 10 == 0 ? 'x' : 'y');
    stream += fmt::format("M 100644 inline s/{}.json\ndata {}\n{}\n", i % 10, std::to_string(i).size(), i);
  }
  write_by_hand(scratch / "stream", stream);
  git(scratch / "w", "fast-import --quiet < '" + (scratch / "stream") + "'");
  CHECK(repository.history_of(repository.tip(), "s/0.json").size() == 41);
}
