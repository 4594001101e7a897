// Run lines: a run adds one, and nothing else ever changes a file of them; what a line names is there.
#include <algorithm>

#include "nightly/run_line.hpp"
#include "nightly/verifier.hpp"

namespace clever_sync {

namespace {

std::string blob_or_nothing(const Repository& repository, const ObjectId& blob) {
  return blob.empty() ? "" : repository.read_blob(blob);
}

bool plan_known(const Verifier& verifier, const std::string& digest, std::size_t step) {
  return std::ranges::any_of(verifier.plans,
                             [&](const PlanStep& plan) { return plan.facts.digest == digest && plan.step <= step; });
}

void check_line(Verifier& verifier, std::size_t step, const RunLine& line, const std::string& where) {
  const ObjectId& commit = verifier.steps[step].commit.id;
  const auto wrong = [&](const std::string& words) {
    verifier.report.wrong(VerifyCheck::runs_records, where, commit, words);
  };
  if (!line.snapshot.empty() && verifier.steps[step].at(Followed::snapshot) != line.snapshot)
    return wrong("the run recorded the snapshot " + line.snapshot.substr(0, 12) + ", and another one stands there");
  if (!line.plan.empty() && !plan_known(verifier, line.plan, step))
    return wrong("it names the plan " + line.plan.substr(0, 12) + ", which never stood there before it");
  verifier.report.proved(VerifyCheck::runs_records, 1);
}

void verify_file(Verifier& verifier, std::size_t step, const ChangedFile& file) {
  const std::string path = std::string(runs_folder) + "/" + file.name;
  const ObjectId& commit = verifier.steps[step].commit.id;
  const std::string before = blob_or_nothing(verifier.repository, file.before);
  const std::string after = blob_or_nothing(verifier.repository, file.after);
  if (!after.starts_with(before)) {
    verifier.report.wrong(VerifyCheck::runs_appended, path + ":" + std::to_string(first_other_line(before, after)),
                          commit, "a line that stood there was changed or taken away");
    return;
  }
  verifier.report.proved(VerifyCheck::runs_appended, 1);
  std::int64_t number = std::count(before.begin(), before.end(), '\n');
  for (std::size_t start = before.size(); start < after.size();) {
    const std::size_t end = std::min(after.find('\n', start), after.size());
    const std::string where = path + ":" + std::to_string(++number);
    const std::string_view bytes = std::string_view(after).substr(start, end - start);
    const auto read = read_or_say([&] { return parse_run_line(bytes, where); });
    start = end + 1;
    if (const auto* unreadable = std::get_if<Unreadable>(&read)) {
      verifier.report.wrong(VerifyCheck::runs_records, where, commit, unreadable->words);
    } else {
      check_line(verifier, step, std::get<RunLine>(read), where);
    }
  }
}

/// A snapshot that no run line records: a run died before it wrote its line, or it was no run that took it.
void verify_snapshots(Verifier& verifier) {
  std::set<ObjectId> recorded;
  for (const RunLine& line : readable_run_lines(verifier)) recorded.insert(line.snapshot);
  for (std::size_t i = 0; i < verifier.steps.size(); ++i) {
    if (!verifier.steps.changed(i, Followed::snapshot)) continue;
    const Step& step = verifier.steps[i];
    if (recorded.contains(step.at(Followed::snapshot))) {
      verifier.report.proved(VerifyCheck::snapshot_recorded, 1);
    } else {
      verifier.report.not_proved(VerifyCheck::snapshot_recorded, std::string(snapshot_folder), step.commit.id,
                                 "no run line records this snapshot: its run was killed, or no run took it");
    }
  }
}

}  // namespace

std::size_t first_other_line(std::string_view before, std::string_view after) {
  const auto [at, other] = std::ranges::mismatch(before, after);
  return 1 + static_cast<std::size_t>(std::count(before.begin(), at, '\n'));
}

std::vector<RunLine> readable_run_lines(const Verifier& verifier) {
  std::vector<RunLine> lines;
  if (verifier.steps.size() == 0) return lines;
  const ObjectId& folder = verifier.steps[verifier.steps.size() - 1].at(Followed::runs);
  for (const TreeFile& file : verifier.repository.files_below(folder, "")) {
    const std::string bytes = verifier.repository.read_blob(file.blob);
    for (std::size_t start = 0; start < bytes.size();) {
      const std::size_t end = std::min(bytes.find('\n', start), bytes.size());
      const auto read =
          read_or_say([&] { return parse_run_line(std::string_view(bytes).substr(start, end - start), file.path); });
      if (const auto* line = std::get_if<RunLine>(&read)) lines.push_back(*line);
      start = end + 1;
    }
  }
  return lines;
}

void verify_runs(Verifier& verifier) {
  for (std::size_t i = 0; i < verifier.steps.size(); ++i) {
    if (!verifier.steps.changed(i, Followed::runs)) continue;
    const auto files = changed_files(verifier.repository, verifier.steps.before(i, Followed::runs),
                                     verifier.steps[i].at(Followed::runs));
    for (const ChangedFile& file : files) verify_file(verifier, i, file);
  }
  verify_snapshots(verifier);
}

}  // namespace clever_sync
