#include "apply/adopt.hpp"

#include <algorithm>
#include <string_view>
#include <unordered_set>

namespace clever_sync {

namespace {

bool contains(const std::vector<UserId>& members, const UserId& id) {
  return std::ranges::find(members, id) != members.end();
}

/// Desired beside live and applied (nullptr: not there) for one object.
template <class Object>
struct Match {
  const Desired<Object>& desired;
  const Object& live;
  const Object* applied;
};

template <class Object>
Object kept(const Object& object, Texts& texts) {
  Object copy = object;
  copy.sphero_id = texts.keep(object.sphero_id);
  for (const auto& field : fields_of(copy)) copy.*field.member = texts.intern(copy.*field.member);
  return copy;
}

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
  std::erase_if(object.students, [&](const UserId& id) { return !contains(live.students, id); });
  std::erase_if(object.teachers, [&](const UserId& id) { return !contains(live.teachers, id); });
}

/// The record that applied should hold of the object; nothing if it should hold none.
template <class Object>
std::optional<Object> agreed(const Match<Object>& match, Texts& texts) {
  const bool wanted_archived = match.desired.stance == Stance::archive;
  if (match.desired.stance == Stance::keep || match.live.archived != wanted_archived) {
    return match.applied == nullptr ? std::nullopt : std::optional(*match.applied);
  }
  const Object& wanted = match.desired.object;
  if (match.applied == nullptr) {
    const bool agree = wanted_archived || (fields_agree(wanted, match.live) && members_agree(match));
    return agree ? std::optional(kept(match.live, texts)) : std::nullopt;
  }
  Object object = *match.applied;
  object.archived = match.live.archived;
  if (object.sphero_id != match.live.sphero_id) object.sphero_id = texts.keep(match.live.sphero_id);
  if (wanted_archived) {
    forget_members_gone(match.live, object);  // of a class that is closed nobody is wanted back
    return object;
  }
  for (const auto& field : fields_of(object)) {
    const bool take = match.live.*field.member == wanted.*field.member && object.*field.member != wanted.*field.member;
    if (take) object.*field.member = texts.intern(wanted.*field.member);
  }
  take_members(match, object);
  return object;
}

/// Records that live lacks, though it has their Sphero Edu id: those were relinked by a run whose journal is lost.
template <class Object>
void forget_relinked(std::vector<Object>& records, const std::vector<Object>& live) {
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
std::vector<Object> agreed_records(const std::vector<Object>& applied, const std::vector<AnyDesired>& desired,
                                   const std::vector<Object>& live, Texts& texts) {
  std::vector<Object> records;
  records.reserve(std::max(applied.size(), live.size()));
  auto wanted = desired.begin();
  auto written = applied.begin();
  for (const Object& seen : live) {
    for (; written != applied.end() && written->id < seen.id; ++written) records.push_back(*written);
    while (wanted != desired.end() && wanted->object.id < seen.id) ++wanted;
    const Object* const before = written != applied.end() && written->id == seen.id ? &*written++ : nullptr;
    if (wanted == desired.end() || wanted->object.id != seen.id) {
      if (before != nullptr) records.push_back(*before);
      continue;
    }
    const Match<Object> match{.desired = *wanted, .live = seen, .applied = before};
    if (std::optional<Object> record = agreed(match, texts)) records.push_back(std::move(*record));
  }
  records.insert(records.end(), written, applied.end());
  forget_relinked(records, live);
  return records;
}

}  // namespace

AppliedState adopt_agreed(const AppliedState& applied, const DesiredState& desired, const LiveState& live) {
  AppliedState adopted{.texts = applied.texts, .managed = {}, .baseline = applied.baseline, .refused = applied.refused};
  Texts& texts = *adopted.texts;
  adopted.managed.teachers = agreed_records(applied.managed.teachers, desired.teachers, live.managed.teachers, texts);
  adopted.managed.students = agreed_records(applied.managed.students, desired.students, live.managed.students, texts);
  adopted.managed.classes = agreed_records(applied.managed.classes, desired.classes, live.managed.classes, texts);
  return adopted;
}

}  // namespace clever_sync
