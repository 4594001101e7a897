#pragma once
// Fold: the operations that are known to be done, laid over a state. Both states that an apply ends with are made by
// it: applied (what we last wrote) and live as it must be now, so the two agree on what an operation means. Pure but
// for the arena that the values are kept in.

#include <map>
#include <optional>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include "roster/states.hpp"
#include "sphero/target.hpp"

namespace clever_sync {

/// The records of one kind: those of a state, and over them the ones that were changed.
template <class Object>
class Overlay {
 public:
  using ObjectId = decltype(Object::id);
  Overlay(const std::vector<Object>& state, const std::vector<Object>& base) : state_(state), base_(base) {}

  /// The record as it is now; nullptr if neither the state nor a change has it.
  [[nodiscard]] const Object* find(const ObjectId& id) const;
  /// The record to be changed. One that the state lacks begins as `base` has it, or empty; its texts are then kept in
  /// the arena.
  Object& change(const ObjectId& id, Texts& texts);
  Object& replace(Object object) { return changed_.insert_or_assign(object.id, std::move(object)).first->second; }
  void remove(const ObjectId& id);
  /// The id of the record with that Sphero Edu id, in state or base.
  [[nodiscard]] std::optional<ObjectId> find_sphero_id(std::string_view sphero_id) const;
  /// All records, sorted by id: one merge. Nothing is left of the changes.
  [[nodiscard]] std::vector<Object> take();

 private:
  const std::vector<Object>& state_;
  const std::vector<Object>& base_;
  std::unordered_map<ObjectId, Object> changed_;
  std::unordered_set<ObjectId> removed_;
};

class StateFold {
 public:
  /// `state` is what the operations are laid over; it must outlive the fold. `base` is what was observed: an object
  /// that `state` lacks (it was adopted) begins as it is there. Values are kept in `texts`, the arena of the result.
  StateFold(const ManagedState& state, const LiveState& base, Texts& texts);

  /// One done operation. `sphero_id` is what Sphero Edu answered, "" if nothing.
  void add(const Operation& operation, std::string_view sphero_id);
  /// The object as it was just read takes the place of what was known of it.
  void put(Kind kind, const CleverId& id, const ManagedState& seen);

  [[nodiscard]] bool has(Kind kind, const CleverId& id) const;
  /// The Clever id under which the account or class with that Sphero Edu id is known.
  [[nodiscard]] std::optional<CleverId> find_sphero_id(Kind kind, std::string_view sphero_id) const;
  /// The object alone, as it is now; empty if there is none.
  [[nodiscard]] ManagedState only(Kind kind, const CleverId& id) const;
  /// The state that all this came to. The fold is not to be used any more.
  [[nodiscard]] ManagedState take();

 private:
  template <class Object>
  void fold(Overlay<Object>& objects, const Operation& operation, std::string_view sphero_id);
  template <class Object>
  void relink(Overlay<Object>& objects, const Operation& operation);
  void adopt_unmanaged(const Operation& operation);

  const LiveState& base_;
  Texts& texts_;
  Overlay<SpheroTeacher> teachers_;
  Overlay<SpheroStudent> students_;
  Overlay<SpheroClass> classes_;
  std::map<UserId, UserId> relinked_;  // old id to new: members of classes are named by the new one
};

}  // namespace clever_sync
