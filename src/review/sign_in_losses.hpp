#pragma once
// Who loses sign-in by a plan: its changes are walked in order over the sign-ins that live shows. A student can sign in
// if and only if the account is there and open, and no archived class has them on its roster. Counted is who could sign
// in on live and can't after the whole plan: the same question that the plan's `loses_sign_in` answers change by
// change, worked out here from the written plan alone. Source: Sphero's help, "Archiving a class in Sphero Central"
// (clever.md 7.3).

#include <string>
#include <vector>

#include "base/json.hpp"
#include "plan/plan.hpp"
#include "review/report.hpp"

namespace clever_sync {

/// The students whose sign-in one change takes.
struct SignInLoss {
  const Change* change = nullptr;
  std::vector<UserId> students;      // sorted
  std::vector<std::string> by_hand;  // accounts that were added to the class by hand, by Sphero Edu id; sorted
};

/// In the plan's order; only changes that take somebody's. `live` is what the plan was made from.
std::vector<SignInLoss> work_out_sign_in_losses(const Plan& plan, const LiveState& live);

/// The same for `show --sign-in`: a line for each change, and below it whom it takes the sign-in.
Report report_sign_in(const Plan& plan, const LiveState& live, const NameBook& names);
/// `clever-sync/sign-in@1` (docs/formats.md). No names, whatever the reader asked for.
Json sign_in_json(const Plan& plan, const std::string& digest, const LiveState& live);

}  // namespace clever_sync
