#include "end_to_end/crash_twins.hpp"

#include <algorithm>
#include <array>
#include <regex>

#include "base/date.hpp"
#include "catch.hpp"

namespace end_to_end {

namespace {

std::vector<std::string> small_district(unsigned seed) {
  return {"--students", "60", "--seed", std::to_string(seed)};
}

void replace_all(const DistrictWorkspace& workspace, const std::string& path, const std::string& what,
                 const std::string& by) {
  const std::string before = workspace.file(path);
  const std::string after = std::regex_replace(before, std::regex(what), by);
  INFO(path << ": " << what);
  REQUIRE(after != before);
  workspace.write_file(path, after);
}

void let_everything_through(const DistrictWorkspace& workspace) {
  replace_all(workspace, "clever-sync.yaml", "removals: approve", "removals: auto");
  replace_all(workspace, "rules/guardrails.yaml", "at_least: [0-9]+", "at_least: 100000");
  replace_all(workspace, "rules/lifecycle.yaml", "after_absent_nights: 3", "after_absent_nights: 1");
  REQUIRE(workspace.git({"commit", "-qam", "nothing is held"}).exit == 0);
}

/// What the receipts call done, each as often as they do.
std::vector<std::string> done_changes(const DistrictWorkspace& workspace) {
  const std::string receipts = workspace.git({"grep", "-h", "\"result\":\"done\"", "HEAD", "--", "receipts/"}).out;
  const std::regex change("\"action\":\"[a-z]+\"|\"clever_id\":\"[0-9a-f]+\"|\"kind\":\"[a-z]+\"|\"part\":\"[a-z]+\"");
  std::vector<std::string> changes;
  for (std::size_t at = 0; at < receipts.size();) {
    const std::size_t end = receipts.find('\n', at);
    const std::string line = receipts.substr(at, end - at);
    std::string found;
    for (std::sregex_iterator match(line.begin(), line.end(), change); match != std::sregex_iterator(); ++match) {
      found += match->str();
    }
    changes.push_back(found);
    at = end + 1;
  }
  std::ranges::sort(changes);
  return changes;
}

std::string trees(const DistrictWorkspace& workspace) {
  return workspace.git({"rev-parse", "HEAD:snapshots", "HEAD:sphero/applied", "HEAD:sphero/live"}).out;
}

/// The lines of the states that only one of the two has.
std::string differences(const DistrictWorkspace& tried, const DistrictWorkspace& calm) {
  const auto lines_of = [](const DistrictWorkspace& workspace) {
    std::vector<std::string> lines;
    const std::string all = workspace.git({"grep", "", "HEAD", "--", "snapshots/", "sphero/"}).out;
    for (std::size_t at = 0; at < all.size();) {
      const std::size_t end = std::min(all.find('\n', at), all.size());
      lines.push_back(all.substr(at, end - at) + "\n");
      at = end + 1;
    }
    std::ranges::sort(lines);
    return lines;
  };
  const auto only_in = [](const std::vector<std::string>& a, const std::vector<std::string>& b) {
    std::vector<std::string> lines;
    std::ranges::set_difference(a, b, std::back_inserter(lines));
    std::string text;
    for (const std::string& line : lines) text += line;
    return text;
  };
  const std::vector<std::string> disturbed = lines_of(tried), undisturbed = lines_of(calm);
  return "disturbed:\n" + only_in(disturbed, undisturbed) + "undisturbed:\n" + only_in(undisturbed, disturbed);
}

/// The plan without what names the configuration: there the twins' addresses differ.
std::string plan_of(const DistrictWorkspace& workspace) {
  const std::string plan = workspace.git({"show", "HEAD:plans/plan.json"}).out;
  return std::regex_replace(plan, std::regex("\"(config|plan)\":\"[0-9a-f]+\""), "");
}

}  // namespace

Twins::Twins(unsigned seed)
    : calm_sandbox_(small_district(seed)),
      tried_sandbox_(small_district(seed)),
      calm_(calm_sandbox_, DistrictWorkspace::Layout::checked_out),
      tried_(tried_sandbox_, DistrictWorkspace::Layout::checked_out),
      seed_(seed) {
  for (const DistrictWorkspace* workspace : {&calm_, &tried_}) let_everything_through(*workspace);
  calm_night();
  REQUIRE(tried_night({}).exit == 0);
  check_same(Receipts::each_change_once);
}

void Twins::event(const std::string& json) const {
  for (const Sandbox* sandbox : {&calm_sandbox_, &tried_sandbox_}) sandbox->control("/event", json);
}

void Twins::next_day() {
  using namespace clever_sync;
  day_ = format_date(*parse_date(day_) + std::chrono::days{1});
  for (const Sandbox* sandbox : {&calm_sandbox_, &tried_sandbox_}) {
    sandbox->control("/day", R"({"day":")" + day_ + R"("})");
  }
  event(R"({"event":"churn","percent":5,"seed":)" + std::to_string(seed_ + static_cast<unsigned>(days_)) + "}");
  const auto rarer = std::to_array<const char*>({R"({"event":"section-removed"})", R"({"event":"person-rekeyed"})",
                                                 R"({"event":"section-reused"})", R"({"event":"member-removed"})",
                                                 R"({"event":"teacher-changes"})", R"({"event":"class-renamed"})",
                                                 R"({"event":"section-added"})"});
  event(rarer.at(static_cast<std::size_t>(days_++) % rarer.size()));
}

void Twins::calm_night() {
  const Outcome night = calm_.run({"--as-of", day_, "nightly"});
  INFO(night.out << night.err);
  REQUIRE(night.exit == 0);
}

Outcome Twins::tried_night(const std::optional<std::string>& failpoint) {
  if (failpoint) tried_.environment["CLEVER_SYNC_FAILPOINT"] = *failpoint;
  Outcome night = tried_.run({"--as-of", day_, "nightly"});
  tried_.environment.erase("CLEVER_SYNC_FAILPOINT");
  return night;
}

void Twins::check_same(Receipts receipts) const {
  CHECK(tried_sandbox_.ask("/state?versions=no") == calm_sandbox_.ask("/state?versions=no"));
  CHECK(tried_sandbox_.ask("/sign-in") == calm_sandbox_.ask("/sign-in"));
  if (trees(tried_) != trees(calm_)) FAIL_CHECK(differences(tried_, calm_));
  CHECK(plan_of(tried_) == plan_of(calm_));
  const std::vector<std::string> told = done_changes(tried_), expected = done_changes(calm_);
  CHECK(std::ranges::includes(expected, told));
  if (receipts == Receipts::each_change_once) CHECK(told == expected);
  CHECK(tried_.git({"status", "--porcelain"}).out.empty());
}

}  // namespace end_to_end
