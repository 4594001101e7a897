#pragma once
// Overlay: the records of one kind as they are after some changes, private to apply: those of a state, what the agenda
// has done to them, and over both the few records that are held here.

#include <optional>
#include <span>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "apply/agenda.hpp"
#include "apply/record_edit.hpp"
#include "roster/states.hpp"

namespace clever_sync {

/// The records of one kind: those of a state, and over them the ones that were changed.
template <class Object>
class Overlay {
 public:
  using ObjectId = decltype(Object::id);
  /// `agenda` may be nullptr. All must outlive the overlay.
  Overlay(const SharedVector<Object>& state, const SharedVector<Object>& base, const Agenda* agenda,
          const Relinked& relinked)
      : state_(state), base_(base), agenda_(agenda), relinked_(relinked) {}

  /// Whether the record itself is held here.
  [[nodiscard]] bool holds(const ObjectId& id) const { return changed_.contains(id); }
  [[nodiscard]] bool has(const ObjectId& id) const;
  /// The record as it is now; nothing if neither the state nor a change has it.
  [[nodiscard]] std::optional<Object> find(const ObjectId& id) const;
  /// The record to be changed, held from here on. One that the state lacks begins as `base` has it, or empty; its texts
  /// are then kept in the arena.
  Object& change(const ObjectId& id, Texts& texts);
  Object& replace(Object object) { return changed_.insert_or_assign(object.id, std::move(object)).first->second; }
  void remove(const ObjectId& id);
  /// The id of the record with that Sphero Edu id, in state or base.
  [[nodiscard]] std::optional<ObjectId> find_sphero_id(std::string_view sphero_id) const;
  /// All records, sorted by id: one merge, in which texts that come from the changes are kept.
  [[nodiscard]] std::vector<Object> all(Texts& texts) const;

 private:
  [[nodiscard]] std::span<const std::uint32_t> tasks_of(const ObjectId& id) const;
  [[nodiscard]] std::vector<const Object*> held_in_order() const;
  /// What the done changes of the agenda make of the record. Texts are kept where an arena is given, else viewed.
  [[nodiscard]] std::optional<Object> changed_by(std::span<const std::uint32_t> tasks, Texts* texts) const;

  const SharedVector<Object>& state_;
  const SharedVector<Object>& base_;
  const Agenda* agenda_;
  const Relinked& relinked_;
  std::unordered_map<ObjectId, Object> changed_;
  std::unordered_set<ObjectId> removed_;
};

}  // namespace clever_sync
