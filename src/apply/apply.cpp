#include "apply/apply.hpp"

#include <algorithm>

#include "apply/ledger.hpp"
#include "apply/refusals.hpp"
#include "apply/sender.hpp"
#include "base/error.hpp"

namespace clever_sync {

namespace {

std::string result_of(Task::State state) {
  switch (state) {
    case Task::State::done:
      return "done";
    case Task::State::refused:
    case Task::State::given_up:
      return "refused";
    case Task::State::waiting:
    case Task::State::skipped:
      return "skipped";
  }
  unreachable("Task::State");
}

/// Takes the task's texts: of a million changes there is no room for two copies.
ReceiptLine receipt_of(Task& task, const std::string& run) {
  ReceiptLine line;
  line.change = change_name(*task.change);
  line.action = task.change->action;
  line.kind = task.change->kind;
  line.clever_id = task.change->clever_id;
  line.part = task.change->part;
  if (task.sequence != 0) line.key = run + "-" + std::to_string(task.batch_sequence);
  line.sequence = task.sequence;
  line.status = task.status;
  line.code = std::move(task.code);
  line.sphero_id = std::move(task.sphero_id);
  line.result = result_of(task.state);
  line.left_out = static_cast<std::int64_t>(task.left_out.size());
  if (task.state == Task::State::waiting) line.code = "interrupted";
  return line;
}

void add_receipts(ApplyReport& report, std::vector<Task>& tasks, const std::string& run) {
  report.receipts.reserve(tasks.size());
  for (Task& task : tasks) {
    // A run that was stopped says nothing, change by change, of what it did not come to.
    if (task.state == Task::State::waiting && task.sequence == 0) continue;
    report.receipts.push_back(receipt_of(task, run));
    const std::string& result = report.receipts.back().result;
    report.done += result == "done" ? 1 : 0;
    report.refused += result == "refused" ? 1 : 0;
    report.skipped += result == "skipped" ? 1 : 0;
  }
  // Unsent ones (0) go last, in the plan's order.
  std::ranges::stable_sort(report.receipts, {}, [](const ReceiptLine& line) { return line.sequence - 1; });
}

}  // namespace

ApplyReport apply_plan(const ApprovedPlan& plan, const Observation& observed, const AppliedState& applied,
                       Target& target, Journal& journal, Clock& clock, const ApplyOptions& options,
                       const std::function<void(const ApplyProgress&)>& observe, std::stop_token stop) {
  const std::vector<const Change*> changes = plan.changes();
  std::vector<Task> tasks;
  tasks.reserve(changes.size());
  for (const Change* const change : changes) {
    Task task;
    task.change = change;
    tasks.push_back(std::move(task));
  }
  ApplyReport report;
  report.applied = applied;
  report.expected_live = observed.live;
  if (!tasks.empty()) {
    journal.start({.run = options.run,
                   .plan = plan_digest(plan.plan()),
                   .base = options.base_commit,
                   .as_of = plan.plan().as_of});
    Ledger ledger(observed, applied, tasks);
    Sender sender({.target = target,
                   .journal = journal,
                   .clock = clock,
                   .options = options,
                   .observe = observe,
                   .stop = std::move(stop)},
                  ledger, static_cast<std::int64_t>(tasks.size()));
    for (const std::vector<Task*>& phase : phases_of(tasks)) {
      if (sender.stopped() != ApplyReport::Stopped::no) break;
      sender.send_phase(phase);
    }
    report.applied.managed = ledger.applied();
    report.expected_live.managed = ledger.live();
    ledger.forget_adopted(report.expected_live.unmanaged);
    const bool came_to_all =
        std::ranges::none_of(tasks, [](const Task& task) { return task.state == Task::State::waiting; });
    report.stopped = came_to_all ? ApplyReport::Stopped::no : sender.stopped();
  }
  report.refused_changes = next_refused(applied.refused, plan.plan(), tasks);
  add_receipts(report, tasks, options.run);
  report.applied.refused = report.refused_changes;
  return report;
}

}  // namespace clever_sync
