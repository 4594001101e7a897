#include "plan/tallies.hpp"

#include <algorithm>
#include <set>
#include <tuple>
#include <unordered_map>

#include "plan/merge.hpp"

namespace clever_sync {

namespace {

void add_total(ScopedTally& tally, std::string_view school, std::int64_t number) {
  tally.district.total += number;
  if (const std::optional<SchoolId> id = SchoolId::parse(school)) tally.schools[*id].total += number;
}
void add_actual(ScopedTally& tally, std::string_view school, std::int64_t number) {
  tally.district.actual += number;
  if (const std::optional<SchoolId> id = SchoolId::parse(school)) tally.schools[*id].actual += number;
}

/// What is open in one school. A million records are counted in it before any of the tallies is touched: each of those
/// is looked up by the school's id.
struct OpenObjects {
  std::int64_t teachers = 0, students = 0, classes = 0, members = 0;
};

class OpenBySchool {
 public:
  OpenObjects& of(std::string_view school) {
    // Records of one school often stand together, and share one copy of its id.
    if (last_ == nullptr || school.data() != last_school_.data() || school.size() != last_school_.size()) {
      last_ = &schools_[school];
      last_school_ = school;
    }
    return *last_;
  }
  /// In no order.
  [[nodiscard]] const auto& all() const { return schools_; }

 private:
  std::unordered_map<std::string_view, OpenObjects> schools_;
  std::string_view last_school_;
  OpenObjects* last_ = nullptr;
};

OpenBySchool open_by_school(const ManagedState& live) {
  OpenBySchool open;
  for (const SpheroTeacher& teacher : live.teachers) {
    if (!teacher.archived) ++open.of(teacher.school).teachers;
  }
  for (const SpheroStudent& student : live.students) {
    if (!student.archived) ++open.of(student.school).students;
  }
  for (const SpheroClass& seen : live.classes) {
    if (seen.archived) continue;
    OpenObjects& school = open.of(seen.school);
    ++school.classes;
    school.members += static_cast<std::int64_t>(seen.students.size() + seen.teachers.size());
  }
  return open;
}

class Counter {
 public:
  Counter(const PlanInputs& inputs, const std::vector<Change>& changes) : inputs_(inputs), changes_(changes) {}

  Tallies count() {
    count_open();
    for (const Change& change : changes_) {
      if (change.action == Action::archive && change.kind == Kind::class_) closing_.push_back(change.clever_id);
    }
    std::ranges::sort(closing_);
    for (const Change& change : changes_) {
      if (change.action == Action::archive) count_archive(change);
      if (change.kind == Kind::class_) count_members(change);
      count_update(change);
      if (change.loses_sign_in != 0) add_actual(out_.sign_in_lost, change.school, change.loses_sign_in);
    }
    count_updated_objects();
    return std::move(out_);
  }

 private:
  void count_open() {
    const OpenBySchool open = open_by_school(inputs_.live.managed);
    for (const auto& [school, objects] : open.all()) {
      add_total(out_.teachers_archived, school, objects.teachers);
      add_total(out_.students_archived, school, objects.students);
      add_total(out_.classes_archived, school, objects.classes);
      add_total(out_.members_removed, school, objects.members);
      add_total(out_.sign_in_lost, school, objects.students);
      const std::int64_t all = objects.teachers + objects.students + objects.classes;
      add_total(out_.orphans, school, all);
      add_total(out_.updates, school, all);
    }
    std::set<std::string_view> by_hand;
    for (const ManualMembers& manual : inputs_.live.manual)
      by_hand.insert(manual.students.begin(), manual.students.end());
    add_total(out_.sign_in_lost, {}, static_cast<std::int64_t>(by_hand.size()));
  }

  void count_archive(const Change& change) {
    const DesiredState& desired = inputs_.desired.state;
    const CleverId id = change.clever_id;
    switch (change.kind) {
      case Kind::teacher:
        return count_archive(change, out_.teachers_archived, find_desired(desired.teachers, id.as<UserTag>()));
      case Kind::student:
        return count_archive(change, out_.students_archived, find_desired(desired.students, id.as<UserTag>()));
      case Kind::class_:
        return count_archive(change, out_.classes_archived, find_desired(desired.classes, id.as<SectionTag>()));
    }
  }
  void count_archive(const Change& change, ScopedTally& kind, const void* desired) {
    add_actual(kind, change.school, 1);
    if (desired == nullptr) add_actual(out_.orphans, change.school, 1);
  }

  /// The class is archived by this plan: what is taken off its roster before is counted by its archive.
  [[nodiscard]] bool closes(const Change& change) const {
    return std::ranges::binary_search(closing_, change.clever_id);
  }
  /// An addition that takes students off a roster that was archived before only lets them in: no guardrail counts it.
  static bool lets_go(const Change& change) {
    return change.part == Part::additions && change.action == Action::update && !change.remove_students.empty();
  }

  void count_members(const Change& change) {
    if (change.action == Action::archive || lets_go(change) || closes(change)) return;
    const std::size_t removed = change.remove_students.size() + change.remove_teachers.size();
    if (removed == 0) return;
    add_actual(out_.members_removed, change.school, static_cast<std::int64_t>(removed));
    const SpheroClass* const seen = find_by_id(inputs_.live.managed.classes, change.clever_id.as<SectionTag>());
    if (seen == nullptr || seen->archived || change.remove_students.empty()) return;
    out_.class_shrinks.push_back({.id = seen->id,
                                  .students = {.actual = static_cast<std::int64_t>(change.remove_students.size()),
                                               .total = static_cast<std::int64_t>(seen->students.size())}});
  }

  void count_update(const Change& change) {
    if (change.action != Action::update || lets_go(change)) return;
    if (change.kind == Kind::class_ && closes(change)) return;
    updated_.emplace_back(change.kind, change.clever_id, change.school);
  }
  /// A class may have an update in each part.
  void count_updated_objects() {
    std::ranges::sort(updated_);
    const auto same = [](const auto& a, const auto& b) {
      return std::get<0>(a) == std::get<0>(b) && std::get<1>(a) == std::get<1>(b);
    };
    updated_.erase(std::unique(updated_.begin(), updated_.end(), same), updated_.end());
    for (const auto& [kind, id, school] : updated_) add_actual(out_.updates, school, 1);
  }

  const PlanInputs& inputs_;
  const std::vector<Change>& changes_;
  std::vector<CleverId> closing_;  // sorted
  std::vector<std::tuple<Kind, CleverId, std::string_view>> updated_;
  Tallies out_;
};

Tally shrinkage(std::int64_t before, std::int64_t now) {
  return {.actual = std::max<std::int64_t>(before - now, 0), .total = before};
}

}  // namespace

Tallies count_changes(const PlanInputs& inputs, const std::vector<Change>& changes) {
  return Counter(inputs, changes).count();
}

bool exceeds(const Tally& tally, int percent, int at_least) {
  return tally.actual >= at_least && 100 * tally.actual > percent * tally.total;
}

Tally snapshot_shrinkage(const SnapshotCounts& baseline, const SnapshotCounts& now, int percent, int at_least) {
  const Counts& before = baseline.district;
  const Tally kinds[] = {shrinkage(before.sections, now.district.sections),
                         shrinkage(before.students, now.district.students),
                         shrinkage(before.teachers, now.district.teachers)};
  // Four of five teachers are a larger share than a thousand of five thousand students, but it is the students who
  // hold.
  return *std::ranges::max_element(kinds, [&](const Tally& a, const Tally& b) {
    const bool a_holds = exceeds(a, percent, at_least);
    const bool b_holds = exceeds(b, percent, at_least);
    if (a_holds != b_holds) return b_holds;
    return a.actual * std::max<std::int64_t>(b.total, 1) < b.actual * std::max<std::int64_t>(a.total, 1);
  });
}

SchoolsGone schools_gone(const SnapshotCounts& baseline, const SnapshotCounts& now) {
  SchoolsGone schools;
  for (const auto& [school, before] : baseline.schools) {
    if (before == Counts{}) continue;
    ++schools.total;
    const auto at = std::ranges::lower_bound(now.schools, school, {}, [](const auto& entry) { return entry.first; });
    if (at == now.schools.end() || at->first != school || at->second == Counts{}) schools.gone.push_back(school);
  }
  return schools;
}

}  // namespace clever_sync
