// Plans derived again, bit by bit.

#include "base/error.hpp"
#include "nightly/inputs.hpp"
#include "nightly/verify.hpp"

namespace clever_sync {

namespace {

std::string subject_of(const ParsedPlan& parsed) {
  return "plan " + parsed.digest.substr(0, 12) + " of " + format_date(parsed.plan.as_of);
}

/// The plan as these inputs give it, or why they can't be read: they are somebody's damage, and a fact.
std::variant<MadePlan, std::string> derive_again(const Repository& repository, const ObjectId& commit,
                                                 const Plan& plan) {
  try {
    WorkspaceInputs inputs = read_inputs_by_id(repository, plan.inputs);
    inputs.connection_approved = read_connection_approval(repository, commit, inputs.config.district).has_value();
    return make_workspace_plan(inputs, plan.as_of);
  } catch (const Error& error) {  // an outcome here: what can't be read is not proved
    return std::string(error.what());
  }
}

}  // namespace

CheckedFact verify_plan(const Repository& repository, const ObjectId& commit) {
  const std::string bytes = repository.read_file(commit, plan_path).value_or("");
  std::optional<ParsedPlan> parsed;
  try {
    parsed = parse_plan(bytes, plan_path);
  } catch (const Error& error) {  // the file of a commit is foreign to the one who checks it
    return {
        .proof = Proof::wrong, .subject = "plans/plan.json of commit " + commit.substr(0, 12), .what = error.what()};
  }
  const std::string subject = subject_of(*parsed);
  if (parsed->plan.engine != derivation_number) {
    return {.proof = Proof::not_proved,
            .subject = subject,
            .what = "made by derivation " + std::to_string(parsed->plan.engine) + ", this program has " +
                    std::to_string(derivation_number) + ": check it with a program of that time"};
  }
  const auto again = derive_again(repository, commit, parsed->plan);
  if (const auto* trouble = std::get_if<std::string>(&again)) {
    return {.proof = Proof::not_proved, .subject = subject, .what = "its inputs can't be read: " + *trouble};
  }
  const auto& made = std::get<MadePlan>(again);
  if (made.json != bytes) {
    return {.proof = Proof::wrong,
            .subject = subject,
            .what = "derived again from the trees that it names it is " + made.digest.substr(0, 12) +
                    ", so the file is not what the rules gave (commit " + commit.substr(0, 12) + ")"};
  }
  if (repository.read_file(commit, plan_markdown_path).value_or("") != made.markdown) {
    return {.proof = Proof::wrong,
            .subject = subject,
            .what = "plans/plan.md is not this plan's (commit " + commit.substr(0, 12) + ")"};
  }
  return {
      .proof = Proof::proved, .subject = subject, .what = "derived again from the trees that it names, byte for byte"};
}

}  // namespace clever_sync
