#pragma once
// Verify: derives committed plans again from the trees that they name, and checks that approvals, receipts, run lines
// and the paths of the tool are what the tool left. Reads only; everything is offline. History is walked by path and
// tree id: the trailers of commits are hints for people, and a commit without one that changes a tool's path is named.

#include <string>

#include "audit/verification.hpp"
#include "workspace/repository.hpp"

namespace clever_sync {

/// One committed plan: the commit that holds it at plans/plan.json.
CheckedFact verify_plan(const Repository& repository, const ObjectId& commit);

enum class VerifyScope { current_plan, every_plan };
/// The plan (or every one in the history), then approvals, receipts, run lines and the tool's paths. Throws nothing for
/// what is damaged: that is a fact of the report.
VerificationReport verify_workspace(const Repository& repository, const ObjectId& tip, VerifyScope scope);

}  // namespace clever_sync
