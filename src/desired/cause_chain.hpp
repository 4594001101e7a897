#pragma once
// Cause chain: the records because of which another takes no part, each with its own cause, down to the line that
// decided: a student is left out since the only section is, and that one since its term ended. For people.

#include <string>
#include <vector>

#include "roster/states.hpp"

namespace clever_sync {

struct CauseLink {
  CleverId id;  // of a section
  Cause cause;
};

/// Nothing where the rule names the record itself, or the school that it names is the record's own.
std::vector<CauseLink> cause_chain(const DesiredResult& desired, const LeftOut& left_out);

/// `, which takes no part: term-ended by defaults/lifecycle.yaml:8 (classes.archive.after_term_end_days)` for each
/// link.
std::string chain_words(const std::vector<CauseLink>& chain);

}  // namespace clever_sync
