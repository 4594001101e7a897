// nightly, fetch, observe, apply: the commands that record a run.

#include <utility>

#include "base/error.hpp"
#include "base/json.hpp"
#include "cli/commands.hpp"
#include "nightly/inputs.hpp"
#include "nightly/nightly.hpp"

namespace clever_sync {

namespace {

CleverOptions::StudentEmail student_email(const Workspace& workspace) {
  const RuleSet rules = parse_rules(read_rule_files(workspace.repository, workspace.tip));
  return rules.mapping.names_student_email() ? CleverOptions::StudentEmail::keep : CleverOptions::StudentEmail::drop;
}

/// The run line, with the sentences for people and the findings of the fetch.
Json json_of(const RunReport& report) {
  Json document = parse_own_json(encode_run_line(report.line), "the run line");
  document.set("format", "clever-sync/run@1");
  Json::Array sentences, findings;
  for (const std::string& sentence : report.sentences) sentences.emplace_back(sentence);
  for (const Finding& finding : report.findings) {
    Json item;
    item.set("code", finding.code);
    item.set("kind", finding.kind);
    item.set("id", finding.id);
    item.set("message", finding.message);
    findings.push_back(item);
  }
  document.set("sentences", sentences);
  document.set("findings", findings);
  return document;
}

ExitCode print_report(const Context& context, const RunReport& report) {
  context.console.findings(report.findings);
  for (const std::string& sentence : report.sentences) context.console.say(sentence);
  if (report.exit != ExitCode::done && context.arguments.verbosity == Verbosity::quiet) {
    for (const std::string& sentence : report.sentences) context.console.warn(sentence);
  }
  if (context.arguments.output == OutputFormat::json) {
    context.console.print_json(canonical_json(json_of(report)) + "\n");
  }
  return report.exit;
}

/// A run under the lock: `body` gets the workspace, its edges and the run.
template <class Body>
ExitCode locked_run(const Context& context, const std::string& command, const Body& body) {
  Workspace workspace = open_workspace(context);
  const Run run = begin_run(context, command, as_of_for_running(context, workspace));
  const auto lock = lock_for(context, workspace, run);
  if (!lock) return ExitCode::locked;
  workspace = open_for_run(context);  // under the lock: another run may have moved the tip
  const RunReport report = body(workspace, edges_of(context, workspace), run);
  if (const std::string trouble = maintain(workspace.repository); !trouble.empty()) {
    context.console.warn("warning: git could not tidy the repository: " + trouble);
  }
  return print_report(context, report);
}

ApplyOptions apply_options(const Config& config) {
  ApplyOptions options;
  options.time_limit = std::chrono::seconds(config.apply_seconds);
  return options;
}

auto observe_progress(const Context& context) {
  return [&console = context.console](const ObserveProgress& progress) {
    console.progress("sphero edu: " + std::string(name_of(progress.kind)) + ", " + std::to_string(progress.records) +
                     " records");
  };
}

}  // namespace

ExitCode run_command(const Context& context, const NightlyArguments&) {
  return locked_run(context, "nightly", [&context](Workspace& workspace, const Edges& edges, const Run& run) {
    CleverOptions clever_side;
    SpheroOptions sphero_side;
    prepare_run(edges, run, [&] {
      clever_side = clever_options(workspace.config, student_email(workspace));
      sphero_side = sphero_options(workspace.config);
    });
    Network clever_network(context, Network::Posts::never, Network::Patience::of_a_night);
    Network sphero_network(context, Network::Posts::resend_under_key, Network::Patience::of_a_night);
    const CleverSource clever{.transport = clever_network.transport(), .options = std::move(clever_side)};
    HttpTarget target(sphero_network.transport(), sphero_side, observe_progress(context));
    return run_nightly(edges, run, clever, target, apply_options(workspace.config));
  });
}

ExitCode run_command(const Context& context, const FetchArguments&) {
  return locked_run(context, "fetch", [&context](Workspace& workspace, const Edges& edges, const Run& run) {
    CleverOptions options;
    prepare_run(edges, run, [&] { options = clever_options(workspace.config, student_email(workspace)); });
    Network network(context, Network::Posts::never, Network::Patience::of_a_night);
    const CleverSource clever{.transport = network.transport(), .options = std::move(options)};
    return run_fetch_alone(edges, run, clever);
  });
}

ExitCode run_command(const Context& context, const ObserveArguments&) {
  return locked_run(context, "observe", [&context](Workspace& workspace, const Edges& edges, const Run& run) {
    SpheroOptions options;
    prepare_run(edges, run, [&] { options = sphero_options(workspace.config); });
    Network network(context, Network::Posts::never, Network::Patience::of_a_night);
    HttpTarget target(network.transport(), options, observe_progress(context));
    return run_observe_alone(edges, run, target);
  });
}

ExitCode run_command(const Context& context, const ApplyArguments&) {
  return locked_run(context, "apply", [&context](Workspace& workspace, const Edges& edges, const Run& run) {
    SpheroOptions options;
    prepare_run(edges, run, [&] { options = sphero_options(workspace.config); });
    Network network(context, Network::Posts::resend_under_key, Network::Patience::of_a_night);
    HttpTarget target(network.transport(), options, observe_progress(context));
    return run_apply_alone(edges, run, target, apply_options(workspace.config));
  });
}

}  // namespace clever_sync
