// A school year through the real programs: what an engineer, the nightly job and a child would see.

#include "catch.hpp"
#include "end_to_end/harness.hpp"

using namespace end_to_end;
using Layout = DistrictWorkspace::Layout;

namespace {

/// The text of the plan's `"key":"value"`.
std::string text_of(const std::string& json, const std::string& key) {
  const std::string mark = "\"" + key + "\":\"";
  const std::size_t at = json.find(mark);
  if (at == std::string::npos) return "";
  return json.substr(at + mark.size(), json.find('"', at + mark.size()) - at - mark.size());
}

std::size_t count_of(const std::string& text, const std::string& part) {
  std::size_t count = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + part.size())) ++count;
  return count;
}

/// The options that waive everything that holds the removals, as `status` prints them.
std::vector<std::string> waivers_from(const std::string& status) {
  std::vector<std::string> words;
  const std::size_t start = status.find("approve --removals");
  if (start == std::string::npos) return words;
  const std::string line = status.substr(start, status.find("--because", start) - start);
  std::size_t at = 0;
  while (at < line.size()) {
    const std::size_t end = std::min(line.find(' ', at), line.size());
    if (end > at) words.push_back(line.substr(at, end - at));
    at = end + 1;
  }
  words.erase(words.begin(), words.begin() + 2);  // approve --removals
  return words;
}

void approve_removals(const DistrictWorkspace& workspace) {
  std::vector<std::string> command{"approve", "--removals", "--because", "read and found right"};
  const auto waivers = waivers_from(workspace.run({"status"}).out);
  command.insert(command.end(), waivers.begin(), waivers.end());
  if (const auto plan = std::find(command.begin(), command.end(), "--plan"); plan != command.end())
    command.erase(plan, plan + 2);
  const Outcome approved = workspace.run(command);
  INFO(approved.err);
  REQUIRE(approved.exit == 0);
}

/// The names of the blocked students that the sandbox's sign-in check gives.
std::string blocked(const Sandbox& sandbox) {
  const std::string answer = sandbox.ask("/sign-in");
  const std::size_t at = answer.find("\"blocked\":[");
  return answer.substr(at, answer.find(']', at) - at + 1);
}

void nothing_left_to_do(const DistrictWorkspace& workspace, const std::string& day) {
  const Outcome plan = workspace.run({"--as-of", day, "plan", "--detailed-exitcode"});
  INFO(plan.out << plan.err);
  CHECK(plan.exit == 0);
}

}  // namespace

TEST_CASE("the first night creates everything, and everybody can sign in", "[end_to_end]") {
  const Sandbox sandbox({});
  const DistrictWorkspace workspace(sandbox, Layout::checked_out);
  const Outcome night = workspace.night("2026-08-10");
  INFO(night.out << night.err);
  REQUIRE(night.exit == 0);
  nothing_left_to_do(workspace, "2026-08-10");
  CHECK(blocked(sandbox) == "\"blocked\":[]");
  CHECK(count_of(sandbox.ask("/state"), "\"managed_by\":\"clever\"") > 600);
  CHECK(workspace.git({"status", "--porcelain"}).out.empty());
  CHECK(workspace.git({"fsck", "--full", "--strict"}).exit == 0);
  CHECK(contains(workspace.git({"log", "-1", "--format=%B"}).out, "Clever-Sync-Stage: apply"));
}

TEST_CASE("a quiet night writes nothing to Sphero Edu and changes no file but the run line", "[end_to_end]") {
  const Sandbox sandbox({});
  const DistrictWorkspace workspace(sandbox, Layout::checked_out);
  REQUIRE(workspace.night("2026-08-10").exit == 0);
  const std::string before = sandbox.ask("/state");
  const std::string tip = workspace.git({"rev-parse", "HEAD"}).out;
  const Outcome quiet = workspace.night("2026-08-11");
  INFO(quiet.err);
  CHECK(quiet.exit == 0);
  CHECK(sandbox.ask("/state") == before);
  const Outcome changed = workspace.git({"diff", "--name-only", tip.substr(0, 40), "HEAD"});
  CHECK(contains(changed.out, "runs/2026-08.jsonl"));
  CHECK_FALSE(contains(changed.out, "snapshots/"));
  CHECK_FALSE(contains(changed.out, "sphero/"));
}

TEST_CASE("planning twice gives the same bytes", "[end_to_end]") {
  const Sandbox sandbox({});
  const DistrictWorkspace workspace(sandbox, Layout::checked_out);
  REQUIRE(workspace.run({"--as-of", "2026-08-10", "fetch"}).exit == 0);
  REQUIRE(workspace.run({"--as-of", "2026-08-10", "plan"}).exit == 0);
  const std::string first = workspace.file("plans/plan.json");
  REQUIRE(workspace.run({"--as-of", "2026-08-10", "plan"}).exit == 0);
  CHECK(workspace.file("plans/plan.json") == first);
  CHECK(first.size() > 10'000);
}

TEST_CASE("the night after the fall term the removals are held until a person waives the guardrails by name",
          "[end_to_end]") {
  const Sandbox sandbox({});
  const DistrictWorkspace workspace(sandbox, Layout::checked_out);
  REQUIRE(workspace.night("2026-08-10").exit == 0);
  const Outcome ordinary = workspace.night("2026-09-02");
  INFO(ordinary.err);
  REQUIRE(ordinary.exit == 4);  // the student who moved class waits for approval
  approve_removals(workspace);
  REQUIRE(workspace.run({"--as-of", "2026-09-02", "apply"}).exit == 0);
  nothing_left_to_do(workspace, "2026-09-02");

  const Outcome held = workspace.night("2027-01-04");
  INFO(held.err);
  REQUIRE(held.exit == 3);
  CHECK(blocked(sandbox) == "\"blocked\":[]");
  CHECK(workspace.run({"approve", "--removals", "--because", "no waiver named"}).exit == 3);

  approve_removals(workspace);
  const Outcome applied = workspace.run({"--as-of", "2027-01-04", "apply"});
  INFO(applied.err);
  REQUIRE(applied.exit == 0);
  nothing_left_to_do(workspace, "2027-01-04");

  const std::string receipts = workspace.git({"grep", "-h", "\"action\":\"archive\"", "HEAD", "--", "receipts/"}).out;
  const std::string archived = text_of(receipts, "clever_id");
  REQUIRE(archived.size() == 24);
  const Outcome why = workspace.run({"why", "class", archived});
  CHECK(why.exit == 0);
  for (const char* part :
       {"archived in Sphero Edu", "term-ended", "rules/lifecycle.yaml:", "approved", "read and found right", "waived",
        "snapshots/terms.json", "2026-12-18", "Sphero Edu answered 200"}) {
    INFO(why.out);
    CHECK(contains(why.out, part));
  }
}

TEST_CASE("a bare workspace goes through the same nights", "[end_to_end]") {
  const Sandbox sandbox({});
  const DistrictWorkspace workspace(sandbox, Layout::bare);
  const Outcome night = workspace.night("2026-08-10");
  INFO(night.err);
  REQUIRE(night.exit == 0);
  nothing_left_to_do(workspace, "2026-08-10");
  CHECK(workspace.git({"fsck", "--full", "--strict"}).exit == 0);
  CHECK(contains(workspace.git({"ls-tree", "-r", "--name-only", "HEAD"}).out, "sphero/applied/classes/"));
}

TEST_CASE("an app's client id and secret find the district's token", "[end_to_end]") {
  const Sandbox sandbox({"--client-id", "app-id", "--client-secret", "app-secret"});
  DistrictWorkspace workspace(sandbox, Layout::checked_out);
  std::string config = workspace.file("clever-sync.yaml");
  const std::string token = "token: {env: CLEVER_TOKEN}";
  REQUIRE(contains(config, token));
  config.replace(config.find(token), token.size(), "client: {id: {env: APP_ID}, secret: {env: APP_SECRET}}");
  workspace.write_file("clever-sync.yaml", config);
  REQUIRE(workspace.git({"commit", "-qam", "use the app's client"}).exit == 0);
  workspace.environment["APP_ID"] = "app-id";
  workspace.environment["APP_SECRET"] = "app-secret";
  const Outcome connections = workspace.run({"connections"});
  INFO(connections.err);
  CHECK(connections.exit == 0);
  CHECK(contains(connections.out, sample_district));
  CHECK(workspace.run({"--as-of", "2026-08-10", "fetch"}).exit == 0);
}
