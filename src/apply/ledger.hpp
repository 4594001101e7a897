#pragma once
// Ledger: what is known of Sphero Edu while a run goes on, private to apply. It decides from that what may be sent and
// with which version, and folds what was done into the two states that the run ends with. Not safe from several
// threads: the sender holds a lock.

#include <string>
#include <unordered_map>
#include <unordered_set>

#include "apply/fold.hpp"
#include "apply/task.hpp"
#include "sphero/target.hpp"

namespace clever_sync {

class Ledger {
 public:
  /// All three must outlive the ledger.
  Ledger(const Observation& observed, const AppliedState& applied, const std::vector<Task>& tasks);

  /// Decides, when its phase comes, whether the task may be sent: skips it if what it depends on was not done, and
  /// leaves out members who have no account.
  void admit(Task& task);
  /// The task's next operation, with the version of its object as last known.
  [[nodiscard]] Operation next_operation(const Task& task) const;
  /// The operation is done: folds it. `version` and `sphero_id` as Sphero Edu answered, if it did.
  void add_done(const Operation& operation, std::string_view sphero_id, std::optional<std::int64_t> version);
  /// The object was read again.
  void add_seen(const Operation& operation, const Observation& seen);
  /// Whether the operation is still exactly right for the object as it was just read.
  [[nodiscard]] bool is_still_right(const Operation& operation, const Observation& seen) const;
  /// The task has come to its end: what depends on it may go on, or not.
  void close(const Task& task);

  /// The states that the run ends with. Each can be taken once, at the end: what led to it is forgotten then.
  [[nodiscard]] ManagedState take_applied() { return applied_.take(); }
  [[nodiscard]] ManagedState take_live() { return live_.take(); }
  /// Takes the hand-made accounts that became managed out of the list.
  void forget_adopted(std::vector<UnmanagedTeacher>& unmanaged) const;

 private:
  using Object = std::pair<Kind, CleverId>;
  struct ObjectHash {
    std::size_t operator()(const Object& object) const {
      return object.second.hash() + static_cast<std::size_t>(object.first);
    }
  };
  using Objects = std::unordered_set<Object, ObjectHash>;

  [[nodiscard]] std::optional<std::int64_t> version_of(const Operation& operation) const;
  [[nodiscard]] std::vector<UserId> members_without_account(const Change& change) const;
  void block_members(const Change& change);

  const Observation& observed_;
  StateFold live_, applied_;
  std::unordered_map<Object, std::int64_t, ObjectHash> versions_;  // newer than the observed ones, but for version 1
  Objects not_done_additions_, not_done_removals_;
  std::unordered_set<UserId> still_in_class_;  // accounts that a removal should have taken out of a class, and did not
  std::unordered_set<std::string> relinked_accounts_;         // by Sphero Edu id
  std::unordered_set<std::string> awaited_, done_additions_;  // change names; only those that a removal waits for
};

}  // namespace clever_sync
