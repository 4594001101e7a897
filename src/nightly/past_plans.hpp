#pragma once
// Past plans: what plans asked for one object and what Sphero Edu answered, found by the moments in which it was done.
// Reads only the lines that name the object; that the rest of a plan or of a chain of receipts is whole is for `verify`
// to say.

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "audit/history.hpp"
#include "nightly/moments.hpp"

namespace clever_sync {

/// A plan as far as it concerns one object: its header, and that object's changes and findings.
struct PlanSlice {
  CommitFact commit;
  std::string digest;  // digests.plan, as the file says
  Plan plan;
};

/// The plan of that commit without its changes, save one of each part that has some, so that its gates can be judged.
/// Nothing before the first plan.
std::optional<PlanSlice> read_plan_header(const Repository& repository, const ObjectId& commit);

/// approve_command of the whole plan, given a slice of it.
std::string approve_command_of(const PlanSlice& slice, Part part);

class PastPlans {
 public:
  PastPlans(const Repository& repository, const std::vector<Moment>& moments, const CleverId& id);
  /// The plan that stood at that moment; nothing before the first.
  const PlanSlice* at(std::size_t position);
  /// The plan with that digest, looked for from `position` backwards.
  const PlanSlice* with_digest(const std::string& digest, std::size_t position);

 private:
  const PlanSlice* read(std::size_t position);
  const Repository& repository_;
  const std::vector<Moment>& moments_;
  std::string id_;
  std::map<ObjectId, PlanSlice> read_;
};

/// The answers recorded at `positions`, in order; each with its plan's change but without citations.
struct FoundReceipt {
  ReceiptFact receipt;
  const PlanSlice* plan = nullptr;  // of the PastPlans that found it
};
std::vector<FoundReceipt> find_receipts(const Repository& repository, const std::vector<Moment>& moments,
                                        const std::set<std::int64_t>& positions, Kind kind, const CleverId& id,
                                        PastPlans& plans);

}  // namespace clever_sync
