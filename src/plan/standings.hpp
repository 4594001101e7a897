#pragma once
// Standings: for each student whose sign-in this plan could touch, whether the account is open, whether an open class
// has them, and how many archived rosters lock them out.

#include <cstdint>
#include <vector>

#include "plan/classes.hpp"
#include "plan/user_index.hpp"

namespace clever_sync {

struct Standing {
  bool account_open = false;                 // there and not archived once the additions are done
  bool open_after_additions = false;         // on the roster of a class that is open then
  bool open_at_end = false;                  // and still after the removals
  bool secure = false;                       // so in a class that is open now: no addition is needed for it
  std::uint32_t giver = ClassOutlook::none;  // else: the first addition that gives an open class
  std::int64_t locks = 0;                    // rosters of archived classes
};

struct Standings {
  UserIndex index;
  std::vector<Standing> of;  // by place in the index

  [[nodiscard]] const Standing* find(UserId id) const {
    const std::uint32_t place = index.find(id);
    return place == UserIndex::none ? nullptr : &of[place];
  }
  [[nodiscard]] Standing* find(UserId id) {
    const std::uint32_t place = index.find(id);
    return place == UserIndex::none ? nullptr : &of[place];
  }
};

/// Standings of every student on an archived or closing roster or among `students.archives`; `locks` still 0.
Standings survey(const ClassChanges& classes, const AccountChanges& students);

/// The teachers among `candidates` who are in a class that is open at the end; sorted, perhaps with repetitions.
std::vector<UserId> teachers_in_open_classes(const std::vector<Change>& candidates, const ClassChanges& classes,
                                             const Relinked& relinked);

}  // namespace clever_sync
