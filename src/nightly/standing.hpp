#pragma once
// Standing: where an object is stopped now: by the rules, by a guardrail, for want of an approval, by Sphero Edu's
// refusal. Private to this folder.

#include "audit/history.hpp"
#include "nightly/citations.hpp"
#include "nightly/past_plans.hpp"

namespace clever_sync {

/// What a question about one object is asked of.
struct Asked {
  const Repository& repository;
  ObjectId tip;
  const RunDays& days;
  Kind kind = Kind::class_;
  CleverId id;
  Date as_of{};
  UtcTime now{};
  /// The shards in which the object stands or stood, `58da….json`.
  std::set<std::string> files;
};

/// The change of a plan with everything that it cites, and what would have made it otherwise.
PlannedFact planned_fact(const Asked& asked, const PlanSlice& plan, const Change& change, const ObjectId& approved_at);

/// `history` has its versions already.
StandingFacts standing_of(const Asked& asked, const History& history, PastPlans& plans,
                          const std::vector<Moment>& moments);

}  // namespace clever_sync
