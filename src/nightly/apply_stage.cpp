#include <algorithm>

#include "apply/adopt.hpp"
#include "base/error.hpp"
#include "nightly/stage_commit.hpp"
#include "nightly/stages.hpp"
#include "nightly/unended_run.hpp"
#include "plan/guardrails.hpp"
#include "roster/state_codec.hpp"

namespace clever_sync {

namespace {

std::string receipts_path(const std::string& plan_digest) {
  return std::string(receipts_folder) + "/" + plan_digest + ".jsonl";
}

/// The receipts file of a plan with this run's lines at its end.
ReceiptFile receipts_with(const Repository& repository, const ObjectId& base, const std::string& plan_digest,
                          const std::string& run, const EachReceipt& receipts) {
  const std::string existing = repository.read_file(base, receipts_path(plan_digest)).value_or("");
  return encode_receipts(plan_digest, existing, run, receipts);
}

/// What a journal says was done counts only for the workspace whose run wrote it: its plan was made from a commit that
/// stands here.
void refuse_foreign(const Journal& journal, const Repository& repository) {
  const std::optional<JournalStart>& start = journal.left_over();
  if (repository.resolve(start->base)) return;
  throw Error(ErrorKind::integrity,
              journal_path(repository) + ":1: the journal is of a run that began at commit " +
                  start->base.substr(0, 12) +
                  ", which this repository does not have: it belongs to another workspace, or that commit was "
                  "rewritten away; move the file away and run again: what that run had written to Sphero Edu is then "
                  "found by comparison");
}

std::string apply_subject(const ApplyReport& report, Date as_of) {
  std::string subject = "apply " + format_date(as_of) + ": ";
  if (report.receipts() == 0) return subject + "nothing written";
  subject += std::to_string(report.done) + " done";
  if (report.refused != 0) subject += ", " + std::to_string(report.refused) + " refused";
  if (report.skipped != 0) subject += ", " + std::to_string(report.skipped) + " left";
  if (report.unknown != 0) subject += ", " + std::to_string(report.unknown) + " unknown";
  return subject;
}

/// Sends what the gates let through of the plan, which is lent for it.
ApplyReport send(const Edges& edges, const ApprovedPlan& approved, const Observation& observation,
                 const AppliedState& applied, Target& target, Journal& journal, const ApplyOptions& options) {
  const auto observe = [&edges](const ApplyProgress& progress) {
    edges.tell("sphero edu: " + std::to_string(progress.done) + " of " + std::to_string(progress.total) +
               " changes done, " + std::to_string(progress.refused) + " refused");
  };
  return apply_plan(approved, observation, applied.refused, target, journal, edges.clock, options, observe, edges.stop);
}

std::vector<std::string> waived_by(const GateReport& gates) {
  std::vector<std::string> names;
  for (const Gate* gate : {&gates.additions, &gates.removals}) {
    const auto* cleared = std::get_if<Cleared>(gate);
    if (cleared == nullptr || !cleared->approval) continue;
    for (const Waiver& waiver : cleared->approval->waivers) names.push_back(waiver.guardrail);
  }
  return names;
}

/// The states when the changes have been sent, and before: what the base holds.
struct AfterApply {
  AppliedState applied;
  const ManagedState& live_before;
  const LiveState& live;
};

/// The plan of what remains, from the trees as this commit will have them.
PlanFiles plan_remainder(const Planned& planned, const CommitBuilder& builder, const AfterApply& after, Date as_of) {
  PlanInputsIds ids = planned.inputs.ids;
  ids.applied = builder.object_at(applied_folder);
  ids.live = builder.object_at(live_folder);
  return make_remaining_plan(planned.inputs, planned.made.desired, after.applied, after.live, ids, as_of);
}

/// Receipts, applied, live and the plan of what remains, into one commit.
void put_results(CommitBuilder& builder, const ObjectId& base, const Edges& edges, const Run& run,
                 const Planned& planned, const AfterApply& after, ApplyStageReport& stage) {
  put_applied(builder, planned.inputs.applied.managed, after.applied);
  put_live(builder, after.live_before, after.live);
  if (stage.report.receipts() != 0) {
    const auto each = [&stage](const auto& take) { stage.report.outcomes->each_receipt(take); };
    const ReceiptFile file = receipts_with(edges.repository, base, stage.plan, run.id, each);
    builder.put(receipts_path(stage.plan), file.bytes);
    stage.receipts = {{.plan = stage.plan, .head = file.head, .lines = file.lines}};
  }
  const PlanFiles remaining = plan_remainder(planned, builder, after, run.as_of);
  put_plan(builder, remaining);
  stage.next_steps = gate_plan(remaining.plan, gate_facts(planned, edges.clock.now()), edges.repository,
                               last_complete_fetch(edges.repository, base))
                         .next_steps;
}

}  // namespace

std::vector<ExitCode> ApplyStageReport::codes() const {
  std::vector<ExitCode> codes = gates.codes;
  if (not_connected) codes.push_back(ExitCode::waits);
  if (report.refused != 0 || report.unknown != 0 || report.stopped != ApplyReport::Stopped::no) {
    codes.push_back(ExitCode::applied_in_part);
  }
  if (!read_back_differences.empty()) codes.push_back(ExitCode::error);
  return codes;
}

bool run_left_over(const Edges& edges) {
  return Journal(edges.disk, journal_path(edges.repository)).left_over().has_value();
}

RecoveryReport run_recovery(const Edges& edges, const Run& run, Target& target, const ObjectId& tip) {
  RecoveryReport report{.commit = tip, .receipts = {}};
  Journal journal(edges.disk, journal_path(edges.repository));
  if (!journal.left_over()) return report;
  refuse_foreign(journal, edges.repository);
  const AppliedState applied = read_applied(edges.repository, tip);
  const auto recovered = recover(journal, applied, target, edges.stop);
  if (!recovered) return report;
  report.found = true;
  report.done = recovered->done;
  report.not_done = recovered->not_done;
  report.looked_up = recovered->looked_up;
  const auto committed =
      commit_stage(edges, run, tip,
                   {.stage = Stage::apply,
                    .subject = "apply " + format_date(recovered->start.as_of) + ": settled a run that was cut off, " +
                               std::to_string(recovered->done) + " done",
                    .body = {},
                    .plan_digest = recovered->start.plan},
                   [&](CommitBuilder& builder, const ObjectId& base) {
                     const auto each = [&recovered](const auto& take) {
                       for (const ReceiptLine& receipt : recovered->receipts) take(receipt);
                     };
                     const ReceiptFile file =
                         receipts_with(edges.repository, base, recovered->start.plan, recovered->start.run, each);
                     report.receipts = {{.plan = recovered->start.plan, .head = file.head, .lines = file.lines}};
                     builder.put(receipts_path(recovered->start.plan), file.bytes);
                     put_applied(builder, recovered->applied);
                   });
  report.commit = committed.commit;
  journal.remove();
  return report;
}

ObjectId commit_run_line(const Edges& edges, const Run& run, const ObjectId& tip, const RunLine& line) {
  const auto committed = commit_stage(
      edges, run, tip,
      {.stage = Stage::apply,
       .subject = run.command + " " + format_date(run.as_of) + ": exit " + std::to_string(line.exit),
       .body = {},
       .plan_digest = line.plan},
      [&](CommitBuilder& builder, const ObjectId& base) { add_run_line(builder, edges.repository, base, line); });
  return committed.commit;
}

namespace {

/// What the run line says of a run that came to its end.
void finish_line(RunLine& line, const ApplyStageReport& stage, const Edges& edges) {
  line.plan = stage.plan;
  line.done = stage.report.done;
  line.refused = stage.report.refused;
  line.skipped = stage.report.skipped;
  line.unknown = stage.report.unknown;
  line.waits = stage.gates.waits;
  line.holds = stage.gates.holds;
  line.receipts.insert(line.receipts.end(), stage.receipts.begin(), stage.receipts.end());
  const bool interrupted = stage.report.stopped == ApplyReport::Stopped::interrupted;
  line.exit = static_cast<int>(interrupted ? edges.stop_code() : worst_of(stage.codes()));
  line.finished = edges.clock.now();
}

bool same_content(const AppliedState& a, const AppliedState& b) {
  return a.managed == b.managed && a.baseline == b.baseline && a.refused == b.refused;
}

/// What is true after changes were sent: Sphero Edu's word. Who interrupts a run does not want to wait for a long read,
/// maybe of a server that asks for minutes: the next run begins with it.
LiveState read_back(const Edges& edges, Target& target, ApplyStageReport& stage) {
  edges.tell("sphero edu: reading back what was written");
  LiveState live = target.fetch_live(edges.stop).live;
  stage.read_back_differences = stage.report.outcomes->differences_from(live);
  return live;
}

/// The states after what was sent. By then the plan's changes, the larger part of a large night, are freed.
struct StatesAfter {
  AppliedState applied;
  std::optional<LiveState> live;  // nothing if it is as it was observed
};
StatesAfter send_and_read_back(const Edges& edges, Planned& planned, Observation& observation, Target& target,
                               Journal& journal, const ApplyOptions& options, ApplyStageReport& stage) {
  ApprovedPlan approved(std::move(planned.made.plan), stage.gates.additions, stage.gates.removals);
  StatesAfter after{.applied = planned.inputs.applied, .live = std::nullopt};
  const bool sends =
      std::ranges::any_of(approved.plan().changes, [&](const Change& change) { return approved.covers(change.part); });
  if (sends) {
    stage.report = send(edges, approved, observation, planned.inputs.applied, target, journal, options);
    after.applied = stage.report.outcomes->applied(planned.inputs.applied);
    after.applied.refused = stage.report.refused_changes;
  }
  const bool reads_back = stage.report.receipts() != 0 && !edges.stop.stop_requested();
  if (stage.report.receipts() != 0 && !reads_back) after.live = stage.report.outcomes->expected_live();
  if (stage.report.outcomes != nullptr) stage.report.outcomes->forget_changes();
  planned.made.plan = std::move(approved).release();
  planned.made.plan.changes = std::vector<Change>();
  observation.versions = {};
  if (reads_back) after.live = read_back(edges, target, stage);
  return after;
}

/// Whether the last run came to its end with this very plan and nothing to write: what else an apply does, adopting
/// what is agreed and moving the baseline, was done then from the same inputs.
bool is_settled(const Repository& repository, const ObjectId& tip, const std::string& plan) {
  const std::vector<RunLine> lines = read_run_lines(repository, tip);
  if (lines.empty() || lines.back().plan != plan) return false;
  const RunLine& last = lines.back();
  const bool wrote = last.done + last.refused + last.skipped + last.unknown + last.recovered != 0;
  const bool connected = std::ranges::find(last.waits, "sphero-connection") == last.waits.end();
  return !wrote && connected && last.error.empty();
}

/// A night on which nothing has changed and nothing is to be done. False if it is none, or not known to be one; `tip`
/// may have moved then.
bool apply_quietly(const Edges& edges, const Run& run, ObjectId& tip, ApplyStageReport& stage, RunLine& line) {
  auto quiet = find_quiet_plan(edges.repository, tip, run.as_of, edges.clock.now());
  if (!quiet || !is_settled(edges.repository, tip, quiet->renews)) return false;
  if (!commit_quiet_plan(edges, run, *quiet, tip)) return false;
  stage.plan = quiet->made.digest;
  stage.gates = gate_plan(quiet->made.plan, quiet->facts, edges.repository, std::nullopt);
  stage.next_steps = stage.gates.next_steps;
  finish_line(line, stage, edges);
  const auto committed = commit_stage(
      edges, run, tip,
      {.stage = Stage::apply, .subject = apply_subject(stage.report, run.as_of), .body = {}, .plan_digest = stage.plan},
      [&](CommitBuilder& builder, const ObjectId& base) { add_run_line(builder, edges.repository, base, line); });
  stage.commit = committed.rules_moved ? run_plan(edges, run, committed.commit, {}).commit : committed.commit;
  return true;
}

/// The plan of a district that can't be written to, for people to read.
void plan_only(const Edges& edges, const Run& run, const ObjectId& tip, std::optional<Snapshot> snapshot,
               ApplyStageReport& stage, RunLine& line) {
  const Planned planned = run_plan(edges, run, tip, {.snapshot = std::move(snapshot), .live = std::nullopt});
  stage.plan = planned.made.digest;
  stage.gates.waits.emplace_back("sphero-connection");
  finish_line(line, stage, edges);
  stage.commit = commit_run_line(edges, run, planned.commit, line);
}

/// Commits what came of the run: its line, and the results if they are news.
void commit_results(const Edges& edges, const Run& run, const Planned& planned, const AfterApply& after,
                    ApplyStageReport& stage, RunLine& line) {
  const bool nothing_new = stage.report.receipts() == 0 && same_content(after.applied, planned.inputs.applied);
  stage.next_steps = stage.gates.next_steps;
  const auto fill = [&](CommitBuilder& builder, const ObjectId& base) {
    if (!nothing_new) put_results(builder, base, edges, run, planned, after, stage);
    RunLine finished = line;
    finish_line(finished, stage, edges);
    add_run_line(builder, edges.repository, base, finished);
  };
  const auto committed = commit_stage(edges, run, planned.commit,
                                      {.stage = Stage::apply,
                                       .subject = apply_subject(stage.report, run.as_of),
                                       .body = {},
                                       .plan_digest = planned.made.digest},
                                      fill);
  finish_line(line, stage, edges);
  stage.commit = committed.rules_moved ? run_plan(edges, run, committed.commit, {}).commit : committed.commit;
}

}  // namespace

ApplyStageReport run_apply(const Edges& edges, const Run& run, Target& target, const ApplyOptions& options,
                           const ObjectId& tip, std::optional<Snapshot> snapshot, RunLine& line) {
  ApplyStageReport stage;
  auto observed = run_observe(edges, run, target, tip);
  if (const auto* trouble = std::get_if<NotConnected>(&observed)) {
    stage.not_connected = *trouble;
    plan_only(edges, run, tip, std::move(snapshot), stage, line);
    return stage;
  }
  ObjectId base = std::get<Observed>(observed).commit;
  if (apply_quietly(edges, run, base, stage, line)) return stage;
  Observation& observation = std::get<Observed>(observed).observation;
  Planned planned = run_plan(edges, run, base, {.snapshot = std::move(snapshot), .live = std::move(observation.live)});
  observation.live = std::move(planned.inputs.live);  // lent to the plan: there is one of it
  planned.made.json = std::string();                  // committed
  planned.made.markdown = std::string();
  stage.plan = planned.made.digest;
  stage.gates = gate_plan(planned.made.plan, gate_facts(planned, edges.clock.now()), edges.repository,
                          last_complete_fetch(edges.repository, planned.commit));

  Journal journal(edges.disk, journal_path(edges.repository));
  ApplyOptions this_run = options;
  this_run.run = run.id;
  this_run.plan = stage.plan;
  this_run.base_commit = planned.commit;
  StatesAfter states = send_and_read_back(edges, planned, observation, target, journal, this_run, stage);
  const LiveState& live = states.live ? *states.live : observation.live;
  AfterApply after{.applied = adopt_agreed(std::move(states.applied), planned.made.desired.state, live),
                   .live_before = observation.live.managed,
                   .live = live};
  after.applied.baseline = next_baseline(planned.inputs.applied, count_records(planned.inputs.snapshot.roster),
                                         planned.made.plan.guardrails, waived_by(stage.gates));
  commit_results(edges, run, planned, after, stage, line);
  journal.remove();
  return stage;
}

}  // namespace clever_sync
