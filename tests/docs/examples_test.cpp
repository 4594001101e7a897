// The examples in docs/ are what the program reads and writes: each fenced block names its file, and is fed to the
// parser of that file. docs/formats.md holds one whole small workspace.

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <functional>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "apply/apply.hpp"
#include "base/error.hpp"
#include "base/json.hpp"
#include "catch.hpp"
#include "nightly/run_line.hpp"
#include "review/approval.hpp"
#include "roster/state_codec.hpp"
#include "rules/config.hpp"
#include "rules/rule_set.hpp"
#include "snapshot/snapshot.hpp"

namespace clever_sync {

namespace {

const std::filesystem::path source_folder = CLEVER_SYNC_SOURCE_FOLDER;

std::string read_file(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  REQUIRE(file.good());
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

/// A fenced block: "json plans/plan.json" and its text, with the line feed at its end.
struct Block {
  std::string info, text;
};

std::vector<Block> blocks_of(const std::string& document) {
  constexpr std::string_view fence = "```";
  std::vector<Block> blocks;
  std::istringstream lines(read_file(source_folder / "docs" / document));
  bool inside = false;
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with(fence)) {
      if (!inside) blocks.push_back({.info = line.substr(fence.size()), .text = {}});
      inside = !inside;
    } else if (inside) {
      blocks.back().text += line + "\n";
    }
  }
  REQUIRE_FALSE(inside);
  return blocks;
}

/// The blocks of docs/formats.md whose file begins like that: path below `folder`, and bytes.
std::vector<Block> files_below(std::string_view folder) {
  const std::string wanted = "json " + std::string(folder);
  std::vector<Block> files;
  for (Block& block : blocks_of("formats.md")) {
    if (!block.info.starts_with(wanted)) continue;
    files.push_back({.info = block.info.substr(wanted.size()), .text = std::move(block.text)});
  }
  REQUIRE_FALSE(files.empty());
  return files;
}

void each_line(const std::string& text, const std::function<void(const std::string&)>& take) {
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) take(line);
}

std::string stem_of(const std::string& file) {
  return file.substr(0, file.find('.'));
}

/// The codes that the sources of a folder give to findings and refusals.
std::vector<std::string> codes_in(const std::string& folder) {
  constexpr std::string_view before = ".code = \"";
  std::vector<std::string> codes;
  for (const auto& entry : std::filesystem::directory_iterator(source_folder / "src" / folder)) {
    if (entry.path().extension() != ".cpp") continue;
    const std::string text = read_file(entry.path());
    for (std::size_t at = text.find(before); at != std::string::npos; at = text.find(before, at + 1)) {
      const std::size_t start = at + before.size();
      codes.push_back(text.substr(start, text.find('"', start) - start));
    }
  }
  return codes;
}

}  // namespace

TEST_CASE("the snapshot in the document is a whole snapshot", "[docs]") {
  SnapshotReader reader;
  for (const Block& file : files_below("snapshots/")) reader.add_file(file.info, file.text);
  const Snapshot snapshot = reader.finish();
  CHECK(snapshot.roster.sections.size() == 1);
  CHECK(snapshot.absences.students.size() == 1);
}

TEST_CASE("the states in the document are read as such", "[docs]") {
  LiveReader live;
  for (const Block& file : files_below("sphero/live/")) live.add_file(file.info, file.text);
  CHECK(live.finish().manual.size() == 1);
  AppliedReader applied;
  for (const Block& file : files_below("sphero/applied/")) applied.add_file(file.info, file.text);
  CHECK(applied.finish().refused.size() == 1);
}

TEST_CASE("plan, approvals, receipts and run line in the document belong together", "[docs]") {
  const ParsedPlan plan = parse_plan(files_below("plans/plan.json").front().text, "plans/plan.json");
  for (const Action action : {Action::create, Action::update, Action::relink, Action::restore, Action::archive}) {
    INFO(name_of(action));
    CHECK(std::ranges::any_of(plan.plan.changes, [action](const Change& change) { return change.action == action; }));
  }
  for (const Block& file : files_below("approvals/")) {
    if (file.info == "connection.json") {
      CHECK(parse_connection_approval(file.text, file.info).district == plan.plan.district);
      continue;
    }
    const Approval approval = parse_approval(file.text, file.info);
    CHECK(approval.digest == stem_of(file.info));
    CHECK(approval.digest == plan.plan.digest(approval.part));
    CHECK(approval.plan == plan.digest);
  }
  const Block receipts = files_below("receipts/").front();
  const ParsedReceipts chain = parse_receipts(stem_of(receipts.info), receipts.text, receipts.info);
  CHECK(stem_of(receipts.info) == plan.digest);
  each_line(files_below("runs/").front().text, [&chain, &plan](const std::string& bytes) {
    const RunLine line = parse_run_line(bytes, "runs");
    CHECK(encode_run_line(line) == bytes);
    CHECK(line.plan == plan.digest);
    REQUIRE(line.receipts.size() == 1);
    CHECK(line.receipts.front().head == chain.head);
    CHECK(line.receipts.front().lines == static_cast<std::int64_t>(chain.lines.size()));
  });
}

TEST_CASE("the journal in the document is a good one", "[docs]") {
  const Block file = files_below(".git/clever-sync/journal").front();
  const JournalContent journal = parse_journal(file.text, "journal");
  CHECK(journal.good_bytes == file.text.size());
  CHECK(journal.lines.size() == 3);
}

TEST_CASE("every JSON in the documents is canonical", "[docs]") {
  for (const std::string output : {"status", "backtest", "matches", "connections", "rules-check", "rules-explain"}) {
    const Block document = files_below(output).front();
    const Json json = parse_own_json(document.text, output);
    CHECK(canonical_json(json) + "\n" == document.text);
    CHECK(json.text("format") == "clever-sync/" + output + "@1");
  }
}

TEST_CASE("rules check accepts the examples of the guide, and says of the others what the guide says", "[docs]") {
  const std::vector<Block> blocks = blocks_of("rules.md");
  int accepted = 0, refused = 0;
  for (std::size_t i = 0; i < blocks.size(); ++i) {
    std::istringstream words(blocks[i].info);
    std::string language, file, verdict;
    words >> language >> file >> verdict;
    if (language != "yaml") continue;
    std::string problems;
    for (const RuleProblem& problem : check_rules({{.file = "rules/" + file, .text = blocks[i].text}})) {
      problems += render_problem(problem) + "\n";
    }
    INFO(file);
    if (verdict == "refused") {
      REQUIRE(i + 1 < blocks.size());
      CHECK(problems == blocks[i + 1].text);
      ++refused;
    } else {
      CHECK(problems.empty());
      ++accepted;
    }
  }
  CHECK(accepted == 7);
  CHECK(refused == 2);
}

TEST_CASE("the configuration in the operations guide is one", "[docs]") {
  auto blocks = blocks_of("operations.md");
  std::erase_if(blocks, [](const Block& block) { return block.info.starts_with("text "); });  // answers_test.cpp
  REQUIRE(blocks.size() == 1);
  const Config config = parse_config(blocks.front().text, "clever-sync.yaml");
  CHECK(std::holds_alternative<SecretFromCommand>(config.sphero_token));
}

TEST_CASE("every code of a finding or a refused fetch stands in the document", "[docs]") {
  const std::string document = read_file(source_folder / "docs" / "formats.md");
  for (const std::string folder : {"clever", "snapshot", "desired", "plan"}) {
    for (const std::string& code : codes_in(folder)) {
      INFO(folder << ": " << code);
      CHECK(document.find("`" + code + "`") != std::string::npos);
    }
  }
}

}  // namespace clever_sync
