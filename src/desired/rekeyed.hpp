#pragma once
// Rekeyed: people who came back under a new Clever id. Clever gives a new id to a user who was gone for 300 days or
// whose sis_id or e-mail changed; same role and same sis_id with the old id absent is the sign of it. Source:
// dev.clever.com, "Integration anti-patterns and edge cases".

#include <vector>

#include "desired/derivation.hpp"

namespace clever_sync {

struct FoundRekeyed {
  std::vector<Rekeyed> rekeyed;   // sorted by now
  std::vector<Finding> findings;  // a sis_id that several absent or several shared people have decides nothing
};

FoundRekeyed find_rekeyed(const Derivation& derivation);

}  // namespace clever_sync
