// Receipts: chained, only ever added to, closed by a run line, planned, and allowed.
#include <algorithm>
#include <map>
#include <tuple>

#include "apply/apply.hpp"
#include "nightly/run_line.hpp"
#include "nightly/verifier.hpp"

namespace clever_sync {

namespace {

std::string digest_of(const std::string& file_name) {
  return file_name.substr(0, file_name.find('.'));
}

/// When a run began: its id begins with it, `20261124T110004Z-1a2b`.
std::optional<UtcTime> start_of(const std::string& run) {
  constexpr std::size_t length = 16;
  if (run.size() < length) return std::nullopt;
  const std::string& r = run;
  return parse_utc_time(r.substr(0, 4) + "-" + r.substr(4, 2) + "-" + r.substr(6, 5) + ":" + r.substr(11, 2) + ":" +
                        r.substr(13, 3));
}

using ChangeKey = std::tuple<Part, Action, Kind, CleverId>;

/// One commit's new lines of one receipts file, and the plan that they carry out.
class Writing {
 public:
  Writing(Verifier& verifier, std::size_t step, std::string path, const PlanStep& plan)
      : verifier_(verifier), step_(step), path_(std::move(path)), plan_(plan) {}

  void check(const std::vector<std::pair<std::string, ReceiptLine>>& lines, std::size_t known) {
    const auto read =
        read_or_say([&] { return parse_plan(verifier_.repository.read_blob(plan_.blob), plan_path).plan; });
    const Plan* const plan = std::get_if<Plan>(&read);
    if (plan == nullptr) return;  // read_plans said so
    check_planned(*plan, lines, known);
    std::map<Part, std::string> runs;  // of the parts of which something was sent, the run that did
    for (std::size_t i = known; i < lines.size(); ++i) {
      if (lines[i].second.sequence != 0) runs.emplace(lines[i].second.part, lines[i].first);
    }
    for (const auto& [part, run] : runs) check_cleared(*plan, part, run);
    if (!runs.empty()) check_connection(*plan);
  }

 private:
  [[nodiscard]] const ObjectId& commit() const { return verifier_.steps[step_].commit.id; }

  void check_planned(const Plan& plan, const std::vector<std::pair<std::string, ReceiptLine>>& lines,
                     std::size_t known) {
    std::set<ChangeKey> planned;
    for (const Change& change : plan.changes)
      planned.insert({change.part, change.action, change.kind, change.clever_id});
    std::int64_t there = 0;
    for (std::size_t i = known; i < lines.size(); ++i) {
      const ReceiptLine& receipt = lines[i].second;
      if (planned.contains({receipt.part, receipt.action, receipt.kind, receipt.clever_id})) {
        ++there;
        continue;
      }
      verifier_.report.wrong(
          VerifyCheck::receipts_plan, path_ + ":" + std::to_string(i + 1), commit(),
          "the plan has no \"" + change_name(receipt) + "\" among its " + std::string(name_of(receipt.part)));
    }
    verifier_.report.proved(VerifyCheck::receipts_plan, there);
  }

  /// Whether something held at one of the commits from the plan's own to the one before this: a run looks once, in
  /// between.
  template <class Holds>
  [[nodiscard]] bool held_meanwhile(const Holds& holds) const {
    for (std::size_t i = plan_.step; i < step_; ++i) {
      if (holds(verifier_.steps[i].commit.id)) return true;
    }
    return false;
  }

  void check_cleared(const Plan& plan, Part part, const std::string& run) {
    const auto start = start_of(run);
    const bool cleared =
        start && held_meanwhile([&](const ObjectId& at) {
          const auto read = read_or_say([&] { return read_approval(verifier_.repository, at, plan.digest(part)); });
          const auto* approval = std::get_if<std::optional<Approval>>(&read);
          return approval != nullptr && std::holds_alternative<Cleared>(gate_part(plan, part, *approval, *start));
        });
    if (cleared) return verifier_.report.proved(VerifyCheck::receipts_cleared, 1);
    verifier_.report.wrong(VerifyCheck::receipts_cleared, path_, commit(),
                           "run " + run + " sent the " + std::string(name_of(part)) +
                               ", which were not clear, and no approval that stood then covers them");
  }

  void check_connection(const Plan& plan) {
    const bool approved = held_meanwhile([&](const ObjectId& at) {
      const auto read =
          read_or_say([&] { return read_connection_approval(verifier_.repository, at, plan.district).has_value(); });
      const bool* const stood = std::get_if<bool>(&read);
      return stood != nullptr && *stood;
    });
    if (approved) return verifier_.report.proved(VerifyCheck::receipts_connection, 1);
    verifier_.report.wrong(VerifyCheck::receipts_connection, path_, commit(),
                           "changes were sent while the district's connection was not approved");
  }

  Verifier& verifier_;
  std::size_t step_;
  std::string path_;
  const PlanStep& plan_;
};

/// The last commit before the step that brought a plan of this digest; null if there was none.
const PlanStep* plan_before(const Verifier& verifier, const std::string& digest, std::size_t step) {
  const auto found = std::find_if(verifier.plans.rbegin(), verifier.plans.rend(), [&](const PlanStep& plan) {
    return plan.facts.digest == digest && plan.step < step;
  });
  return found == verifier.plans.rend() ? nullptr : &*found;
}

void verify_file(Verifier& verifier, std::size_t step, const ChangedFile& file) {
  const std::string path = std::string(receipts_folder) + "/" + file.name;
  const std::string digest = digest_of(file.name);
  const ObjectId& commit = verifier.steps[step].commit.id;
  const std::string before = file.before.empty() ? "" : verifier.repository.read_blob(file.before);
  const std::string after = file.after.empty() ? "" : verifier.repository.read_blob(file.after);
  if (!after.starts_with(before) || file.after.empty()) {
    verifier.report.wrong(VerifyCheck::receipts_appended, path + ":" + std::to_string(first_other_line(before, after)),
                          commit, "a line that stood there was changed or taken away");
  } else {
    verifier.report.proved(VerifyCheck::receipts_appended, 1);
  }
  const auto read = read_or_say([&] { return parse_receipts(digest, after, path); });
  if (const auto* unreadable = std::get_if<Unreadable>(&read)) {
    verifier.report.wrong(VerifyCheck::receipts_chain, path, commit, unreadable->words);
    return;
  }
  const auto& lines = std::get<ParsedReceipts>(read).lines;
  const auto known = static_cast<std::size_t>(std::count(before.begin(), before.end(), '\n'));
  if (known > lines.size()) return;  // cut: said above
  verifier.report.proved(VerifyCheck::receipts_chain, static_cast<std::int64_t>(lines.size() - known));
  const PlanStep* const plan = plan_before(verifier, digest, step);
  if (plan == nullptr) {
    verifier.report.wrong(VerifyCheck::receipts_plan, path, commit,
                          "no plan of this digest stood there before its receipts");
    return;
  }
  Writing(verifier, step, path, *plan).check(lines, known);
}

/// Holds every file at the tip against the last run line that names it.
void verify_ends(Verifier& verifier, const ObjectId& folder) {
  std::map<std::string, ReceiptsHead> heads;
  for (const RunLine& line : readable_run_lines(verifier)) {
    for (const ReceiptsHead& head : line.receipts) heads[head.plan] = head;
  }
  std::set<std::string> there;
  for (const TreeFile& file : verifier.repository.files_below(folder, "")) {
    const std::string digest = digest_of(file.path), path = std::string(receipts_folder) + "/" + file.path;
    there.insert(digest);
    if (!verifier.only_plan.empty() && digest != verifier.only_plan) continue;
    const auto read =
        read_or_say([&] { return parse_receipts(digest, verifier.repository.read_blob(file.blob), path); });
    const auto* receipts = std::get_if<ParsedReceipts>(&read);
    if (receipts == nullptr) continue;  // said where it was written
    const auto count = static_cast<std::int64_t>(receipts->lines.size());
    const auto head = heads.find(digest);
    if (head == heads.end() || count > head->second.lines) {
      verifier.report.not_proved(VerifyCheck::receipts_run_line, path, "",
                                 "no run line says yet where it ends: a run was killed after it wrote them");
    } else if (count < head->second.lines || receipts->head != head->second.head) {
      verifier.report.wrong(VerifyCheck::receipts_run_line, path, "",
                            "the run line says " + std::to_string(head->second.lines) + " lines ending in " +
                                head->second.head.substr(0, 12) + ", the file has " + std::to_string(count) +
                                " ending in " + receipts->head.substr(0, 12));
    } else {
      verifier.report.proved(VerifyCheck::receipts_run_line, 1);
    }
  }
  for (const auto& [digest, head] : heads) {
    if (there.contains(digest) || (!verifier.only_plan.empty() && digest != verifier.only_plan)) continue;
    verifier.report.wrong(VerifyCheck::receipts_run_line, std::string(receipts_folder) + "/" + digest + ".jsonl", "",
                          "a run line says that it has " + std::to_string(head.lines) + " lines, and it is gone");
  }
}

}  // namespace

void verify_receipts(Verifier& verifier) {
  const Steps& steps = verifier.steps;
  for (std::size_t i = 0; i < steps.size(); ++i) {
    if (!steps.changed(i, Followed::receipts)) continue;
    const auto files =
        changed_files(verifier.repository, steps.before(i, Followed::receipts), steps[i].at(Followed::receipts));
    for (const ChangedFile& file : files) {
      if (verifier.only_plan.empty() || digest_of(file.name) == verifier.only_plan) verify_file(verifier, i, file);
    }
  }
  if (steps.size() != 0) verify_ends(verifier, steps[steps.size() - 1].at(Followed::receipts));
}

}  // namespace clever_sync
