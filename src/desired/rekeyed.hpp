#pragma once
// Rekeyed: people who came back under a new Clever id. Clever gives a new id to a user who was gone for 300 days or
// whose sis_id or e-mail changed; same role and same sis_id with the old id absent is the sign of it. Source:
// dev.clever.com, "Integration anti-patterns and edge cases".
//
// Over the years one sis_id may have several former ids. They are listed with the one that was seen last in front: the
// plan takes the first that still has an account, and only with the same name without asking.

#include <vector>

#include "desired/derivation.hpp"

namespace clever_sync {

struct FoundRekeyed {
  std::vector<Rekeyed>
      rekeyed;  // sorted by now; of one person, by the day on which the former id was last seen, falling
  std::vector<Finding> findings;  // a sis_id that several have, or that several had until one day, decides nothing
};

FoundRekeyed find_rekeyed(const Derivation& derivation);

}  // namespace clever_sync
