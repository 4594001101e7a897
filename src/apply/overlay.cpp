#include "apply/overlay.hpp"

#include <algorithm>

#include "apply/record_edit.hpp"
#include "base/error.hpp"

namespace clever_sync {

template <class Object>
std::span<const std::uint32_t> Overlay<Object>::tasks_of(const ObjectId& id) const {
  if (agenda_ == nullptr) return {};
  return agenda_->of_object(kind_of<Object>(), id.template as<AnyTag>());
}

template <class Object>
std::optional<Object> Overlay<Object>::changed_by(std::span<const std::uint32_t> tasks, Texts* texts) const {
  std::optional<Object> object;
  const Task& first = agenda_->tasks()[tasks.front()];
  const auto id = typed_id<Object>(first.clever_id);
  if (const Object* const there = find_by_id(state_, id)) object = *there;
  for (const std::uint32_t number : tasks) {
    const Task& task = agenda_->tasks()[number];
    const std::int64_t steps_done = agenda_->steps_done(task);
    if (steps_done == 0 || task.action == Action::relink) continue;
    if (task.action == Action::create) {
      object.emplace();  // nothing of an earlier object under this id is left: it was not there any more
      object->id = id;
    } else if (!object) {
      const Object* const observed = find_by_id(base_, id);
      object = observed == nullptr ? Object{} : kept(*observed, texts);
      object->id = id;
    }
    if (!task.sphero_id.empty() && object->sphero_id != task.sphero_id)
      object->sphero_id = texts == nullptr ? task.sphero_id : texts->keep(task.sphero_id);
    if constexpr (std::is_same_v<Object, SpheroClass>) rename_members(*object, relinked_);
    lay_over(*object, *task.change, agenda_->left_out(task), steps_done, agenda_->steps(task), texts);
  }
  return object;
}

template <class Object>
bool Overlay<Object>::has(const ObjectId& id) const {
  if (changed_.contains(id)) return true;
  if (removed_.contains(id)) return false;
  if (find_by_id(state_, id) != nullptr) return true;
  return std::ranges::any_of(tasks_of(id), [this](std::uint32_t number) {
    const Task& task = agenda_->tasks()[number];
    return task.action != Action::relink && agenda_->steps_done(task) > 0;
  });
}

template <class Object>
std::optional<Object> Overlay<Object>::find(const ObjectId& id) const {
  if (const auto found = changed_.find(id); found != changed_.end()) return found->second;
  if (removed_.contains(id)) return std::nullopt;
  if (const auto tasks = tasks_of(id); !tasks.empty()) return changed_by(tasks, nullptr);
  const Object* const there = find_by_id(state_, id);
  return there == nullptr ? std::nullopt : std::optional(*there);
}

template <class Object>
Object& Overlay<Object>::change(const ObjectId& id, Texts& texts) {
  if (const auto found = changed_.find(id); found != changed_.end()) return found->second;
  Object object;
  object.id = id;
  if (!removed_.contains(id)) {
    const auto tasks = tasks_of(id);
    std::optional<Object> now = tasks.empty() ? std::nullopt : changed_by(tasks, &texts);
    if (now) {
      object = *std::move(now);
    } else if (const Object* const there = find_by_id(state_, id)) {
      object = *there;
    } else if (const Object* const observed = find_by_id(base_, id)) {
      object = kept(*observed, &texts);
    }
  }
  return replace(std::move(object));
}

template <class Object>
void Overlay<Object>::remove(const ObjectId& id) {
  changed_.erase(id);
  removed_.insert(id);
}

template <class Object>
auto Overlay<Object>::find_sphero_id(std::string_view sphero_id) const -> std::optional<ObjectId> {
  // A walk over all records, since relinks are a handful in a night.
  for (const auto& [id, object] : changed_) {
    if (object.sphero_id == sphero_id) return id;
  }
  for (const SharedVector<Object>* const records : {&state_, &base_}) {
    const auto found = std::ranges::find(*records, sphero_id, &Object::sphero_id);
    if (found != records->end() && !removed_.contains(found->id)) return found->id;
  }
  return std::nullopt;
}

namespace {

/// The agenda's tasks of one kind, object by object in order of Clever id.
template <class Object>
class TasksByObject {
 public:
  /// Of nothing if there is no agenda.
  explicit TasksByObject(const Agenda* agenda) : agenda_(agenda) {
    if (agenda == nullptr) return;
    const auto of_kind = [agenda](std::uint32_t number) { return agenda->tasks()[number].kind; };
    const auto index = agenda->by_object();
    const auto begin = std::ranges::lower_bound(index, kind_of<Object>(), {}, of_kind);
    place_ = static_cast<std::size_t>(begin - index.begin());
    end_ = static_cast<std::size_t>(std::ranges::upper_bound(index, kind_of<Object>(), {}, of_kind) - index.begin());
  }

  [[nodiscard]] std::size_t tasks_left() const { return end_ - place_; }
  [[nodiscard]] auto id() const { return typed_id<Object>(agenda_->tasks()[agenda_->by_object()[place_]].clever_id); }
  [[nodiscard]] std::span<const std::uint32_t> tasks() const { return agenda_->object_at(place_); }
  void next() { place_ += tasks().size(); }

 private:
  const Agenda* agenda_;
  std::size_t place_ = 0, end_ = 0;
};

}  // namespace

template <class Object>
std::vector<const Object*> Overlay<Object>::held_in_order() const {
  std::vector<const Object*> held;
  held.reserve(changed_.size());
  for (const auto& [id, object] : changed_) held.push_back(&object);
  std::ranges::sort(held, {}, [](const Object* object) { return object->id; });
  return held;
}

template <class Object>
std::vector<Object> Overlay<Object>::all(Texts& texts) const {
  const std::vector<const Object*> held = held_in_order();
  TasksByObject<Object> changed(agenda_);
  std::vector<Object> records;
  records.reserve(state_.size() + held.size() + changed.tasks_left());
  auto there = state_.begin();
  auto next = held.begin();
  while (there != state_.end() || next != held.end() || changed.tasks_left() != 0) {
    // The least id that any of the three has, and what the foremost of them says of it.
    std::optional<ObjectId> id;
    const auto offer = [&id](const ObjectId& other) { id = id ? std::min(*id, other) : other; };
    if (there != state_.end()) offer(there->id);
    if (next != held.end()) offer((*next)->id);
    if (changed.tasks_left() != 0) offer(changed.id());

    const bool in_state = there != state_.end() && there->id == *id;
    const bool is_held = next != held.end() && (*next)->id == *id;
    const bool in_agenda = changed.tasks_left() != 0 && changed.id() == *id;
    if (is_held) {
      records.push_back(**next);
    } else if (!removed_.contains(*id)) {
      std::optional<Object> now = in_agenda ? changed_by(changed.tasks(), &texts) : std::nullopt;
      if (!now && in_state) now = *there;
      if (now) records.push_back(*std::move(now));
    }
    if (in_state) ++there;
    if (is_held) ++next;
    if (in_agenda) changed.next();
  }
  return records;
}

template class Overlay<SpheroTeacher>;
template class Overlay<SpheroStudent>;
template class Overlay<SpheroClass>;

}  // namespace clever_sync
