#pragma once
// Named inputs: the inputs of a plan by the ids that the plan itself names, whatever commit they stood in. What the
// last plan named too is not read again, so going through a history costs what changed between its nights.

#include "nightly/inputs.hpp"

namespace clever_sync {

enum class ConnectionWas { approved, not_approved };

class NamedInputs {
 public:
  explicit NamedInputs(const Repository& repository);

  /// Valid until the next call. Throws Error{storage} for an object that the repository lacks, Error{configuration} for
  /// rules or configuration, Error{integrity} for a state that can't be read.
  const WorkspaceInputs& read(const PlanInputsIds& ids, ConnectionWas connection);

 private:
  const Repository& repository_;
  WorkspaceInputs inputs_;
};

}  // namespace clever_sync
