#include "nightly/standing.hpp"

#include <algorithm>

#include "base/json.hpp"
#include "base/text_search.hpp"
#include "desired/cause_chain.hpp"
#include "desired/desired.hpp"
#include "nightly/inputs.hpp"
#include "nightly/plan_world.hpp"
#include "nightly/record_versions.hpp"
#include "roster/state_codec.hpp"

namespace clever_sync {

namespace {

ObjectId tip_of(const Asked& asked) {
  return asked.past.chronicle().id(asked.past.last());
}

/// Whether the commit's trees are those that the plan was made from.
bool has_inputs_of(const Chronicle& chronicle, std::size_t position, const PlanInputsIds& ids) {
  return chronicle.id_at(position, snapshot_folder) == ids.snapshot &&
         chronicle.id_at(position, rules_folder) == ids.rules &&
         chronicle.id_at(position, applied_folder) == ids.applied && chronicle.id_at(position, live_folder) == ids.live;
}

/// The snapshot before the last change of it, of these shards: the record as it was the night before.
std::optional<Snapshot> snapshot_before(const Asked& asked, std::size_t position) {
  const Chronicle& chronicle = asked.past.chronicle();
  const Chronicle::Step* const last = chronicle.step_at(position, snapshot_folder);
  if (last == nullptr || last->position == 0) return std::nullopt;
  if (chronicle.id_at(last->position - 1, snapshot_folder).empty()) return std::nullopt;
  return read_snapshot_around(asked.past, last->position - 1,
                              {.files = asked.files, .kind = asked.kind, .id = asked.id});
}

std::vector<Counterfactual> alternatives_to(const Asked& asked, const PlanSlice& plan, const Change& change) {
  const auto position = static_cast<std::size_t>(plan.commit.position);
  if (!has_inputs_of(asked.past.chronicle(), position, plan.plan.inputs)) return {};
  using enum ReasonCode;
  const ReasonCode code = change.reason.code;
  const bool needs_before = code == source_changed || code == member_joined || code == member_left || code == reused;
  const PlanWorld world = read_plan_world(asked.past, position,
                                          {.files = asked.files,
                                           .kind = asked.kind,
                                           .id = asked.id,
                                           .as_of = plan.plan.as_of,
                                           .evidence = change.reason.evidence});
  return find_alternatives(world, change, needs_before ? snapshot_before(asked, position) : std::nullopt);
}

void add_gates(const Asked& asked, const Plan& plan, StandingFacts& standing) {
  for (const Part part : {Part::additions, Part::removals}) {
    const bool concerned = std::ranges::any_of(
        standing.planned, [part](const PlannedFact& planned) { return planned.change.part == part; });
    if (!concerned) continue;
    // The plan at hand has the object's changes alone: one that a part with changes has, so the verdicts count.
    const Gate gate =
        gate_part(plan, part, read_approval(asked.past.repository(), tip_of(asked), plan.digest(part)), asked.now);
    if (std::holds_alternative<NotApproved>(gate)) standing.waiting.push_back(part);
    if (const auto* held = std::get_if<HeldBack>(&gate)) {
      for (Guardrail guardrail : held->guardrails) {
        guardrail.part = part;
        standing.holding.push_back(std::move(guardrail));
      }
    }
  }
}

/// What stops everything: the connection, the launch date.
void add_blocks(const Asked& asked, StandingFacts& standing) {
  const Repository& repository = asked.past.repository();
  const ObjectId tip = tip_of(asked);
  const Config config = read_config(repository, tip);
  if (!read_connection_approval(repository, tip, config.district))
    standing.blocked.emplace_back("nobody has approved this district: clever-sync approve --connection");
  const auto district = repository.read_file(tip, std::string(snapshot_folder) + "/district.json");
  if (!district || !config.gate_on_launch_date) return;
  const auto launch = parse_date(parse_own_json(*district, "snapshots/district.json").text("launch_date"));
  if (launch && asked.as_of < *launch)
    standing.blocked.push_back("the district's launch date in Clever, " + format_date(*launch) + ", is still ahead");
}

/// The shards that decide whether it takes part: a person's are also those of the sections that list the person,
/// wherever they are.
std::set<std::string> deciding_files(const Asked& asked) {
  std::set<std::string> files = asked.files;
  if (asked.kind == Kind::class_) return files;
  const std::string folder = source_folder(Kind::class_);
  const std::string id = "\"" + asked.id.text() + "\"";
  const Chronicle& chronicle = asked.past.chronicle();
  for (const TreeFile& file : chronicle.files_in(chronicle.id_at(asked.past.last(), folder))) {
    if (!files.contains(file.path) && holds_text(*chronicle.read_blob(file.blob), id)) files.insert(file.path);
  }
  return files;
}

/// What is open in Sphero Edu is left out of nothing, so that the usual question costs no second look at the rules.
void add_left_out(const Asked& asked, StandingFacts& standing) {
  const bool open = !standing.live_line.empty() && !standing.live_archived;
  if (open || !standing.source || !standing.source->there()) return;
  const PlanWorld world =
      read_plan_world(asked.past, asked.past.last(),
                      {.files = deciding_files(asked), .kind = asked.kind, .id = asked.id, .as_of = asked.as_of});
  const DesiredResult desired = derive_desired(world.snapshot, world.rules, asked.as_of);
  for (const LeftOut& left_out : desired.left_out) {
    if (left_out.kind != asked.kind || left_out.id != asked.id) continue;
    standing.left_out = left_out;
    standing.left_out_chain = chain_words(cause_chain(desired, left_out));
    standing.left_out_rule = cite_rule(asked.past, asked.past.last(), *left_out.rule);
    standing.ways_in = find_ways_in(world, left_out);
  }
}

std::optional<RefusedChange> refusal_of(const Asked& asked) {
  AppliedReader reader;
  const std::string path = "refused.json";
  const auto bytes = asked.past.chronicle().read_file(asked.past.last(), std::string(applied_folder) + "/" + path);
  if (!bytes) return std::nullopt;
  reader.add_file(path, *bytes);
  for (const RefusedChange& refused : reader.finish().refused) {
    if (refused.kind == asked.kind && refused.id == asked.id) return refused;
  }
  return std::nullopt;
}

/// What the change rests on: what the plan cites, or else the object's own record in the snapshot.
std::vector<Evidence> evidence_of(const Asked& asked, std::size_t position, const Change& change) {
  if (!change.reason.evidence.empty()) return change.reason.evidence;
  for (const std::string& file : asked.files) {
    const std::string path = source_folder(asked.kind) + "/" + file;
    const ObjectId blob = asked.past.chronicle().id_at(position, path);
    if (!blob.empty() && !asked.past.line_in(blob, asked.id.text()).empty())
      return {{.path = path, .id = asked.id.text(), .field = {}, .value = {}}};
  }
  return {};
}

}  // namespace

PlannedFact planned_fact(const Asked& asked, const PlanSlice& plan, const Change& change, std::size_t approved_at,
                         Alternatives alternatives) {
  const auto position = static_cast<std::size_t>(plan.commit.position);
  PlannedFact fact{.commit = plan.commit,
                   .plan = plan.digest,
                   .as_of = plan.plan.as_of,
                   .change = change,
                   .rule = cite_rule(asked.past, position, change.reason.rule),
                   .evidence = {},
                   .approval = cite_approval(asked.past, approved_at, plan.plan.digest(change.part)),
                   .otherwise = {}};
  if (alternatives == Alternatives::look_for) fact.otherwise = alternatives_to(asked, plan, change);
  for (const Evidence& evidence : evidence_of(asked, position, change))
    fact.evidence.push_back({.evidence = evidence, .since = since_when(asked.past, position, evidence)});
  return fact;
}

StandingFacts standing_of(const Asked& asked, const History& history, PastPlans& plans) {
  StandingFacts standing;
  standing.fetched = !asked.past.chronicle().id_at(asked.past.last(), snapshot_folder).empty();
  if (!history.source.empty()) standing.source = history.source.back();
  if (!history.live.empty()) standing.live_line = history.live.back().line;
  standing.live_archived = standing.live_line.find("\"archived\":true") != std::string::npos;
  standing.refused = refusal_of(asked);
  add_left_out(asked, standing);
  const PlanSlice* plan = plans.at(asked.past.last());
  if (plan == nullptr) return standing;
  for (const Change& change : plan->plan.changes) {
    if (change.kind == history.kind)
      standing.planned.push_back(planned_fact(asked, *plan, change, asked.past.last(), Alternatives::look_for));
  }
  std::ranges::copy_if(plan->plan.findings, std::back_inserter(standing.findings),
                       [&](const Finding& finding) { return finding.id == history.id.text(); });
  add_gates(asked, plan->plan, standing);
  if (!standing.planned.empty()) add_blocks(asked, standing);
  return standing;
}

}  // namespace clever_sync
