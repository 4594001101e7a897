#pragma once
// Accounts: teachers and students, compared one kind at a time: who is created, linked, restored, brought into line,
// and who would be archived. Whether an account may be archived is decided later, when it is known who is in an open
// class.

#include <vector>

#include "plan/identity.hpp"
#include "plan/refusals.hpp"
#include "plan/user_index.hpp"

namespace clever_sync {

/// The accounts of one kind as they will be after the additions: what a class may name.
class AccountBook {
 public:
  AccountBook() = default;
  /// `ids` sorted, without repetitions; of each whether the account is archived.
  AccountBook(std::vector<UserId> ids, std::vector<bool> archived)
      : index_(std::move(ids)), archived_(std::move(archived)) {}
  [[nodiscard]] bool has(UserId id) const { return index_.find(id) != UserIndex::none; }
  /// There, and not archived.
  [[nodiscard]] bool has_open(UserId id) const;

 private:
  UserIndex index_;
  std::vector<bool> archived_;
};

struct AccountChanges {
  std::vector<Change> additions;  // sorted by id; a link before the restore of the same account
  std::vector<Change> archives;   // sorted by id; those still in an open class drop out later
  AccountBook book;
  Relinked relinked;
  Notes notes;

  /// `ids` less those whose account is to be archived; without a copy (and `scratch` untouched) when there is none.
  [[nodiscard]] const std::vector<UserId>& without_departing(const std::vector<UserId>& ids,
                                                             std::vector<UserId>& scratch) const;
};

AccountChanges compare_teachers(const PlanInputs& inputs, const Refusals& refusals);
AccountChanges compare_students(const PlanInputs& inputs, const Refusals& refusals);

}  // namespace clever_sync
