#include "audit/status.hpp"

#include "catch.hpp"

using namespace clever_sync;

namespace {

const Date monday = *parse_date("2026-11-23");
const UtcTime morning = *parse_utc_time("2026-11-23T12:00:00Z");

/// A good night eight hours ago.
StatusFacts good() {
  StatusFacts facts;
  facts.as_of = monday;
  facts.now = morning;
  NightFact night;
  night.command = "nightly";
  night.started = night.finished = morning - std::chrono::hours{8};
  night.as_of = monday;
  facts.last_run = facts.last_fetch = night;
  return facts;
}

}  // namespace

TEST_CASE("a good night is OK, with performance data", "[audit]") {
  const Check check = check_status(good());
  CHECK(check.code == 0);
  CHECK(check.line ==
        "CLEVER-SYNC OK - nightly for 2026-11-23: done (exit 0) | age_hours=8 waits=0 refused=0 missed=0");
}

TEST_CASE("what waits is a warning, what failed is critical, no run is unknown", "[audit]") {
  StatusFacts waiting = good();
  waiting.waits.push_back({.owner = Owner::us, .what = "removals", .words = "…"});
  CHECK(check_status(waiting).code == 1);
  StatusFacts failed = good();
  failed.last_run->exit = 1;
  CHECK(check_status(failed).code == 2);
  CHECK(check_status(StatusFacts{}).code == 3);
  CHECK(unknown_check("a | b").line == "CLEVER-SYNC UNKNOWN - a  b");
}

TEST_CASE("data grows old by a warning after 36 hours and critical after 72", "[audit]") {
  StatusFacts facts = good();
  facts.now = facts.last_fetch->finished + std::chrono::hours{36};
  CHECK(check_status(facts).code == 0);
  facts.now += std::chrono::seconds{1};
  CHECK(check_status(facts).code == 1);
  facts.now = facts.last_fetch->finished + std::chrono::hours{72} + std::chrono::seconds{1};
  CHECK(check_status(facts).code == 2);
}

TEST_CASE("a run that has not ended is told, and a damaged journal is critical even before the first run line",
          "[audit]") {
  StatusFacts first;
  first.as_of = monday;
  first.now = morning;
  first.fetched = true;
  first.unended = UnendedRun{.run = "r1", .as_of = monday, .damage = {}};
  CHECK(check_status(first).line == "CLEVER-SYNC UNKNOWN - no run has ended yet");
  std::string text = render_status(first);
  CHECK(text.starts_with("No run has ended yet.\nData: a roster that was fetched by a run which has not ended\n"));
  CHECK(text.find("Not ended: run r1 for 2026-11-23 has begun to write to Sphero Edu") != std::string::npos);
  CHECK(text.find("the first night") == std::string::npos);
  first.unended->damage = "journal:2: damaged; move the file away";
  CHECK(check_status(first).code == 2);
  CHECK(check_status(first).line.find("journal:2: damaged; move the file away") != std::string::npos);
  text = render_status(first);
  CHECK(text.find("Stopped: every run ends with exit 8") != std::string::npos);
  CHECK(text.find("Next: nothing until the journal is moved away") != std::string::npos);

  StatusFacts later = good();
  later.unended = UnendedRun{.run = "r2", .as_of = monday, .damage = {}};
  CHECK(check_status(later).code == 0);  // a run at work is no alarm
  later.unended->damage = "journal:2: damaged";
  CHECK(check_status(later).code == 2);
  CHECK(status_json(later).find("unended_run")->text("damage") == "journal:2: damaged");
}

TEST_CASE("nights missed before the last run don't alarm, those after it do", "[audit]") {
  StatusFacts facts = good();
  facts.missed = {monday - std::chrono::days{3}};
  CHECK(check_status(facts).code == 0);
  facts.missed.push_back(monday + std::chrono::days{1});
  CHECK(check_status(facts).code == 1);
}
