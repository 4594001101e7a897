#pragma once
// SectionFate: the stance of one section and its cause, by filters, lifecycle and exceptions, in that order of weight:
// ignored by hand, left out, ended, absent, open; what would archive is turned into keep where keep.yaml says so.

#include <optional>

#include "desired/derivation.hpp"

namespace clever_sync {

struct SectionFate {
  Stance stance = Stance::open;
  Cause cause;
  /// The people whom the section lists take part by it: it is open, or kept open by hand.
  bool enrols = false;
  /// For a section that takes no part: the rule that left it out, and the school that did, if it was one.
  RulePtr left_out_by;
  std::optional<CleverId> because_of;
};

/// `place`: of the section in the roster.
SectionFate fate_of_shared(const Derivation& derivation, const Section& section, std::size_t place);
SectionFate fate_of_absent(const Derivation& derivation, const Absent<Section>& absent);

/// True if the section has no term with an end date.
bool is_undated(const Derivation& derivation, const Section& section);

}  // namespace clever_sync
