#include "audit/life.hpp"

#include "audit/sides.hpp"
#include "audit/why.hpp"
#include "catch.hpp"

using namespace clever_sync;

namespace {

const CleverId robotics = *CleverId::parse("58da8c58155b940248000301");

CommitFact commit(std::int64_t position, const char* day) {
  return {.id = std::string(40, static_cast<char>('a' + position)),
          .time = UtcTime{},
          .author = "An Engineer <e@example.org>",
          .subject = "s",
          .run = "r" + std::to_string(position),
          .day = parse_date(day),
          .position = position};
}

RecordVersion version(CommitFact at, RecordVersion::Where where, std::string line) {
  return {.commit = std::move(at), .where = where, .path = line.empty() ? "" : "f", .line = std::move(line)};
}

std::vector<std::string> codes_of(const History& history) {
  std::vector<std::string> codes;
  for (const LifeEvent& event : life_of(history)) codes.push_back(event.code);
  return codes;
}

using Codes = std::vector<std::string>;
using Where = RecordVersion::Where;

}  // namespace

TEST_CASE("a life has what Clever did, what we did and what a teacher did, in order of the commits", "[audit]") {
  History history;
  history.kind = Kind::class_;
  history.id = robotics;
  history.source = {
      version(commit(1, "2026-08-10"), Where::shared, R"({"id":"x","name":"A"})"),
      version(commit(4, "2026-08-12"), Where::shared, R"({"id":"x","name":"B"})"),
      version(commit(6, "2026-08-13"), Where::absent, R"({"id":"x","missed":["2026-08-13"]})"),
      version(commit(8, "2026-08-14"), Where::absent, R"({"id":"x","missed":["2026-08-13","2026-08-14"]})"),
      version(commit(9, "2026-08-15"), Where::shared, R"({"id":"x","name":"B"})")};
  history.applied = {version(commit(2, "2026-08-10"), Where::shared, R"({"archived":false,"id":"x","name":"A"})")};
  history.live = {version(commit(2, "2026-08-10"), Where::shared, R"({"archived":false,"id":"x","name":"A"})"),
                  version(commit(5, "2026-08-12"), Where::shared, R"({"archived":true,"id":"x","name":"Mine"})")};
  ReceiptFact created;
  created.commit = commit(2, "2026-08-10");
  created.result = "done";
  history.receipts = {created};
  CHECK(codes_of(history) == Codes{"shared", "created", "renamed", "drift", "left", "returned"});
  const auto events = life_of(history);
  CHECK(events[2].what == "in Clever: name \"B\" (was \"A\")");
  CHECK(events[3].what == "changed in Sphero Edu, not by clever-sync: archived yes, name \"Mine\" (was \"A\")");
  CHECK(events[4].what == "Clever does not share it any more; missed on 2 nights: 2026-08-13, 2026-08-14");
}

TEST_CASE("what was found in Sphero Edu as wanted is adopted, what was refused says so", "[audit]") {
  History history;
  history.kind = Kind::teacher;
  history.applied = {version(commit(2, "2026-08-10"), Where::shared, R"({"archived":false,"id":"x"})")};
  ReceiptFact refused;
  refused.commit = commit(3, "2026-08-11");
  refused.action = Action::update;
  refused.result = "refused";
  refused.status = 422;
  refused.code = "invalid";
  history.receipts = {refused};
  CHECK(codes_of(history) == Codes{"adopted", "refused"});
  CHECK(life_of(history)[1].what == "in Sphero Edu: update refused, Sphero Edu answered 422 invalid");
}

TEST_CASE("district text can't become markup in the page or in Markdown", "[audit]") {
  History history;
  history.kind = Kind::class_;
  history.id = robotics;
  history.name = "<img src=x onerror=alert(1)> [x](http://evil)";
  history.source = {version(commit(1, "2026-08-10"), Where::shared, R"({"id":"x","name":"A"})")};
  CHECK(html_of(why_page(history)).find("<img") == std::string::npos);
  const std::string markdown = markdown_of(why_page(history));
  INFO(markdown);
  CHECK(markdown.find("\\<img src=x onerror=alert(1)\\> `[x](http://evil)") != std::string::npos);
}

TEST_CASE("the sides of a student hide names and addresses unless they are asked for", "[audit]") {
  Sides sides;
  sides.kind = Kind::student;
  sides.id = robotics;
  sides.source = R"({"grade":"6","id":"x","name":{"first":"Zanzibarina","last_initial":"Q"}})";
  sides.live = R"({"archived":false,"first_name":"Zanzibarina","id":"x","last_initial":"Q"})";
  CHECK(render_sides(sides, StudentValues::hide).find("Zanzibarina") == std::string::npos);
  CHECK(html_of(sides_page(sides, StudentValues::hide)).find("Zanzibarina") == std::string::npos);
  CHECK(canonical_json(sides_json(sides, StudentValues::hide)).find("Zanzibarina") == std::string::npos);
  CHECK(render_sides(sides, StudentValues::show).find("Zanzibarina") != std::string::npos);
}

TEST_CASE("what nights did whose receipts were not opened is told by the records", "[audit]") {
  History history;
  history.kind = Kind::class_;
  history.id = robotics;
  history.applied = {
      version(commit(2, "2026-08-10"), Where::shared, R"({"id":"x","name":"A","students":["1"]})"),
      version(commit(4, "2026-08-11"), Where::shared, R"({"id":"x","name":"B","students":["1"]})"),
      version(commit(6, "2026-08-12"), Where::shared, R"({"id":"x","name":"B","students":["1","2"]})"),
      version(commit(8, "2026-08-13"), Where::shared, R"({"archived":true,"id":"x","name":"B","students":["1","2"]})"),
      version(commit(10, "2026-08-14"), Where::shared, R"({"id":"x","name":"B","students":["1","2"]})")};
  history.live = history.applied;
  history.unopened = {2, 4, 6, 8, 10};
  history.nights_skipped = 5;
  CHECK(codes_of(history) == Codes{"created", "renamed", "members", "archived", "restored"});
  const std::string life = render_life(history);
  CHECK(life.find("2026-08-11  renamed    in Sphero Edu: name \"B\" (was \"A\")") != std::string::npos);
  CHECK(life.find("students (1 joined, 0 left)") != std::string::npos);
  CHECK(life.find("receipts of 5 earlier nights were not opened") != std::string::npos);
  // An earlier observation had it already: then it was found, not made.
  history.live.insert(history.live.begin(),
                      version(commit(1, "2026-08-10"), Where::shared, R"({"id":"x","name":"A"})"));
  CHECK(codes_of(history).at(1) == "adopted");
}
