// Chronicle and LineSearch: the same answers as reading every version whole, however git has stored them.

#include "workspace/chronicle.hpp"

#include <random>
#include <set>

#include "catch.hpp"
#include "scratch.hpp"
#include "workspace/line_search.hpp"

using namespace clever_sync;

namespace {

std::string id_of(int number) {
  std::string id = std::to_string(100000000000 + number * 7919);
  return id + id;
}

/// A file of records, sorted by id, one a line.
std::string record_file(const std::map<int, std::string>& records) {
  std::string bytes = "[", separator = "\n";
  for (const auto& [number, name] : records) {
    bytes += separator + R"({"id":")" + id_of(number) + R"(","name":")" + name + R"(","students":[)";
    for (int i = 0; i < 12; ++i) bytes += (i == 0 ? "\"" : ",\"") + id_of(number * 31 + i) + "\"";
    bytes += "]}";
    separator = ",\n";
  }
  return bytes + (records.empty() ? "]\n" : "\n]\n");
}

/// Nights in which records of two schools come, change, move to the other school and go, one after another at random.
struct RandomNights {
  Scratch scratch;
  Repository repository = Repository::init(scratch / "w", Repository::Layout::bare);
  std::vector<ObjectId> blobs;  // every version of both files

  explicit RandomNights(unsigned seed, int nights) {
    std::mt19937 random(seed);
    std::map<int, std::string> schools[2];
    for (int i = 0; i < 120; ++i) schools[i % 2][i] = "Class " + std::to_string(i);
    for (int night = 0; night < nights; ++night) {
      for (int edit = 0; edit < 3; ++edit) {
        auto& school = schools[random() % 2];
        const int number = static_cast<int>(random() % 130);
        const auto record = school.find(number);
        const unsigned what = random() % 4;
        if (record == school.end()) {
          if (what == 0) school[number] = "New " + std::to_string(night);
        } else if (what == 0) {
          school.erase(record);
        } else if (what == 1) {
          schools[&school == &schools[0] ? 1 : 0].insert(school.extract(record));
        } else {
          record->second = "Renamed " + std::to_string(night);
        }
      }
      Files files;
      for (int i = 0; i < 2; ++i) {
        const std::string bytes = record_file(schools[i]);
        files["sections/" + std::to_string(i) + ".json"] = bytes;
        blobs.push_back(Repository::blob_id(bytes));
      }
      commit_files(repository, files, "night " + std::to_string(night));
    }
  }

  /// Every line of every version, as reading it whole finds it.
  void check() const {
    const Repository opened = Repository::open(scratch / "w");
    const Chronicle past(opened, opened.tip());
    for (const int number : {0, 1, 2, 59, 60, 118, 119, 125, 129, 300}) {
      LineSearch search(past, id_of(number));
      for (std::size_t i = blobs.size(); i-- > 0;)
        REQUIRE(search.line_in(blobs[i]) == line_of_record(opened.read_blob(blobs[i]), id_of(number)));
    }
    for (const char* path : {"sections", "sections/0.json", "sections/1.json", "nothing", "sections/0.json/x"}) {
      const auto steps = past.steps_of(path);
      const auto changes = opened.histories_of(opened.tip(), {path});
      REQUIRE(steps.size() == changes.size());
      for (std::size_t i = 0; i < steps.size(); ++i) {
        const PathIds& change = changes[changes.size() - 1 - i];
        CHECK(past.id(steps[i].position) == change.commit.id);
        CHECK(steps[i].id == change.ids.front());
        CHECK(past.commit(steps[i].position).subject == change.commit.subject);
      }
    }
  }
};

}  // namespace

TEST_CASE("a record's line is found in every version, loose, packed and as a delta", "[workspace]") {
  const RandomNights nights(GENERATE(1U, 2U), 60);
  nights.check();
  const std::string folder = nights.scratch / "w";
  git(folder, "gc -q");
  nights.check();
  git(folder, "repack -qadf --depth=250 --window=50");
  nights.check();
  git(folder, "config pack.compression 0");
  git(folder, "repack -qadF --depth=1");
  nights.check();
}

TEST_CASE("a record is found in files without records, of one record, and out of order", "[workspace]") {
  const Scratch scratch;
  Repository repository = Repository::init(scratch / "w", Repository::Layout::bare);
  const std::vector<std::string> versions{"",
                                          "[]\n",
                                          record_file({}),
                                          record_file({{5, "only"}}),
                                          record_file({{5, "only"}, {9, "last"}}),
                                          "[\n{\"id\":\"" + id_of(9) + "\"},\n{\"id\":\"" + id_of(5) + "\"}\n]\n",
                                          "no line feed \"id\":\"" + id_of(5) + "\""};
  for (const std::string& bytes : versions) commit_files(repository, {{"f", bytes}});
  for (int packed = 0; packed < 2; ++packed) {
    if (packed == 1) git(scratch / "w", "gc -q");
    const Repository opened = Repository::open(scratch / "w");
    const Chronicle past(opened, opened.tip());
    for (const int number : {1, 5, 9, 12}) {
      LineSearch search(past, id_of(number));
      for (const std::string& bytes : versions)
        CHECK(search.line_in(Repository::blob_id(bytes)) == line_of_record(bytes, id_of(number)));
    }
  }
}

TEST_CASE("a chronicle gives files of its trees, what differs, and what stood at a path", "[workspace]") {
  const Scratch scratch;
  Repository repository = Repository::init(scratch / "w", Repository::Layout::bare);
  commit_files(repository, {{"s/a", "1"}, {"s/b", "1"}, {"s/below/c", "1"}});
  commit_files(repository, {{"s/b", "2"}});
  const Chronicle past(repository, commit_files(repository, {{"s", std::nullopt}, {"s/a", std::nullopt}, {"t", "x"}}));
  REQUIRE(past.size() == 3);
  const auto names = [](const std::vector<TreeFile>& files) {
    std::string all;
    for (const TreeFile& file : files) all += file.path + " ";
    return all;
  };
  CHECK(names(past.files_in(past.id_at(1, "s"))) == "a b ");
  const auto differ = past.files_that_differ(past.id_at(1, "s"), past.id_at(0, "s"));
  REQUIRE(differ.size() == 1);
  CHECK(differ.front().file.path == "b");
  CHECK(differ.front().file.blob == Repository::blob_id("2"));
  CHECK(differ.front().other == Repository::blob_id("1"));
  CHECK(past.files_that_differ(past.id_at(2, "s"), past.id_at(1, "s")).empty());
  CHECK(past.read_file(1, "s/b") == "2");
  CHECK(past.read_file(2, "s/a") == std::nullopt);
  CHECK_THROWS_AS(past.read_file(0, "s"), Error);
  CHECK(past.position_of(repository.tip()) == 2);
  CHECK(Chronicle(repository, "").size() == 0);
  CHECK(Chronicle(repository, "").steps_of("s").empty());
}

TEST_CASE("a shallow clone's end is no beginning of the history for a chronicle either", "[workspace]") {
  const Scratch scratch;
  Repository repository = Repository::init(scratch / "w", Repository::Layout::bare);
  for (int i = 0; i < 4; ++i) commit_files(repository, {{"a", std::to_string(i)}});
  git(scratch / "w", "clone -q --depth 2 file://" + (scratch / "w") + " " + (scratch / "shallow"));
  const Repository clone = Repository::open(scratch / "shallow");
  CHECK_THROWS_AS(Chronicle(clone, clone.tip()), Error);
}

TEST_CASE("the last change of a line is found through lines that move around it", "[workspace]") {
  const Scratch scratch;
  Repository repository = Repository::init(scratch / "w", Repository::Layout::bare);
  commit_files(repository, {{"r", "a\nb\nc\nd\n"}});              // 0
  commit_files(repository, {{"r", "x\na\nb\nc\nd\n"}});           // 1: x
  commit_files(repository, {{"r", "x\na\nB\nc\nnew\nd\n"}});      // 2: B, new
  commit_files(repository, {{"other", "1"}});                     // 3
  commit_files(repository, {{"r", "x\na\nB\nc\nnew\nd\nlast"}});  // 4: last
  const Chronicle past(repository, repository.tip());
  const auto last = [&past](int line, std::size_t at = 4) -> std::optional<std::size_t> {
    const auto writer = past.writer_of_line(at, "r", line);
    if (!writer) return std::nullopt;
    CHECK(writer->commit == past.id(writer->position));
    return writer->position;
  };
  CHECK(last(1) == 1U);
  CHECK(last(2) == 0U);
  CHECK(last(3) == 2U);
  CHECK(last(4) == 0U);
  CHECK(last(5) == 2U);
  CHECK(last(6) == 0U);
  CHECK(last(7) == 4U);
  CHECK(last(8) == std::nullopt);
  CHECK(last(0) == std::nullopt);
  CHECK(last(2, 0) == 0U);
  CHECK(past.writer_of_line(4, "gone", 1) == std::nullopt);
  for (int line = 1; line <= 7; ++line) {
    const auto blamed = repository.blame_line(repository.tip(), "r", line);
    REQUIRE(blamed);
    CHECK(past.id(*last(line)) == blamed->id);
  }
}

TEST_CASE("a line that came with a merge was written in the branch, as git blame has it", "[workspace]") {
  const Scratch scratch;
  const std::string folder = scratch / "w";
  Repository repository = Repository::init(folder, Repository::Layout::checked_out);
  commit_files(repository, {{"rules/r", "a\nb\nc\nd\n"}});
  git(folder, "switch -q -c change");
  commit_files(repository, {{"rules/r", "a\nb\nnew\nc\nd\n"}});
  commit_files(repository, {{"rules/r", "a\nB\nnew\nc\nd\n"}});
  git(folder, "switch -q main");
  commit_files(repository, {{"rules/r", "a\nb\nc\nd\nlast\n"}, {"other", "1"}});
  git(folder, "switch -q change");
  git(folder, "merge -q --no-edit main");
  git(folder, "switch -q main");
  commit_files(repository, {{"other", "2"}});
  git(folder, "merge -q --no-ff --no-edit change");
  commit_files(repository, {{"other", "3"}});
  const Chronicle past(repository, repository.tip());
  REQUIRE(past.size() == 5);
  for (int line = 1; line <= 6; ++line) {
    INFO(line);
    const std::string at = std::to_string(line);
    const std::string blamed = git(folder, "blame -l -s -L " + at + "," + at + " HEAD -- rules/r");
    const auto writer = past.writer_of_line(past.size() - 1, "rules/r", line);
    REQUIRE(writer);
    CHECK((blamed.starts_with("^") ? blamed.substr(1, 39) : blamed.substr(0, 39)) == writer->commit.substr(0, 39));
    CHECK(writer->position == (line == 2 || line == 3 ? 3U : line == 6 ? 1U : 0U));
  }
}
