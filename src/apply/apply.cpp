#include "apply/apply.hpp"

#include <algorithm>

#include "apply/ledger.hpp"
#include "apply/refusals.hpp"
#include "apply/sender.hpp"

namespace clever_sync {

namespace {

void count_results(ApplyReport& report) {
  report.outcomes->each_receipt([&report](const ReceiptLine& receipt) {
    report.done += receipt.result == ReceiptResult::done ? 1 : 0;
    report.refused += receipt.result == ReceiptResult::refused ? 1 : 0;
    report.skipped += receipt.result == ReceiptResult::skipped ? 1 : 0;
  });
}

}  // namespace

ApplyReport apply_plan(const ApprovedPlan& plan, const Observation& observed, const std::vector<RefusedChange>& refused,
                       Target& target, Journal& journal, Clock& clock, const ApplyOptions& options,
                       const std::function<void(const ApplyProgress&)>& observe, std::stop_token stop) {
  ApplyReport report;
  report.outcomes = std::make_unique<Outcomes>(plan, observed);
  Agenda& agenda = report.outcomes->agenda();
  if (!agenda.tasks().empty()) {
    journal.start({.run = options.run, .plan = options.plan, .base = options.base_commit, .as_of = plan.plan().as_of});
    Ledger ledger(observed, *report.outcomes);
    Sender sender({.target = target,
                   .journal = journal,
                   .clock = clock,
                   .options = options,
                   .observe = observe,
                   .stop = std::move(stop)},
                  ledger, static_cast<std::int64_t>(agenda.tasks().size()));
    for (const std::span<Task> phase : agenda.phases()) {
      if (sender.stopped() != ApplyReport::Stopped::no) break;
      sender.send_phase(phase);
    }
    const bool came_to_all =
        std::ranges::none_of(agenda.tasks(), [](const Task& task) { return task.state == Task::State::waiting; });
    report.stopped = came_to_all ? ApplyReport::Stopped::no : sender.stopped();
  }
  report.outcomes->settle();
  report.refused_changes = next_refused(refused, plan.plan(), agenda);
  count_results(report);
  return report;
}

}  // namespace clever_sync
