#include "base/error.hpp"
#include "nightly/stage_commit.hpp"
#include "nightly/stages.hpp"

namespace clever_sync {

namespace {

// A person may push rules while the night plans; more often than this is no coincidence.
constexpr int max_replans = 5;

/// Without a snapshot everything in Sphero Edu would look like an orphan.
void refuse_without_snapshot(const WorkspaceInputs& inputs) {
  if (!inputs.ids.snapshot.empty()) return;
  throw Error(ErrorKind::usage,
              "nothing was fetched from Clever yet, so there is nothing to plan from; run clever-sync fetch or "
              "clever-sync nightly first");
}

}  // namespace

void put_plan(CommitBuilder& builder, const PlanFiles& made) {
  builder.put(plan_path, made.json);
  builder.put(plan_markdown_path, made.markdown);
}

std::string plan_subject(const Plan& plan) {
  return "plan " + format_date(plan.as_of) + ": " + summary_line(plan);
}

Planned run_plan(const Edges& edges, const Run& run, const ObjectId& tip, AtHand at_hand) {
  ObjectId base = tip;
  for (int attempt = 0; attempt < max_replans; ++attempt) {
    Planned planned;
    planned.inputs = read_inputs(edges.repository, InputSource::at(base), std::move(at_hand));
    refuse_without_snapshot(planned.inputs);
    planned.made = make_workspace_plan(planned.inputs, run.as_of);
    const auto committed =
        commit_stage(edges, run, base,
                     {.stage = Stage::plan,
                      .subject = plan_subject(planned.made.plan),
                      .body = {},
                      .plan_digest = planned.made.digest},
                     [&planned](CommitBuilder& builder, const ObjectId&) { put_plan(builder, planned.made); });
    planned.commit = committed.commit;
    if (!committed.rules_moved) return planned;
    base = committed.commit;  // a person's, on top of the same snapshot and live
    at_hand = {.snapshot = std::move(planned.inputs.snapshot), .live = std::move(planned.inputs.live)};
  }
  throw Error(ErrorKind::stale, "rules or configuration changed " + std::to_string(max_replans) +
                                    " times while the plan was made; run again when they are settled");
}

}  // namespace clever_sync
