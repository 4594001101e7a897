// Plans made again from the trees that they name.
#include <algorithm>

#include "nightly/named_inputs.hpp"
#include "nightly/verifier.hpp"

namespace clever_sync {

namespace {

PlanFacts facts_of(const ParsedPlan& parsed, UtcTime committed) {
  PlanFacts facts{.digest = parsed.digest, .committed = committed, .header = parsed.plan};
  facts.header.changes.clear();
  facts.header.changes.shrink_to_fit();
  return facts;
}

void report_unreadable(Verifier& verifier, const Step& step, std::string words, const Unreadable& unreadable) {
  words += unreadable.words;
  if (unreadable.kind == ErrorKind::configuration) {
    verifier.report.not_proved(VerifyCheck::plan_made_again, std::string(plan_path), step.commit.id, words);
  } else {
    verifier.report.wrong(VerifyCheck::plan_made_again, std::string(plan_path), step.commit.id, words);
  }
}

/// What the connection's approval may have been when the plan was made: as it was in any commit since the plan before.
std::vector<ConnectionWas> connection_states(const Verifier& verifier, const PlanStep& plan) {
  std::vector<ConnectionWas> states;
  for (std::size_t i = plan.step + 1; i-- > 0;) {
    const ObjectId& commit = verifier.steps[i].commit.id;
    const auto read =
        read_or_say([&] { return read_connection_approval(verifier.repository, commit, plan.facts.header.district); });
    const auto* approval = std::get_if<0>(&read);
    const bool approved = approval != nullptr && approval->has_value();
    const ConnectionWas state = approved ? ConnectionWas::approved : ConnectionWas::not_approved;
    if (std::ranges::find(states, state) == states.end()) states.push_back(state);
    if (states.size() == 2 || (i < plan.step && verifier.steps.changed(i, Followed::plan))) break;
  }
  return states;
}

/// A person may commit rules while a night plans: the plan then names those that stood there before.
bool stood_there(const Steps& steps, std::size_t step, Followed what, const ObjectId& id) {
  constexpr std::size_t most_rebuilds = 20;  // stage_commit.cpp builds again so often at most
  for (std::size_t i = step + 1; i-- > 0 && step - i <= most_rebuilds;) {
    if (steps[i].at(what) == id) return true;
  }
  return false;
}

bool check_inputs(Verifier& verifier, const PlanStep& plan) {
  const Step& step = verifier.steps[plan.step];
  const PlanInputsIds& ids = plan.facts.header.inputs;
  struct Input {
    std::string_view path;
    bool there;
  };
  const bool rules = stood_there(verifier.steps, plan.step, Followed::rules, ids.rules);
  const bool config = stood_there(verifier.steps, plan.step, Followed::config, ids.config);
  bool all = true;
  for (const Input& input : {Input{snapshot_folder, step.at(Followed::snapshot) == ids.snapshot},
                             Input{applied_folder, step.at(Followed::applied) == ids.applied},
                             Input{live_folder, step.at(Followed::live) == ids.live}, Input{rules_folder, rules},
                             Input{config_path, config}}) {
    if (input.there) continue;
    all = false;
    verifier.report.wrong(VerifyCheck::plan_inputs, std::string(plan_path), step.commit.id,
                          "it names a tree of " + std::string(input.path) + " that did not stand beside it");
  }
  if (all) verifier.report.proved(VerifyCheck::plan_inputs, 1);
  return all;
}

void check_markdown(Verifier& verifier, const PlanStep& plan, const MadePlan& made) {
  const Step& step = verifier.steps[plan.step];
  const ObjectId& blob = step.at(Followed::plan_markdown);
  if (!blob.empty() && verifier.repository.read_blob(blob) == made.markdown)
    return verifier.report.proved(VerifyCheck::plan_markdown, 1);
  verifier.report.not_proved(VerifyCheck::plan_markdown, std::string(plan_markdown_path), step.commit.id,
                             "it is not what this version writes for the plan: another version wrote it, or somebody "
                             "changed it; clever-sync show says what the plan says");
}

/// Makes it again under each state that the connection may have had; the first that fits counts, else the last.
void make_again(Verifier& verifier, NamedInputs& inputs, const PlanStep& plan, const std::string& bytes) {
  const Step& step = verifier.steps[plan.step];
  const Plan& header = plan.facts.header;
  MadePlan made;
  for (const ConnectionWas connection : connection_states(verifier, plan)) {
    made = make_workspace_plan(inputs.read(header.inputs, connection), header.as_of);
    if (made.json == bytes) break;
  }
  const ParsedPlan committed = parse_plan(bytes, plan_path);
  check_made_again({.commit = step.commit.id,
                    .path = std::string(plan_path),
                    .committed = bytes,
                    .made_again = made.json,
                    .committed_plan = committed.plan,
                    .made_plan = made.plan},
                   verifier.report);
  if (made.json == bytes) check_markdown(verifier, plan, made);
}

void verify_plan(Verifier& verifier, NamedInputs& inputs, const PlanStep& plan) {
  const Step& step = verifier.steps[plan.step];
  const Plan& header = plan.facts.header;
  if (!check_inputs(verifier, plan)) return;
  if (header.engine != derivation_number) {
    verifier.report.not_proved(VerifyCheck::plan_made_again, std::string(plan_path), step.commit.id,
                               "the version that made it derived plans in another way (engine " +
                                   std::to_string(header.engine) + ", here " + std::to_string(derivation_number) +
                                   "); verify it with that version");
    return;
  }
  const std::string bytes = verifier.repository.read_blob(plan.blob);
  const auto done = read_or_say([&] {
    make_again(verifier, inputs, plan, bytes);
    return true;
  });
  if (const auto* unreadable = std::get_if<Unreadable>(&done)) {
    report_unreadable(verifier, step, "its inputs can't be read: ", *unreadable);
    return;
  }
  ++verifier.report.plans_made_again;
}

}  // namespace

void read_plans(Verifier& verifier) {
  for (std::size_t i = 0; i < verifier.steps.size(); ++i) {
    const Step& step = verifier.steps[i];
    const ObjectId& blob = step.at(Followed::plan);
    if (!verifier.steps.changed(i, Followed::plan)) continue;
    ++verifier.report.plans;
    if (blob.empty()) {
      verifier.report.wrong(VerifyCheck::plan_made_again, std::string(plan_path), step.commit.id, "it was taken away");
      continue;
    }
    const auto read = read_or_say([&] { return parse_plan(verifier.repository.read_blob(blob), plan_path); });
    if (const auto* parsed = std::get_if<ParsedPlan>(&read)) {
      verifier.plans.push_back({.step = i, .blob = blob, .facts = facts_of(*parsed, step.commit.time)});
      continue;
    }
    report_unreadable(verifier, step, "", std::get<Unreadable>(read));
  }
}

void verify_plans(Verifier& verifier, const std::set<std::size_t>& chosen) {
  NamedInputs inputs(verifier.repository);
  std::size_t done = 0;
  for (const PlanStep& plan : verifier.plans) {
    if (!chosen.contains(plan.step)) continue;
    verifier.tell("verify: plan " + std::to_string(++done) + " of " + std::to_string(chosen.size()));
    verify_plan(verifier, inputs, plan);
  }
}

}  // namespace clever_sync
