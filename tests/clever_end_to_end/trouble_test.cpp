// Trouble that passes, and data that is old: what is waited for, how it shows, and what waits meanwhile.

#include <atomic>
#include <chrono>
#include <ctime>
#include <filesystem>
#include <mutex>

#include "catch.hpp"
#include "clever_end_to_end/district.hpp"
#include "clever_end_to_end/stub_clever.hpp"

using namespace end_to_end;

namespace {

std::string verbose_fetch(const NightlyDistrict& district, const std::string& day, int exit = 0) {
  const Outcome outcome = district.workspace.run({"-v", "--as-of", day, "fetch"});
  INFO(outcome.err);
  REQUIRE(outcome.exit == exit);
  return outcome.err;
}

}  // namespace

TEST_CASE("a rate limit, server errors and network faults are waited out, and the waits show",
          "[clever_end_to_end][trouble]") {
  const NightlyDistrict district;
  district.misbehave("sections", "429", 1, R"(,"retry_after":1)");
  district.misbehave("students", "500", 2);
  district.misbehave("teachers", "503", 1);
  district.misbehave("schools", "drop", 1);
  district.misbehave("terms", "truncate", 1);
  const std::string said = verbose_fetch(district, "2026-08-10");
  for (const char* part :
       {"429, the rate limit resets in", "answered 500", "answered 503", "the connection was cut off", "waiting "}) {
    INFO(said);
    CHECK(contains(said, part));
  }
  CHECK(contains(district.workspace.git({"ls-tree", "-r", "--name-only", "HEAD"}).out, "snapshots/manifest.json"));
}

TEST_CASE("the budget of requests is respected before it is hit", "[clever_end_to_end][trouble][slow]") {
  using clock = std::chrono::steady_clock;
  std::mutex mutex;
  std::vector<clock::time_point> times;
  const StubClever clever([&](const StubRequest& request) {
    const std::lock_guard lock(mutex);
    times.push_back(clock::now());
    StubAnswer answer = small_district(request);
    if (times.size() == 1) {
      answer.headers = {{"X-RateLimit-Remaining", "0"}, {"X-RateLimit-Reset", std::to_string(std::time(nullptr) + 2)}};
    }
    return answer;
  });
  const NightlyDistrict district;
  district.use_clever(clever.api(), clever.oauth());
  const std::string said = verbose_fetch(district, "2026-08-10");
  REQUIRE(times.size() == 8);
  CHECK(times[1] - times[0] > std::chrono::milliseconds(900));  // the reset is told in whole seconds
  CHECK(contains(said, "waiting "));
}

TEST_CASE("compressed answers are asked for, from Clever's token list too", "[clever_end_to_end][trouble][slow]") {
  const StubClever clever(small_district);
  const NightlyDistrict district;
  district.use_clever(clever.api(), clever.oauth());
  verbose_fetch(district, "2026-08-10");
  for (const StubRequest& request : clever.requests()) CHECK(contains(request.accepted_encoding, "gzip"));
}

TEST_CASE("a certificate that nobody vouches for ends the run before the token is sent",
          "[clever_end_to_end][trouble][slow]") {
  const TemporaryFolder folder;
  const std::string key = folder.path() + "/key.pem", certificate = folder.path() + "/cert.pem";
  REQUIRE(run_program({"openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
                       "-days", "2", "-subj", "/CN=test", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", key,
                       "-out", certificate},
                      {})
              .exit == 0);
  clever_sync::test::LocalServer<httplib::SSLServer> server(certificate.c_str(), key.c_str());
  std::atomic<int> served = 0;
  server.http.Get(".*", [&](const httplib::Request&, httplib::Response&) { ++served; });
  server.start();
  const NightlyDistrict district;
  const std::string api = "https://127.0.0.1:" + std::to_string(server.port()) + "/v3.1";
  district.use_clever(api, api);
  const std::string said = district.night("2026-08-10", 1);
  CHECK(contains(said, "certificate"));
  CHECK(served == 0);
}

TEST_CASE("plain http is refused for every other machine", "[clever_end_to_end][trouble][slow]") {
  const NightlyDistrict district;
  district.edit("clever-sync.yaml", district.sandbox.address("clever"), "http://api.clever.example/v3.1");
  CHECK(contains(district.night("2026-08-10", 78), "must begin with https://"));
}

TEST_CASE("a read during which Clever took in new data is begun again, and the wait shows",
          "[clever_end_to_end][trouble][slow]") {
  const NightlyDistrict district;
  district.misbehave("students", "torn", 1);
  const std::string said = verbose_fetch(district, "2026-08-10");
  CHECK(contains(said, "waiting to read again: Clever took in new data of the district during the read"));
}

TEST_CASE("a read that is torn every time is refused after a bounded number of tries",
          "[clever_end_to_end][trouble][slow]") {
  const NightlyDistrict district;
  district.night("2026-08-10");
  const std::string before = district.state();
  district.misbehave("students", "torn", 0);
  const std::string said = district.night("2026-08-11", 7);
  CHECK(contains(said, "`last_sync` moved"));
  CHECK(contains(said, "at the last of 4 reads"));
  CHECK(contains(said, "run again when that is done"));
  CHECK(district.state() == before);
}

TEST_CASE("a district that Clever reads without end is refused after a bounded number of tries",
          "[clever_end_to_end][trouble][slow]") {
  const NightlyDistrict district;
  district.night("2026-08-10");
  const std::string before = district.state();
  district.happen(R"("event":"district-edited","state":"running")");
  const std::string said = district.night("2026-08-11", 7);
  CHECK(contains(said, "state `running`"));
  CHECK(contains(said, "at the last of 4 reads"));
  CHECK(contains(said, "run again when that is done"));
  CHECK(district.state() == before);
  CHECK(contains(district.workspace.git({"show", "HEAD:runs/2026-08.jsonl"}).out, "\"code\":\"running\""));
}

TEST_CASE("paused, pending and error mean stale: the snapshot is taken, says how old it is, and removals wait",
          "[clever_end_to_end][trouble][slow]") {
  struct Case {
    const char* state;
    const char* owner;
    const char* words;  // of status
  };
  const Case stale =
      GENERATE(Case{"paused", "a pause of the district's sync", "the district's sync in Clever is paused"},
               Case{"pending", "an error that the district can fix", "an error that the district can fix (pending)"},
               Case{"error", "an error that Clever can fix", "an error that Clever can fix (error)"});
  const NightlyDistrict district;
  district.edit("clever-sync.yaml", "removals: approve", "removals: auto");
  district.night("2026-08-10");
  district.happen(R"("event":"section-edited","remove_students":[")" + student_id(1) + R"("],"section":")" +
                  section_id(4) + "\"");
  district.happen(R"("event":"student-joins")");
  district.happen(R"("event":"district-edited","state":")" + std::string(stale.state) + "\"");
  const std::string said = district.night("2026-08-11", 3);
  INFO(said);
  CHECK(contains(said, "The data is stale since 2026-08-"));
  CHECK(contains(said, stale.owner));
  CHECK(contains(said, "removals wait"));
  const std::string status = district.workspace.run({"--as-of", "2026-08-15", "status"}).out;
  INFO(status);
  CHECK(contains(status, stale.words));
  CHECK(contains(status, ", so the data is stale: as it was on 2026-08-11, 4 days ago; removals wait"));
  CHECK(contains(district.workspace.git({"show", "HEAD:snapshots/district.json"}).out,
                 "\"state\":\"" + std::string(stale.state) + "\""));
  const std::string plan = district.workspace.file("plans/plan.json");
  CHECK(contains(plan, "\"name\":\"district-state\""));
  CHECK(contains(plan, "\"remove_students\":[\"" + student_id(1) + "\"]"));
  CHECK_FALSE(contains(plan, "\"part\":\"additions\""));  // the student who joined is in already

  district.happen(R"("event":"district-edited","state":"success")");
  district.night("2026-08-12");
  CHECK_FALSE(contains(district.workspace.file("plans/plan.json"), "remove_students\":[\"58"));
}
