#include "apply/apply.hpp"

#include <algorithm>

#include "apply/ledger.hpp"
#include "apply/operations.hpp"
#include "apply/refusals.hpp"
#include "apply/sender.hpp"
#include "base/error.hpp"

namespace clever_sync {

namespace {

ReceiptResult result_of(Task::State state) {
  switch (state) {
    case Task::State::done:
      return ReceiptResult::done;
    case Task::State::refused:
    case Task::State::given_up:
      return ReceiptResult::refused;
    case Task::State::waiting:
    case Task::State::skipped:
      return ReceiptResult::skipped;
  }
  unreachable("Task::State");
}

/// Takes the task's texts: of a million changes there is no room for two copies. `live` as it must be now.
ReceiptLine receipt_of(Task& task, const ManagedState& live) {
  ReceiptLine line;
  line.action = task.change->action;
  line.kind = task.change->kind;
  line.clever_id = task.change->clever_id;
  line.part = task.change->part;
  line.result = result_of(task.state);
  line.status = task.status;
  line.left_out = static_cast<int>(task.left_out.size());
  line.sequence = task.sequence;
  line.batch = task.batch_sequence;
  line.code = task.state == Task::State::waiting ? "interrupted" : std::move(task.code);
  if (task.state == Task::State::done) {
    line.sphero_id = with_record(live, line.kind, line.clever_id, [](const auto* object) {
      return object == nullptr ? std::string() : std::string(object->sphero_id);
    });
  }
  return line;
}

/// The tasks that have a receipt, by the number of their last intent; unsent ones (0) last, in the plan's order.
std::vector<std::uint32_t> order_of_receipts(const std::vector<Task>& tasks) {
  std::vector<std::uint32_t> order;
  for (std::uint32_t i = 0; i < tasks.size(); ++i) {
    // A run that was stopped says nothing, change by change, of what it did not come to.
    if (tasks[i].state != Task::State::waiting || tasks[i].sequence != 0) order.push_back(i);
  }
  std::ranges::sort(order, {}, [&](std::uint32_t i) { return std::pair(tasks[i].sequence - 1, i); });
  return order;
}

void add_receipts(ApplyReport& report, std::vector<Task>& tasks) {
  const std::vector<std::uint32_t> order = order_of_receipts(tasks);
  report.receipts.reserve(order.size());
  for (const std::uint32_t i : order) {
    report.receipts.push_back(receipt_of(tasks[i], report.expected_live.managed));
    const ReceiptResult result = report.receipts.back().result;
    report.done += result == ReceiptResult::done ? 1 : 0;
    report.refused += result == ReceiptResult::refused ? 1 : 0;
    report.skipped += result == ReceiptResult::skipped ? 1 : 0;
  }
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
    report.applied.managed = ledger.take_applied();
    report.expected_live.managed = ledger.take_live();
    ledger.forget_adopted(report.expected_live.unmanaged);
    const bool came_to_all =
        std::ranges::none_of(tasks, [](const Task& task) { return task.state == Task::State::waiting; });
    report.stopped = came_to_all ? ApplyReport::Stopped::no : sender.stopped();
  }
  report.refused_changes = next_refused(applied.refused, plan.plan(), tasks);
  add_receipts(report, tasks);
  report.applied.refused = report.refused_changes;
  return report;
}

}  // namespace clever_sync
