#pragma once
// Classes: which are created, restored, brought into line or archived, and who joins and leaves them. What the
// comparison leaves behind for the question of sign-ins is each class's outlook: what becomes of it, and of its roster.

#include <cstdint>
#include <vector>

#include "plan/accounts.hpp"

namespace clever_sync {

/// What a class is once the whole plan was applied.
enum class Fate {
  open,
  closing,   ///< archived by this plan
  archived,  ///< archived in live, and stays so
};

struct ClassOutlook {
  static constexpr std::uint32_t none = 0xFFFFFFFF;
  SectionId id;
  const SpheroClass* live = nullptr;  // null: this plan creates it
  Fate fate = Fate::open;
  std::uint32_t addition = none;  // its place in ClassChanges::additions
  std::uint32_t update = none;    // its place in ClassChanges::updates
  std::uint32_t archive = none;   // its place in ClassChanges::archives
};

struct ClassChanges {
  std::vector<Change> additions;  // creates, restores, updates; each sorted by id
  std::vector<Change> updates;    // removals: members out of classes that stay open
  std::vector<Change> archives;
  std::vector<ClassOutlook> outlooks;  // every class that is there after the additions, sorted by id
  Notes notes;
};

ClassChanges compare_classes(const PlanInputs& inputs, const Refusals& refusals, const AccountChanges& teachers,
                             const AccountChanges& students);

}  // namespace clever_sync
