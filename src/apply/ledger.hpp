#pragma once
// Ledger: what is known of Sphero Edu while a run goes on, private to apply. It decides from that what may be sent and
// with which version. What was done stands in the outcomes; here only what does not follow from them. Not safe from
// several threads: the sender holds a lock.

#include <unordered_map>
#include <unordered_set>

#include "apply/outcomes.hpp"
#include "apply/task.hpp"
#include "sphero/target.hpp"

namespace clever_sync {

class Ledger {
 public:
  /// Both must outlive the ledger.
  Ledger(const Observation& observed, Outcomes& outcomes);

  [[nodiscard]] Agenda& agenda() const { return outcomes_.agenda(); }

  /// Decides, when its phase comes, whether the task may be sent: skips it if what it depends on was not done, and
  /// leaves out members who have no account.
  void admit(Task& task);
  /// The task's next operation, with the version of its object as last known.
  [[nodiscard]] Operation next_operation(const Task& task) const;
  /// The task's operation is done. `version` and `sphero_id` as Sphero Edu answered, if it did. The task's step still
  /// names the operation.
  void add_done(Task& task, const Operation& operation, std::string_view sphero_id,
                std::optional<std::int64_t> version);
  /// The object was read again.
  void add_seen(const Operation& operation, const Observation& seen);
  /// Whether the operation is still exactly right for the object as it was just read.
  [[nodiscard]] bool is_still_right(const Operation& operation, const Observation& seen) const;
  /// The task has come to its end: what depends on it may go on, or not.
  void close(const Task& task);

 private:
  using Object = std::pair<Kind, CleverId>;
  struct ObjectHash {
    std::size_t operator()(const Object& object) const {
      return object.second.hash() + static_cast<std::size_t>(object.first);
    }
  };

  [[nodiscard]] std::optional<std::int64_t> version_of(const Operation& operation) const;
  [[nodiscard]] std::optional<std::int64_t> version_of(const Object& object) const;
  [[nodiscard]] bool has_earlier_not_done(const Task& task) const;
  [[nodiscard]] bool is_done_whole(std::string_view addition) const;
  [[nodiscard]] std::vector<UserId> members_without_account(const Change& change) const;
  void block_members(const Change& change);

  const Observation& observed_;
  Outcomes& outcomes_;
  /// Versions that are not simply one more for each operation since the object was read.
  std::unordered_map<Object, std::int64_t, ObjectHash> versions_;
  std::unordered_set<UserId> still_in_class_;  // accounts that a removal should have taken out of a class, and did not
};

}  // namespace clever_sync
