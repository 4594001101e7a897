#pragma once
// From what the pages gave to a Roster: references are resolved, roles merged, and what can't be resolved is either a
// note or, where it would mean an incomplete read, a refusal. Pure.

#include <memory>
#include <optional>
#include <variant>

#include "clever/harvest.hpp"

namespace clever_sync {

/// The roster of `harvest`, whose one district is the district as read last; the texts are its arena. `notes` get what
/// was odd. Refused: `emptied` when a collection has no records, and had some in `last` or is named by sections;
/// `unresolved-school`.
/// A member whom a section lists and no /users read gave stays in the section.
std::variant<Roster, PartialFetch> assemble_roster(Harvest harvest, std::shared_ptr<Texts> texts,
                                                   const CleverOptions& options,
                                                   const std::optional<SnapshotCounts>& last, std::vector<Note>& notes);

}  // namespace clever_sync
