#include "nightly/status_facts.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "base/json.hpp"
#include "nightly/inputs.hpp"
#include "nightly/past_plans.hpp"
#include "plan/make_plan.hpp"
#include "roster/state_codec.hpp"

namespace clever_sync {

namespace {

/// The days of all run lines, found by their text: parsing a year of them would cost more than all else here.
std::set<Date> days_of_runs(const std::string& bytes) {
  constexpr std::string_view key = "\"as_of\":\"";
  constexpr std::size_t date_length = 10;
  std::set<Date> days;
  for (std::size_t at = bytes.find(key); at != std::string::npos; at = bytes.find(key, at + 1)) {
    if (const auto day = parse_date(std::string_view(bytes).substr(at + key.size(), date_length))) days.insert(*day);
  }
  return days;
}

/// The last line of the file that holds the text; nothing if none does.
std::optional<RunLine> last_line_with(const std::string& bytes, std::string_view text, const std::string& path) {
  const std::size_t at = bytes.rfind(text);
  if (at == std::string::npos) return std::nullopt;
  const std::size_t start = bytes.rfind('\n', at) == std::string::npos ? 0 : bytes.rfind('\n', at) + 1;
  const std::size_t end = std::min(bytes.find('\n', at), bytes.size());
  return parse_run_line(std::string_view(bytes).substr(start, end - start), path);
}

void read_nights(const Repository& repository, const ObjectId& commit, StatusFacts& facts) {
  std::set<Date> days;
  const auto files = repository.files_below(commit, runs_folder);
  for (auto file = files.rbegin(); file != files.rend(); ++file) {
    const std::string bytes = repository.read_blob(*file);
    days.merge(days_of_runs(bytes));
    if (!facts.last_run) {
      if (const auto line = last_line_with(bytes, "\"run\":\"", file->path)) facts.last_run = night_fact(*line);
    }
    if (!facts.last_fetch) {
      if (const auto line = last_line_with(bytes, "\"snapshot\":\"", file->path)) facts.last_fetch = night_fact(*line);
    }
  }
  if (days.empty()) return;
  for (Date day = *days.begin(); day < facts.as_of; day += std::chrono::days{1}) {
    if (!days.contains(day)) facts.missed.push_back(day);
  }
}

void add_part(const Repository& repository, const ObjectId& commit, const PlanSlice& plan, Part part,
              StatusFacts& facts) {
  const Gate gate = gate_part(plan.plan, part, read_approval(repository, commit, plan.plan.digest(part)), facts.now);
  const std::string name(name_of(part));
  if (const auto* held = std::get_if<HeldBack>(&gate)) {
    facts.waits.push_back({.owner = Owner::us,
                           .what = name,
                           .words = "the " + name + " are held (" + arithmetic(held->guardrails.front()) +
                                    "); when that is right: " + approve_command_of(plan, part)});
  } else if (const auto* missing = std::get_if<NotApproved>(&gate)) {
    using Why = NotApproved::Why;
    const std::string why = missing->why == Why::expired   ? "wait, their approval has expired: "
                            : missing->why == Why::revoked ? "wait, their approval was revoked: "
                                                           : "wait for approval: ";
    facts.waits.push_back(
        {.owner = Owner::us, .what = name, .words = "the " + name + " " + why + approve_command_of(plan, part)});
  }
}

/// Clever's data is not current; the plan says whether removals wait for that.
void add_stale_district(const std::optional<PlanSlice>& plan, StatusFacts& facts) {
  const std::string stale = stale_sentence(facts);
  if (stale.empty()) return;
  const bool holds = plan && std::ranges::any_of(plan->plan.guardrails, [](const Guardrail& guardrail) {
                       return guardrail.name == "district-state" && guardrail.verdict == GuardrailVerdict::hold;
                     });
  const bool for_clever = facts.last_fetch->source_state == "error";
  facts.waits.push_back({.owner = for_clever ? Owner::clever : Owner::district,
                         .what = "district-state",
                         .words = stale + (holds ? "; removals wait until it is current" : "")});
}

void read_plan_facts(const Repository& repository, const ObjectId& commit, StatusFacts& facts) {
  const auto plan = read_plan_header(repository, commit);
  add_stale_district(plan, facts);
  if (!plan) return;
  facts.plan_digest = plan->digest;
  facts.plan_summary = summary_line(plan->plan);
  facts.plan_as_of = plan->plan.as_of;
  for (const auto& [what, count] : plan->plan.counts.changes) facts.plan_changes += count;
  facts.additions = plan->plan.additions;
  facts.removals = plan->plan.removals;
  for (const Part part : {Part::additions, Part::removals}) add_part(repository, commit, *plan, part, facts);
  const auto undecided = std::ranges::count_if(plan->plan.findings, waits_for_keep);
  if (undecided == 0) return;
  facts.waits.push_back({.owner = Owner::us,
                         .what = "identity",
                         .words = std::to_string(undecided) +
                                  (undecided == 1 ? " identity waits" : " identities wait") +
                                  " for a line in rules/keep.yaml: clever-sync show names each"});
}

void read_blocks(const Repository& repository, const ObjectId& commit, const Config& config, StatusFacts& facts) {
  facts.connection_approved = read_connection_approval(repository, commit, config.district).has_value();
  if (!facts.connection_approved) {
    facts.waits.push_back({.owner = Owner::us,
                           .what = "connection",
                           .words = "nothing is applied until somebody approves the district: clever-sync approve "
                                    "--connection --because \"…\""});
  }
  if (facts.last_run && std::ranges::find(facts.last_run->waits, "sphero-connection") != facts.last_run->waits.end()) {
    facts.waits.push_back(
        {.owner = Owner::sphero,
         .what = "sphero-connection",
         .words = "Sphero Edu has not approved the district: clever-sync diagnose no-data says more"});
  }
  facts.launch_date = parse_date(district_text(repository, commit, "launch_date"));
  facts.pause_end = parse_date(district_text(repository, commit, "pause_end"));
  const auto launch = facts.launch_date;
  if (config.gate_on_launch_date && launch && facts.as_of < *launch) {
    facts.waits.push_back(
        {.owner = Owner::district,
         .what = "launch-date",
         .words = "nothing is applied before the district's launch date in Clever, " + format_date(*launch)});
  }
}

}  // namespace

std::string district_text(const Repository& repository, const ObjectId& commit, std::string_view field) {
  const std::string path = std::string(snapshot_folder) + "/district.json";
  const auto bytes = repository.read_file(commit, path);
  return bytes ? std::string(parse_own_json(*bytes, path).text(field)) : "";
}

NightFact night_fact(const RunLine& line) {
  NightFact fact{.run = line.run,
                 .command = line.command,
                 .started = line.started,
                 .finished = line.finished,
                 .as_of = line.as_of,
                 .exit = line.exit,
                 .source_state = line.source_state,
                 .last_sync = line.last_sync,
                 .refused_code = {},
                 .refused_collection = {},
                 .error = line.error,
                 .done = line.done,
                 .refused = line.refused,
                 .skipped = line.skipped,
                 .unknown = line.unknown,
                 .waits = line.waits,
                 .holds = line.holds,
                 .line = parse_own_json(encode_run_line(line), "the run line")};
  if (line.refused_source) {
    fact.refused_code = line.refused_source->code;
    fact.refused_collection = line.refused_source->collection;
  }
  return fact;
}

StatusFacts read_status_facts(const Repository& repository, const ObjectId& commit, const Config& config, Date as_of,
                              UtcTime now) {
  StatusFacts facts;
  facts.as_of = as_of;
  facts.now = now;
  facts.fetched = !repository.object_at(commit, snapshot_folder).empty();
  read_nights(repository, commit, facts);
  read_blocks(repository, commit, config, facts);
  read_plan_facts(repository, commit, facts);
  const std::string path = "refused.json";
  if (const auto bytes = repository.read_file(commit, std::string(applied_folder) + "/" + path)) {
    AppliedReader reader;
    reader.add_file(path, *bytes);
    facts.refused = reader.finish().refused;
  }
  return facts;
}

}  // namespace clever_sync
