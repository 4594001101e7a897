#pragma once
// Read-back: what was written held against what Sphero Edu shows afterwards. A difference is trouble of its own kind:
// the answer said done, and it is not so.

#include <string>
#include <vector>

#include "apply/apply.hpp"
#include "roster/states.hpp"

namespace clever_sync {

/// Names of the done changes whose object Sphero Edu shows otherwise than `expected`; in order of the receipts, each
/// once. Sphero Edu's own id is compared only where an answer told it.
std::vector<std::string> read_back_differences(const LiveState& expected, const LiveState& actual,
                                               const std::vector<ReceiptLine>& receipts);

}  // namespace clever_sync
