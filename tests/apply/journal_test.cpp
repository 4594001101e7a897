#include "apply/journal.hpp"

#include <thread>

#include "base/digest.hpp"
#include "catch.hpp"
#include "world.hpp"

namespace clever_sync::testing {
namespace {

JournalStart sample_start() {
  return {.run = "run1", .plan = std::string(64, 'a'), .base = "c0ffee", .as_of = *parse_date("2026-11-24")};
}

Intent intent_of(const Change& change) {
  Intent intent;
  intent.operation = operations_of(change, {}).front();
  intent.operation.id = "1";
  intent.change = change_name(change);
  intent.part = change.part;
  intent.action = change.action;
  intent.body_hash = sha256_hex(encode_operation(intent.operation));
  return intent;
}

Intent class_intent() {
  Change change = addition(Action::create, Kind::class_, 7, {{"grade", ""}, {"name", "Robots \"2\""}});
  change.primary_teacher = user(1);
  change.add_students = {user(3), user(4)};
  Intent intent = intent_of(change);
  intent.operation.set["grade"] = "";
  intent.operation.if_version = 5;
  intent.left_out = 2;
  return intent;
}

/// A journal of a start, two intents, and their receipts.
std::string sample_journal(FaultyDisk& disk) {
  Journal journal(disk, "journal");
  journal.start(sample_start());
  std::vector<Intent> intents{class_intent(), intent_of(removal(Action::archive, Kind::student, 3))};
  journal.write_intents(intents);
  Receipt refused;
  refused.intent = intents[1].sequence;
  refused.status = 422;
  refused.code = "bad-grade";
  journal.write_receipts({{.intent = intents[0].sequence,
                           .status = 201,
                           .code = "",
                           .sphero_id = "c-7",
                           .version = 1,
                           .read_back = std::nullopt}});
  journal.write_receipts({refused});
  return disk.files.at("journal").durable;
}

template <class Function>
std::string integrity_message(const Function& function) {
  try {
    function();
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::integrity);
    return error.what();
  }
  return "";
}

std::size_t lines_left(FaultyDisk& disk) {
  std::size_t lines = 0;
  Journal(disk, "journal").each_left_over([&lines](const JournalLine&) { ++lines; });
  return lines;
}

}  // namespace

TEST_CASE("the journal reads back what was written, numbered from 1, with the batch's key", "[apply]") {
  FaultyDisk disk;
  const JournalContent content = parse_journal(sample_journal(disk), "journal");
  REQUIRE(content.lines.size() == 5);
  CHECK(std::get<JournalStart>(content.lines[0]) == sample_start());
  Intent expected = class_intent();
  expected.sequence = 2;
  expected.key = "run1-2";
  CHECK(std::get<Intent>(content.lines[1]) == expected);
  CHECK(std::get<Intent>(content.lines[2]).key == "run1-2");
  CHECK(std::get<Intent>(content.lines[2]).sequence == 3);
  CHECK(std::get<Receipt>(content.lines[3]).version == 1);
  CHECK(std::get<Receipt>(content.lines[4]).code == "bad-grade");
  CHECK(content.good_bytes == disk.files.at("journal").durable.size());
}

TEST_CASE("of a student the journal keeps the fields' names and a hash, never a value", "[apply]") {
  Intent intent = intent_of(addition(Action::create, Kind::student, 3, {{"first_name", "Xylophia"}, {"grade", "7"}}));
  const std::string line = encode_line(intent, 2, 1);
  CHECK(line.find("Xylophia") == std::string::npos);
  CHECK(line.find(R"("fields":["first_name","grade"])") != std::string::npos);
  CHECK(line.find(intent.body_hash) != std::string::npos);
}

TEST_CASE("a journal that was cut at any byte keeps its longest good prefix", "[apply]") {
  FaultyDisk disk;
  const std::string whole = sample_journal(disk);
  for (std::size_t bytes = 0; bytes <= whole.size(); ++bytes) {
    const std::string cut = whole.substr(0, bytes);
    const JournalContent content = parse_journal(cut, "journal");
    const auto lines = std::count(cut.begin(), cut.end(), '\n');
    REQUIRE(content.lines.size() == static_cast<std::size_t>(lines));
    REQUIRE(content.good_bytes == (lines == 0 ? 0 : cut.rfind('\n') + 1));
  }
}

TEST_CASE("damage to a line that was durable is an integrity error that names the line", "[apply]") {
  FaultyDisk disk;
  const std::string whole = sample_journal(disk);
  const std::size_t durable_end = whole.rfind("\n", whole.size() - 2);  // the last line vouches for all before it
  std::size_t line = 1;
  for (std::size_t at = 0; at < durable_end; ++at) {
    std::string damaged = whole;
    damaged[at] = damaged[at] == 'x' ? 'y' : 'x';
    const std::string message = integrity_message([&] { (void)parse_journal(damaged, "journal"); });
    CAPTURE(at, message);
    REQUIRE(message.find("journal:" + std::to_string(line) + ":") == 0);
    if (whole[at] == '\n') ++line;
  }
}

TEST_CASE("a line that was lost or repeated is an integrity error", "[apply]") {
  FaultyDisk disk;
  const std::string whole = sample_journal(disk);
  const std::size_t second = whole.find('\n') + 1;
  const std::size_t third = whole.find('\n', second) + 1;
  const std::string lost = whole.substr(0, second) + whole.substr(third);
  const std::string repeated = whole.substr(0, third) + whole.substr(second);
  CHECK(integrity_message([&] { (void)parse_journal(lost, "journal"); }).find("journal:2:") == 0);
  CHECK(integrity_message([&] { (void)parse_journal(repeated, "journal"); }).find("journal:3:") == 0);
}

TEST_CASE("damage among lines that were never synced is a torn tail, even with whole lines after it", "[apply]") {
  // A power cut may keep the later page of an unsynced write and lose the earlier one.
  std::string bytes = encode_line(sample_start(), 1, 0);
  const std::size_t good = bytes.size();
  std::string torn = encode_line(class_intent(), 2, 1);
  torn[torn.size() / 2] = '\0';
  bytes += torn + encode_line(class_intent(), 3, 1);
  const JournalContent content = parse_journal(bytes, "journal");
  CHECK(content.lines.size() == 1);
  CHECK(content.good_bytes == good);
}

TEST_CASE("a journal of another version is refused, not misread", "[apply]") {
  std::string line = encode_line(sample_start(), 1, 0);
  line.replace(line.find("journal@1"), 9, "journal@2");
  const std::size_t sum = line.find(",\"sum\"");
  line = line.substr(0, sum) + ",\"sum\":\"" + sha256_hex(line.substr(0, sum)).substr(0, 16) + "\"}\n";
  CHECK(integrity_message([&] { (void)parse_journal(line, "journal"); }).find("another version") != std::string::npos);
}

TEST_CASE("what a dead run left is there for the next; a journal torn in its first line is none", "[apply]") {
  FaultyDisk disk;
  const std::string whole = sample_journal(disk);
  CHECK(lines_left(disk) == 5);
  disk.files["journal"].durable = whole.substr(0, 20);
  Journal torn(disk, "journal");
  CHECK_FALSE(torn.left_over());
  torn.start(sample_start());
  CHECK(parse_journal(disk.files["journal"].durable, "journal").lines.size() == 1);
}

TEST_CASE("a journal can't be started over what another run left", "[apply]") {
  FaultyDisk disk;
  sample_journal(disk);
  Journal journal(disk, "journal");
  CHECK_THROWS_AS(journal.start(sample_start()), Error);
  journal.remove();
  CHECK(disk.files.empty());
  journal.start(sample_start());
  CHECK(lines_left(disk) == 1);
}

TEST_CASE("everything is durable when a write returns", "[apply]") {
  FaultyDisk disk;
  Journal journal(disk, "journal");
  journal.start(sample_start());
  std::vector<Intent> intents(500, class_intent());
  const int before = disk.syncs;
  journal.write_intents(intents);
  CHECK(disk.syncs == before + 1);  // not one for each change
  CHECK(disk.files["journal"].unsynced.empty());
  CHECK(parse_journal(disk.files["journal"].durable, "journal").lines.size() == 501);
}

TEST_CASE("threads that write at once share their syncs", "[apply]") {
  FaultyDisk disk;
  Journal journal(disk, "journal");
  journal.start(sample_start());
  disk.effect = [](std::string_view what) {
    if (what == "sync") std::this_thread::sleep_for(std::chrono::milliseconds(2));  // as a disk does
  };
  const auto write = [&] {
    for (int i = 0; i < 25; ++i) {
      std::vector<Intent> intents(3, class_intent());
      journal.write_intents(intents);
    }
  };
  std::vector<std::jthread> threads;
  for (int i = 0; i < 4; ++i) threads.emplace_back(write);
  threads.clear();
  CHECK(parse_journal(disk.files["journal"].durable, "journal").lines.size() == 1 + 4 * 25 * 3);
  CHECK(disk.syncs < 90);  // 101 without sharing
}

TEST_CASE("after a failed sync the journal takes nothing more", "[apply]") {
  FaultyDisk disk;
  Journal journal(disk, "journal");
  journal.start(sample_start());
  disk.effect = [](std::string_view what) {
    if (what == "sync") throw Error(ErrorKind::storage, "no space left");
  };
  std::vector<Intent> intents{class_intent()};
  CHECK_THROWS_AS(journal.write_intents(intents), Error);
  disk.effect = nullptr;
  try {
    journal.write_intents(intents);
    FAIL("it was written");
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::storage);
  }
}

}  // namespace clever_sync::testing
