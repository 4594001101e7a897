#include "nightly/nightly.hpp"

#include <algorithm>

#include "base/error.hpp"

namespace clever_sync {

namespace {

RunLine begun(const Run& run) {
  return {.run = run.id, .command = run.command, .started = run.started, .finished = run.started, .as_of = run.as_of};
}

/// A night that fails leaves its run line too, so that `status` and `diagnose` know of it. The one place besides `main`
/// that catches an Error: it records and passes it on.
template <class Body>
RunReport recorded(const Edges& edges, const Run& run, const Body& body) {
  RunLine line = begun(run);
  try {
    return body(line);
  } catch (const Error& error) {
    if (error.kind() == ErrorKind::storage || error.kind() == ErrorKind::integrity) throw;  // the disk can't be trusted
    line.error = error.what();
    line.exit = static_cast<int>(edges.stop.stop_requested() ? edges.stop_code() : exit_of(error.kind()));
    line.finished = edges.clock.now();
    commit_run_line(edges, run, edges.repository.tip(), line);
    throw;
  }
}

void tell_recovery(RunReport& report, RunLine& line, const RecoveryReport& recovery) {
  if (!recovery.found) return;
  line.recovered = recovery.done + recovery.not_done;
  line.receipts = recovery.receipts;
  report.sentences.push_back("A run that was cut off is settled: " + std::to_string(recovery.done) +
                             " changes were done, " + std::to_string(recovery.not_done) + " were not, " +
                             std::to_string(recovery.looked_up) + " of them looked up in Sphero Edu.");
}

RunReport refused(const Edges& edges, const Run& run, RunReport report, RunLine& line, const PartialFetch& partial,
                  const ObjectId& tip) {
  line.refused_source = RefusedSource{.code = partial.code, .collection = partial.collection, .page = partial.page};
  line.exit = static_cast<int>(ExitCode::source_refused);
  line.finished = edges.clock.now();
  commit_run_line(edges, run, tip, line);
  std::string where = partial.collection.empty() ? "" : partial.collection;
  if (partial.page > 0) where += ", page " + std::to_string(partial.page);
  report.sentences.push_back("What Clever sent was refused, nothing changed: " + (where.empty() ? "" : where + ": ") +
                             partial.reason);
  report.sentences.push_back(partial.advice);
  report.exit = ExitCode::source_refused;
  report.line = line;
  return report;
}

std::string_view stale_owner(DistrictState state) {
  using enum DistrictState;
  switch (state) {
    case pending:
      return "an error that the district can fix in Clever";
    case error:
      return "an error that Clever can fix";
    case paused:
      return "a pause of the district's sync";
    case running:
      return "a sync that is running";
    case success:
      return "";
  }
  unreachable("DistrictState");
}

void tell_snapshot(RunReport& report, RunLine& line, const SnapshotTaken& taken) {
  line.snapshot = taken.tree;
  line.source_state = name_of(taken.state);
  line.last_sync = taken.last_sync;
  report.findings = taken.findings;
  report.sentences.push_back(taken.subject + ".");
  if (taken.state != DistrictState::success) {
    report.sentences.push_back("The data is stale since " +
                               (taken.last_sync.empty() ? "an unknown day" : taken.last_sync) + ": " +
                               std::string(stale_owner(taken.state)) + "; removals wait.");
  }
}

std::string stopped_sentence(ApplyReport::Stopped stopped) {
  using enum ApplyReport::Stopped;
  switch (stopped) {
    case no:
      return "";
    case breaker:
      return "Stopped: too many changes were refused. Look at the receipts, then run clever-sync apply.";
    case turned_away:
      return "Stopped: Sphero Edu turned requests away whole. Check the token, the connection and the network, then "
             "run "
             "clever-sync apply.";
    case time_limit:
      return "Stopped: the time for one run is over. Run clever-sync apply to go on.";
    case interrupted:
      return "Interrupted: the state is consistent. Run clever-sync apply to go on.";
  }
  unreachable("Stopped");
}

void tell_apply(RunReport& report, const ApplyStageReport& stage) {
  const ApplyReport& applied = stage.report;
  if (stage.not_connected) {
    report.sentences.push_back("Nothing was applied: " + stage.not_connected->what + ".");
    return;
  }
  if (applied.receipts() == 0) {
    report.sentences.emplace_back("Nothing was written to Sphero Edu.");
  } else {
    report.sentences.push_back("Apply: " + std::to_string(applied.done) + " done, " + std::to_string(applied.refused) +
                               " refused, " + std::to_string(applied.skipped) + " left for later, " +
                               std::to_string(applied.unknown) + " unknown.");
  }
  if (const auto stopped = stopped_sentence(applied.stopped); !stopped.empty()) report.sentences.push_back(stopped);
  for (const std::string& step : stage.next_steps) report.sentences.push_back("Next: " + step);
  if (stage.read_back_differences.empty()) return;
  report.sentences.push_back("Sphero Edu does not show " + std::to_string(stage.read_back_differences.size()) +
                             " changes that it answered as done, the first is: " + stage.read_back_differences.front() +
                             ". Look at it there; the next night plans it again.");
}

void apply_and_tell(const Edges& edges, const Run& run, Target& target, const ApplyOptions& options,
                    const ObjectId& tip, std::optional<Snapshot> snapshot, RunReport& report, RunLine& line) {
  const ApplyStageReport stage = run_apply(edges, run, target, options, tip, std::move(snapshot), line);
  tell_apply(report, stage);
  report.exit = static_cast<ExitCode>(line.exit);
  report.line = line;
}

}  // namespace

RunReport run_nightly(const Edges& edges, const Run& run, const CleverSource& clever, Target& target,
                      const ApplyOptions& options) {
  return recorded(edges, run, [&](RunLine& line) {
    RunReport report;
    const RecoveryReport recovery = run_recovery(edges, run, target, edges.repository.tip());
    tell_recovery(report, line, recovery);
    auto fetched = run_fetch(edges, run, clever, recovery.commit);
    if (const auto* partial = std::get_if<PartialFetch>(&fetched)) {
      return refused(edges, run, std::move(report), line, *partial, recovery.commit);
    }
    auto& taken = std::get<SnapshotTaken>(fetched);
    tell_snapshot(report, line, taken);
    apply_and_tell(edges, run, target, options, taken.commit, std::move(taken.snapshot), report, line);
    return report;
  });
}

RunReport run_fetch_alone(const Edges& edges, const Run& run, const CleverSource& clever) {
  return recorded(edges, run, [&](RunLine& line) {
    RunReport report;
    const ObjectId tip = edges.repository.tip();
    auto fetched = run_fetch(edges, run, clever, tip);
    if (const auto* partial = std::get_if<PartialFetch>(&fetched)) {
      return refused(edges, run, std::move(report), line, *partial, tip);
    }
    const auto& taken = std::get<SnapshotTaken>(fetched);
    tell_snapshot(report, line, taken);
    line.finished = edges.clock.now();
    commit_run_line(edges, run, taken.commit, line);
    report.line = line;
    return report;
  });
}

RunReport run_observe_alone(const Edges& edges, const Run& run, Target& target) {
  return recorded(edges, run, [&](RunLine& line) {
    RunReport report;
    ObjectId tip = edges.repository.tip();
    const auto observed = run_observe(edges, run, target, tip);
    if (const auto* trouble = std::get_if<NotConnected>(&observed)) {
      report.exit = ExitCode::waits;
      line.waits.emplace_back("sphero-connection");
      report.sentences.push_back("Nothing was observed: " + trouble->what + ".");
    } else {
      const LiveState& live = std::get<Observed>(observed).observation.live;
      tip = std::get<Observed>(observed).commit;
      report.sentences.push_back("Observed " + std::to_string(live.managed.classes.size()) + " classes, " +
                                 std::to_string(live.managed.students.size()) + " students and " +
                                 std::to_string(live.managed.teachers.size()) + " teachers that Clever manages.");
    }
    line.exit = static_cast<int>(report.exit);
    line.finished = edges.clock.now();
    commit_run_line(edges, run, tip, line);
    report.line = line;
    return report;
  });
}

RunReport run_apply_alone(const Edges& edges, const Run& run, Target& target, const ApplyOptions& options) {
  return recorded(edges, run, [&](RunLine& line) {
    RunReport report;
    const RecoveryReport recovery = run_recovery(edges, run, target, edges.repository.tip());
    tell_recovery(report, line, recovery);
    apply_and_tell(edges, run, target, options, recovery.commit, std::nullopt, report, line);
    return report;
  });
}

void prepare_run(const Edges& edges, const Run& run, const std::function<void()>& prepare) {
  recorded(edges, run, [&prepare](RunLine&) {
    prepare();
    return RunReport{};
  });
}

std::string make_run_id(UtcTime started, unsigned random) {
  std::string id = format_utc_time(started);
  std::erase_if(id, [](char c) { return c == '-' || c == ':'; });
  constexpr std::string_view digits = "0123456789abcdef";
  id.push_back('-');
  for (const unsigned shift : {12U, 8U, 4U, 0U}) id.push_back(digits[(random >> shift) & 0xFU]);
  return id;
}

}  // namespace clever_sync
