#pragma once
// Outcomes: what became of each change of a run, in some ninety bytes a change however large the change is, and what
// follows from it: the receipts, the two states that the run ends with, and how each object must look when it is read
// back. The states are made when they are asked for; until then nothing of a record is held.

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "apply/agenda.hpp"
#include "apply/fold.hpp"
#include "apply/receipt.hpp"
#include "review/approval.hpp"
#include "roster/states.hpp"
#include "sphero/target.hpp"

namespace clever_sync {

class Outcomes {
 public:
  /// Before anything is sent. The observation must outlive this, the plan until forget_changes.
  Outcomes(const ApprovedPlan& plan, const Observation& observed);

  /// For the run that is on its way.
  [[nodiscard]] Agenda& agenda() { return agenda_; }
  [[nodiscard]] StateFold& live() { return live_; }
  /// The run has ended: from here on each done change knows its object. Call once.
  void settle();

  [[nodiscard]] std::size_t receipts() const { return order_.size(); }
  [[nodiscard]] ReceiptLine receipt(std::size_t number) const;
  /// In order of sequence, then what was skipped unsent. A change that the run did not come to has none.
  void each_receipt(const std::function<void(const ReceiptLine&)>& take) const;

  /// The applied state after everything that is known to be done: it was `before` then. Before forget_changes.
  [[nodiscard]] AppliedState applied(const AppliedState& before) const;
  /// Live as it must be now, from what was read before and what was done. Before forget_changes.
  [[nodiscard]] LiveState expected_live() const;
  /// The done changes whose object is not in `actual` as it must be now, `update class 58da…`, each once.
  [[nodiscard]] std::vector<std::string> differences_from(const LiveState& actual) const;

  /// Receipts and differences are all that is asked for from here on: the plan may be freed.
  void forget_changes() { agenda_.forget_changes(); }

 private:
  const Observation& observed_;
  Agenda agenda_;
  StateFold live_;
  std::vector<std::uint32_t> order_;  // the tasks that have a receipt
};

}  // namespace clever_sync
