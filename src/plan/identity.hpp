#pragma once
// Identity: which Sphero Edu account is which person. The key is Clever's id, so there is a question only where a
// wanted account has none yet: the person may have come back under a new Clever id, or have a hand-made account. What
// the rules allow becomes a link; whatever else needs a person is withheld and reported, and nobody is created twice
// meanwhile.

#include <optional>
#include <utility>
#include <vector>

#include "plan/make_plan.hpp"
#include "plan/notes.hpp"

namespace clever_sync {

/// An account that gets another Clever id.
template <class Object>
struct Link {
  UserId now;
  std::optional<UserId> was;  // nothing for a hand-made account
  Object account;             // as live shows it
  Reason reason;
};

template <class Object>
struct Identities {
  std::vector<Link<Object>> links;   // sorted by now
  std::vector<UserId> undecided;     // sorted; not created until a person decides
  std::vector<UserId> kept_for_now;  // sorted; old ids of undecided people: not archived until a person decides
  std::vector<Finding> findings;

  [[nodiscard]] const Link<Object>* link_to(UserId now) const;
  [[nodiscard]] bool was_linked(UserId was) const;
};

Identities<SpheroTeacher> decide_teachers(const PlanInputs& inputs);
Identities<SpheroStudent> decide_students(const PlanInputs& inputs);

/// The Clever ids that rosters in live and applied still spell in the old way, since the account's link is part of this
/// very plan: Sphero Edu's rosters follow the account.
class Relinked {
 public:
  Relinked() = default;
  /// Pairs of old and new id.
  explicit Relinked(std::vector<std::pair<UserId, UserId>> pairs);
  /// `ids` with new ids for old ones, in their order; without a copy (and `scratch` untouched) when none is old.
  [[nodiscard]] const std::vector<UserId>& current(const std::vector<UserId>& ids, std::vector<UserId>& scratch) const;
  /// The same for a roster that is sorted, and stays so.
  [[nodiscard]] const std::vector<UserId>& current_sorted(const std::vector<UserId>& ids,
                                                          std::vector<UserId>& scratch) const;
  /// Whether this new id is one that live does not know yet.
  [[nodiscard]] bool is_new(UserId now) const;

 private:
  std::vector<std::pair<UserId, UserId>> by_old_;  // sorted
  std::vector<UserId> new_ids_;                    // sorted
};

}  // namespace clever_sync
