#pragma once
// Fold: the operations that are known to be done, laid over a state. Both states that an apply ends with are made by
// it: applied (what we last wrote) and live as it must be now, so the two agree on what an operation means. Pure but
// for the arena that the values are kept in.
//
// What a run's changes make of a record is worked out when it is asked for, from the agenda: a fold holds only the
// records that can't be told so, since they were read again, or moved to another id.

#include <optional>
#include <string_view>

#include "apply/agenda.hpp"
#include "apply/overlay.hpp"
#include "roster/states.hpp"
#include "sphero/target.hpp"

namespace clever_sync {

class StateFold {
 public:
  /// `state` is what the operations are laid over; it must outlive the fold. `base` is what was observed: an object
  /// that `state` lacks (it was adopted) begins as it is there. Values are kept in `texts`, the arena of the result.
  StateFold(const ManagedState& state, const LiveState& base, Texts& texts);
  /// With what is done of the agenda, but for its relinks: those are to be added, and so is what else is done to an
  /// object that the fold holds.
  StateFold(const ManagedState& state, const LiveState& base, Texts& texts, const Agenda& agenda);
  StateFold(const StateFold&) = delete;
  StateFold& operator=(const StateFold&) = delete;

  /// One done operation. `sphero_id` is what Sphero Edu answered, "" if nothing.
  void add(const Operation& operation, std::string_view sphero_id);
  /// The object as it was just read takes the place of what was known of it.
  void put(Kind kind, const CleverId& id, const ManagedState& seen);

  /// Whether the object's record is held here: the agenda tells nothing of it any more.
  [[nodiscard]] bool holds(Kind kind, const CleverId& id) const;
  [[nodiscard]] bool has(Kind kind, const CleverId& id) const;
  /// The Clever id under which the account or class with that Sphero Edu id is known.
  [[nodiscard]] std::optional<CleverId> find_sphero_id(Kind kind, std::string_view sphero_id) const;
  /// The object alone, as it is now; empty if there is none.
  [[nodiscard]] ManagedState only(Kind kind, const CleverId& id) const;
  /// The state that all this came to.
  [[nodiscard]] ManagedState all() const;

 private:
  StateFold(const ManagedState& state, const LiveState& base, Texts& texts, const Agenda* agenda);
  template <class Object>
  void fold(Overlay<Object>& objects, const Operation& operation, std::string_view sphero_id);
  template <class Object>
  void relink(Overlay<Object>& objects, const Operation& operation);
  void adopt_unmanaged(const Operation& operation);

  const LiveState& base_;
  Texts& texts_;
  Relinked relinked_;
  Overlay<SpheroTeacher> teachers_;
  Overlay<SpheroStudent> students_;
  Overlay<SpheroClass> classes_;
};

}  // namespace clever_sync
