#pragma once
// Standing: where an object is stopped now: by the rules, by a guardrail, for want of an approval, by Sphero Edu's
// refusal. Private to this folder.

#include "audit/history.hpp"
#include "nightly/citations.hpp"
#include "nightly/past_plans.hpp"

namespace clever_sync {

/// What a question about one object is asked of.
struct Asked {
  Past& past;
  Kind kind = Kind::class_;
  CleverId id;
  Date as_of{};
  UtcTime now{};
  /// The shards in which the object stands or stood, `58da….json`.
  std::set<std::string> files;
};

/// Whether to look for what would have made a change otherwise, by planning again.
enum class Alternatives { leave_out, look_for };

/// The change of a plan with everything that it cites; the approval is the one that stood in that commit.
PlannedFact planned_fact(const Asked& asked, const PlanSlice& plan, const Change& change, std::size_t approved_at,
                         Alternatives alternatives);

/// `history` has its versions already.
StandingFacts standing_of(const Asked& asked, const History& history, PastPlans& plans);

}  // namespace clever_sync
