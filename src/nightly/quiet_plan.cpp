#include <algorithm>

#include "nightly/stage_commit.hpp"
#include "nightly/stages.hpp"
#include "nightly/steps.hpp"
#include "plan/later_day.hpp"

namespace clever_sync {

namespace {

std::string read_small_file(const Repository& repository, const ObjectId& commit, const std::string& path) {
  return repository.read_file(commit, path).value_or("");
}

SnapshotDates snapshot_dates(const Repository& repository, const ObjectId& commit) {
  const std::string terms_path = std::string(snapshot_folder) + "/terms.json";
  const std::string district_path = std::string(snapshot_folder) + "/district.json";
  Texts texts;
  SnapshotDates dates;
  for (const Term& term : parse_terms(read_small_file(repository, commit, terms_path), terms_path, texts))
    if (term.end_date) dates.term_ends.push_back(*term.end_date);
  dates.launch_date =
      parse_district(read_small_file(repository, commit, district_path), district_path, texts).launch_date;
  return dates;
}

/// That the connection was as it is now: the plan's finding tells.
bool was_approved(const Plan& plan) {
  return std::ranges::none_of(plan.findings,
                              [](const Finding& each) { return each.code == "connection-not-approved"; });
}

/// The plan at the tip if it changes nothing. One that can't be read is none: a new plan takes its place.
std::optional<ParsedPlan> plan_without_changes(const Repository& repository, const ObjectId& tip) {
  const auto bytes = repository.read_file(tip, plan_path);
  if (!bytes || bytes->find("\"changes\":[]") == std::string::npos) return std::nullopt;
  auto read = read_or_say([&] { return parse_plan(*bytes, plan_path); });
  if (auto* plan = std::get_if<ParsedPlan>(&read)) return std::move(*plan);
  return std::nullopt;
}

}  // namespace

std::optional<QuietPlan> find_quiet_plan(const Repository& repository, const ObjectId& tip, Date as_of, UtcTime now) {
  const auto standing = plan_without_changes(repository, tip);
  if (!standing || !standing->plan.draft.empty() || standing->plan.inputs.snapshot.empty()) return std::nullopt;
  if (standing->plan.inputs != input_ids(repository, InputSource::at(tip))) return std::nullopt;
  const Config config = read_config(repository, InputSource::at(tip));
  const bool approved = read_connection_approval(repository, tip, config.district).has_value();
  if (was_approved(standing->plan) != approved) return std::nullopt;
  const SnapshotDates dates = snapshot_dates(repository, tip);
  auto plan = plan_on_later_day(standing->plan, as_of, parse_rules(read_rule_files(repository, tip)), dates);
  if (!plan) return std::nullopt;
  return QuietPlan{.made = make_plan_files(*std::move(plan), {}),  // no change, so nothing has a name
                   .facts = {.commit = tip,
                             .connection_approved = approved,
                             .launch_date = config.gate_on_launch_date ? dates.launch_date : std::nullopt,
                             .now = now},
                   .renews = standing->digest};
}

bool commit_quiet_plan(const Edges& edges, const Run& run, QuietPlan& quiet, ObjectId& tip) {
  const auto committed = commit_stage(
      edges, run, tip,
      {.stage = Stage::plan, .subject = plan_subject(quiet.made.plan), .body = {}, .plan_digest = quiet.made.digest},
      [&quiet](CommitBuilder& builder, const ObjectId&) { put_plan(builder, quiet.made); });
  tip = committed.commit;
  quiet.facts.commit = tip;
  return !committed.rules_moved;
}

}  // namespace clever_sync
