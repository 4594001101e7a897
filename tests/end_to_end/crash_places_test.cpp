// The real program dies at each named place, at every time that it comes there; the next run ends as an undisturbed
// one.

#include <array>
#include <filesystem>

#include "base/failpoint.hpp"
#include "catch.hpp"
#include "end_to_end/crash_twins.hpp"

using namespace end_to_end;
using clever_sync::failpoint_names;
using Receipts = Twins::Receipts;

namespace {

/// Whether the night died there; then it is run again until it ends.
bool dies_and_resumes(Twins& twins, const std::string& place) {
  twins.next_day();
  twins.calm_night();
  const Outcome night = twins.tried_night(place);
  INFO(twins.day() << " " << place << ": " << night.err);
  REQUIRE((night.exit == killed || night.exit == 0));
  if (night.exit == killed) {
    const Outcome next = twins.tried_night({});
    INFO(next.out << next.err);
    REQUIRE(next.exit == 0);
  }
  twins.check_same(Receipts::each_change_once);
  return night.exit == killed;
}

}  // namespace

TEST_CASE("a run that dies around its requests, its journal or its commit is finished by the next",
          "[end_to_end][slow]") {
  Twins twins(1);
  for (const char* death :
       {"after_journal_write:2", "before_request:2", "after_answer:1", "before_ref:4", "before_journal_removal:1"}) {
    CHECK(dies_and_resumes(twins, death));
  }
}

TEST_CASE("a run may die at every time that it comes to each named place", "[end_to_end][slow]") {
  Twins twins(2);
  int deaths = 0;
  for (const std::string_view place : failpoint_names) {
    // A quiet night has fewer batches than the next one: the last time is behind us when two nights did not get there.
    for (int nth = 1, missed = 0; missed < 2; ++nth) {
      const bool died = dies_and_resumes(twins, std::string(place) + ":" + std::to_string(nth));
      missed = died ? 0 : missed + 1;
      deaths += died ? 1 : 0;
    }
  }
  CAPTURE(deaths);
  CHECK(deaths >= 40);
}

TEST_CASE("a run may die again while it recovers from a death", "[end_to_end][slow]") {
  Twins twins(3);
  int second_deaths = 0;
  for (const char* first :
       {"after_journal_flush:3", "before_request:1", "after_answer:2", "before_ref:4", "before_journal_removal:1"}) {
    for (const std::string_view second : failpoint_names) {
      twins.next_day();
      twins.calm_night();
      INFO(first << ", then " << second);
      if (twins.tried_night(first).exit == 0) continue;  // a night with fewer requests
      second_deaths += twins.tried_night(std::string(second) + ":1").exit == killed ? 1 : 0;
      REQUIRE(twins.tried_night({}).exit == 0);
      twins.check_same(Receipts::each_change_once);
    }
  }
  CAPTURE(second_deaths);
  CHECK(second_deaths >= 40);
}

TEST_CASE("a journal that is lost altogether costs receipts, and nothing else", "[end_to_end][slow]") {
  Twins twins(4);
  int deaths = 0;
  for (const char* place : {"after_answer:3", "after_journal_flush:2", "before_request:2", "after_answer:1",
                            "after_answer:2", "after_answer:4", "before_ref:4", "before_journal_removal:1",
                            "after_answer:1", "after_answer:2", "after_answer:3", "after_answer:4",
                            "before_journal_removal:1", "before_ref:4", "after_answer:3", "after_answer:2"}) {
    twins.next_day();
    twins.calm_night();
    INFO(place);
    if (twins.tried_night(place).exit == 0) continue;
    ++deaths;
    REQUIRE(std::filesystem::remove(twins.journal()));
    REQUIRE(twins.tried_night({}).exit == 0);
    twins.check_same(Receipts::some_lost);
  }
  CHECK(deaths >= 7);
}
