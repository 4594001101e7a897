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
#include "nightly/past.hpp"

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
  PastPlans(Past& past, const CleverId& id);
  /// The plan that stood in that commit; nothing before the first.
  const PlanSlice* at(std::size_t position);
  /// The plan with that digest, looked for from `position` backwards.
  const PlanSlice* with_digest(const std::string& digest, std::size_t position);

 private:
  const PlanSlice* read(const Chronicle::Step& step);
  Past& past_;
  std::string id_;
  std::map<std::size_t, PlanSlice> read_;  // by the position since which it stood
};

/// An answer about the object, with its plan but without citations.
struct FoundReceipt {
  ReceiptFact receipt;
  const PlanSlice* plan = nullptr;  // of the PastPlans that found it
};
struct FoundReceipts {
  std::vector<FoundReceipt> receipts;         // in order
  std::int64_t unopened = 0;                  // commits whose receipts were not looked into
  std::set<std::int64_t> unopened_and_moved;  // those among them in which the object changed
};

/// Whether to open the receipts of every night, or of old and large nights only what can be had at little cost.
enum class Depth { where_it_counts, every_night };

/// The commits whose receipts may tell of the object.
struct ReceiptsWanted {
  Depth depth = Depth::where_it_counts;
  std::set<std::size_t> made;   // made or unmade it: opened first
  std::set<std::size_t> moved;  // changed one of its records
};
FoundReceipts find_receipts(Past& past, const ReceiptsWanted& wanted, Kind kind, const CleverId& id, PastPlans& plans);

}  // namespace clever_sync
