#include "apply/adopt.hpp"

#include <algorithm>
#include <string_view>
#include <unordered_set>

#include "apply/record_edit.hpp"

namespace clever_sync {

namespace {

bool contains(const std::vector<UserId>& members, const UserId& id) {
  return std::ranges::find(members, id) != members.end();
}

/// Desired beside live for one object.
template <class Object>
struct Match {
  const Desired<Object>& desired;
  const Object& live;
};

template <class Object>
bool fields_agree(const Object& desired, const Object& live) {
  return std::ranges::all_of(fields_of(live),
                             [&](const auto& field) { return desired.*field.member == live.*field.member; });
}

/// Applied's members: less those who are gone and unwanted, plus the wanted ones who are there.
std::vector<UserId> agreed_members(const std::vector<UserId>& wanted, const std::vector<UserId>& live,
                                   const std::vector<UserId>& applied) {
  std::vector<UserId> agreed;
  for (const UserId& id : applied) {
    if (contains(wanted, id) || contains(live, id)) agreed.push_back(id);
  }
  for (const UserId& id : live) {
    if (contains(wanted, id) && !contains(agreed, id)) agreed.push_back(id);
  }
  return agreed;
}

template <class Object>
bool members_agree(const Match<Object>&) {
  return true;
}
bool members_agree(const Match<SpheroClass>& match) {
  const SpheroClass& wanted = match.desired.object;
  const auto all_there = [](const std::vector<UserId>& ids, const std::vector<UserId>& live) {
    return std::ranges::all_of(ids, [&](const UserId& id) { return contains(live, id); });
  };
  return all_there(wanted.students, match.live.students) && all_there(wanted.teachers, match.live.teachers) &&
         (wanted.teachers.empty() || wanted.teachers.front() == match.live.teachers.front());
}

template <class Object>
void take_members(const Match<Object>&, Object&) {}
void take_members(const Match<SpheroClass>& match, SpheroClass& object) {
  const SpheroClass& wanted = match.desired.object;
  const SpheroClass& live = match.live;
  object.students = agreed_members(wanted.students, live.students, object.students);
  std::ranges::sort(object.students);
  object.teachers = agreed_members(wanted.teachers, live.teachers, object.teachers);
  const bool same_primary =
      !wanted.teachers.empty() && !live.teachers.empty() && wanted.teachers.front() == live.teachers.front();
  if (!same_primary) return;
  // In live's order, since equal content is to be equal bytes.
  std::ranges::stable_sort(object.teachers, {}, [&](const UserId& id) {
    return std::ranges::find(live.teachers, id) - live.teachers.begin();
  });
}

template <class Object>
void forget_members_gone(const Object&, Object&) {}
void forget_members_gone(const SpheroClass& live, SpheroClass& object) {
  std::erase_if(object.students.edit(), [&](const UserId& id) { return !contains(live.students, id); });
  std::erase_if(object.teachers, [&](const UserId& id) { return !contains(live.teachers, id); });
}

/// Whether the object is as open, or as archived, as desired wants it.
template <class Object>
bool stands_right(const Match<Object>& match) {
  return match.desired.stance != Stance::keep && match.live.archived == (match.desired.stance == Stance::archive);
}

/// Whether applied, which has no record of the object, should take live's whole.
template <class Object>
bool agrees_whole(const Match<Object>& match) {
  if (!stands_right(match)) return false;
  return match.live.archived || (fields_agree(match.desired.object, match.live) && members_agree(match));
}

/// Takes into applied's record what desired and live agree on.
template <class Object>
void agree(const Match<Object>& match, Object& object, Texts& texts) {
  if (!stands_right(match)) return;
  object.archived = match.live.archived;
  if (object.sphero_id != match.live.sphero_id) object.sphero_id = texts.keep(match.live.sphero_id);
  if (object.archived) return forget_members_gone(match.live, object);  // of a closed class nobody is wanted back
  const Object& wanted = match.desired.object;
  for (const auto& field : fields_of(object)) {
    const bool take = match.live.*field.member == wanted.*field.member && object.*field.member != wanted.*field.member;
    if (take) object.*field.member = texts.intern(wanted.*field.member);
  }
  take_members(match, object);
}

/// Records that live lacks, though it has their Sphero Edu id: those were relinked by a run whose journal is lost.
template <class Object>
void forget_relinked(std::vector<Object>& records, const SharedVector<Object>& live) {
  std::unordered_set<std::string_view> missing;
  for (const Object& record : records) {
    if (!record.sphero_id.empty() && find_by_id(live, record.id) == nullptr) missing.insert(record.sphero_id);
  }
  if (missing.empty()) return;
  std::unordered_set<std::string_view> relinked;
  for (const Object& seen : live) {
    if (missing.contains(seen.sphero_id)) relinked.insert(seen.sphero_id);
  }
  std::erase_if(records, [&](const Object& record) {
    return relinked.contains(record.sphero_id) && find_by_id(live, record.id) == nullptr;
  });
}

template <class Object, class AnyDesired>
void agree_records(SharedVector<Object>& applied, const std::vector<AnyDesired>& desired,
                   const SharedVector<Object>& live, Texts& texts) {
  if (applied.shares(live)) return;  // there is nothing in live that it does not know
  std::vector<Object>& records = applied.edit();
  std::vector<Object> adopted;
  auto wanted = desired.begin();
  auto written = records.begin();
  for (const Object& seen : live) {
    while (written != records.end() && written->id < seen.id) ++written;
    while (wanted != desired.end() && wanted->object.id < seen.id) ++wanted;
    if (wanted == desired.end() || wanted->object.id != seen.id) continue;
    const Match<Object> match{.desired = *wanted, .live = seen};
    if (written != records.end() && written->id == seen.id) {
      agree(match, *written, texts);
    } else if (agrees_whole(match)) {
      adopted.push_back(kept(seen, &texts));
    }
  }
  const auto known = static_cast<std::ptrdiff_t>(records.size());
  records.insert(records.end(), std::make_move_iterator(adopted.begin()), std::make_move_iterator(adopted.end()));
  std::ranges::inplace_merge(records, records.begin() + known, {}, &Object::id);
  forget_relinked(records, live);
}

}  // namespace

AppliedState adopt_agreed(AppliedState applied, const DesiredState& desired, const LiveState& live) {
  Texts& texts = *applied.texts;
  agree_records(applied.managed.teachers, desired.teachers, live.managed.teachers, texts);
  agree_records(applied.managed.students, desired.students, live.managed.students, texts);
  agree_records(applied.managed.classes, desired.classes, live.managed.classes, texts);
  return applied;
}

}  // namespace clever_sync
