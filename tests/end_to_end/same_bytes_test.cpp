// The same inputs give the same bytes, wherever and however the program runs.

#include "catch.hpp"
#include "end_to_end/harness.hpp"

using namespace end_to_end;
using Layout = DistrictWorkspace::Layout;

TEST_CASE("a plan is the same bytes in every time zone and locale, checked out or bare, fetched or made again",
          "[end_to_end][same_bytes][slow]") {
  const Sandbox sandbox({});
  const DistrictWorkspace first(sandbox, Layout::checked_out);
  REQUIRE(first.night("2026-08-10").exit == 0);
  REQUIRE(first.night("2026-09-02").exit == 4);
  REQUIRE(first.night("2027-01-04").exit == 3);
  const std::string plan = first.file("plans/plan.json"), markdown = first.file("plans/plan.md");
  REQUIRE(plan.find("\"code\":\"term-ended\"") != std::string::npos);

  struct Place {
    std::string time_zone, locale;
  };
  for (const Place& place :
       {Place{"UTC", "C"}, Place{"Pacific/Kiritimati", "C.UTF-8"}, Place{"Pacific/Pago_Pago", "tr_TR.UTF-8"},
        Place{"Asia/Kathmandu", "de_DE.UTF-8"}, Place{":no/such/zone", "no-such-locale"}}) {
    INFO(place.time_zone << " " << place.locale);
    // The plan of these trees, made again somewhere else.
    const TemporaryFolder folder;
    const std::string copy = folder.path() + "/copy";
    REQUIRE(first.git({"clone", "-q", ".", copy}).exit == 0);
    std::map<std::string, std::string> there = first.environment;
    there["TZ"] = place.time_zone;
    there["LC_ALL"] = place.locale;
    there["LANG"] = place.locale;
    const Outcome made =
        run_program({CLEVER_SYNC_PROGRAM, "-C", copy, "--as-of", "2027-01-04", "plan", "-o", "json"}, there);
    INFO(made.err);
    CHECK(made.exit == 0);
    CHECK(made.out == plan);
    CHECK(run_program({CLEVER_SYNC_PROGRAM, "-C", copy, "show", "-o", "md"}, there).out == markdown);
    CHECK(run_program({CLEVER_SYNC_PROGRAM, "-C", copy, "show", "-o", "html"}, there).out ==
          first.run({"show", "-o", "html"}).out);
    CHECK(run_program({CLEVER_SYNC_PROGRAM, "-C", copy, "verify", "--all"}, there).exit == 0);
  }
}

TEST_CASE("two machines that fetch the same night plan the same bytes", "[end_to_end][same_bytes][slow]") {
  const Sandbox sandbox({});
  DistrictWorkspace here(sandbox, Layout::checked_out), there(sandbox, Layout::bare);
  there.environment["TZ"] = "Asia/Tokyo";
  there.environment["LC_ALL"] = "C.UTF-8";
  for (const DistrictWorkspace* const workspace : {&here, &there}) {
    for (const char* const stage : {"fetch", "observe", "plan"}) {
      const Outcome done = workspace->run({"--as-of", "2026-08-10", stage});
      INFO(stage << ": " << done.err);
      REQUIRE(done.exit == 0);
    }
  }
  const std::string plan = here.run({"show", "-o", "json"}).out;
  CHECK(plan == here.file("plans/plan.json"));
  CHECK(plan == there.run({"show", "-o", "json"}).out);
  for (const char* const tree : {"HEAD:snapshots", "HEAD:sphero", "HEAD:plans", "HEAD:rules"}) {
    INFO(tree);
    CHECK(here.git({"rev-parse", tree}).out == there.git({"rev-parse", tree}).out);
  }
}
