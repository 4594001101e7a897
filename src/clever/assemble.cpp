#include "clever/assemble.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <bit>
#include <utility>

#include "clever/refusal.hpp"

namespace clever_sync {

namespace {

// Who is there, asked for each of ten million members: a table of their ids alone, where the records themselves would
// take twenty steps and as many cache misses for each question.
class IdSet {
 public:
  explicit IdSet(std::size_t count)
      : slots_(std::bit_ceil(2 * count + 2)), shift_(std::countl_zero(slots_.size()) + 1) {}
  void add(const UserId& id) { slots_[slot_of(id)] = id; }
  [[nodiscard]] bool contains(const UserId& id) const { return slots_[slot_of(id)] == id; }

 private:
  // Where the id stands, or the free slot where it would. The id of no record, all zeros, is a free slot.
  [[nodiscard]] std::size_t slot_of(const UserId& id) const {
    const std::size_t mask = slots_.size() - 1;
    std::size_t slot = id.hash() >> shift_;  // its high bits are those that know every byte
    while (slots_[slot] != id && slots_[slot] != UserId{}) slot = (slot + 1) & mask;
    return slot;
  }
  std::vector<UserId> slots_;
  int shift_;
};

template <class User>
IdSet ids_of(const std::vector<User>& users) {
  IdSet ids(users.size());
  for (const User& user : users) ids.add(user.id);
  return ids;
}

std::int64_t count_missing(const std::vector<UserId>& members, const IdSet& users) {
  return std::ranges::count_if(members, [&users](const UserId& id) { return !users.contains(id); });
}

class Assembly {
 public:
  Assembly(Roster& roster, std::vector<Note>& notes) : roster_(roster), notes_(notes) {}

  // Clever never combines the roles of student and teacher; if it does, an adult's account must not be a student's.
  void separate_roles() {
    std::erase_if(roster_.students, [&](const Student& student) {
      if (!teachers_.contains(student.id)) return false;
      note(Oddity::two_roles, CleverCollection::teachers, student.id.as<AnyTag>(), 0);
      return true;
    });
  }

  void resolve_users() {
    for (Teacher& teacher : roster_.teachers) resolve_schools(teacher, CleverCollection::teachers);
    for (Student& student : roster_.students) resolve_schools(student, CleverCollection::students);
  }

  void resolve_sections() {
    const IdSet students = ids_of(roster_.students);
    for (Section& section : roster_.sections) {
      const auto id = section.id.as<AnyTag>();
      if (section.term && find_by_id(roster_.terms, *section.term) == nullptr) {
        note(Oddity::dangling_term, CleverCollection::sections, id, 0);
        section.term.reset();
      }
      if (section.course && find_by_id(roster_.courses, *section.course) == nullptr) {
        note(Oddity::dangling_course, CleverCollection::sections, id, 0);
        section.course.reset();
      }
      const std::int64_t unshared =
          count_missing(section.teachers, teachers_) + count_missing(section.students, students);
      if (unshared > 0) note(Oddity::unshared_members, CleverCollection::sections, id, unshared);
    }
  }

  void note_nothing_shared() {
    if (!roster_.schools.empty() || !roster_.sections.empty() || !roster_.students.empty() ||
        !roster_.teachers.empty()) {
      return;
    }
    note(Oddity::nothing_shared, CleverCollection::districts, CleverId{}, 0);
  }

 private:
  void note(Oddity oddity, CleverCollection collection, CleverId id, std::int64_t count) {
    notes_.push_back({.oddity = oddity, .collection = collection, .id = id, .detail = {}, .count = count});
  }

  template <class User>
  void resolve_schools(User& user, CleverCollection collection) {
    std::vector<SchoolId> there = user.schools;
    const auto gone =
        std::erase_if(there, [&](const SchoolId& school) { return find_by_id(roster_.schools, school) == nullptr; });
    if (gone == 0) return;
    user.schools = std::move(there);
    note(Oddity::dangling_school, collection, user.id.template as<AnyTag>(), static_cast<std::int64_t>(gone));
    if (find_by_id(roster_.schools, *user.school) != nullptr) return;
    user.school = user.schools.empty() ? std::nullopt : std::optional(user.schools.front());
  }

  Roster& roster_;
  std::vector<Note>& notes_;
  IdSet teachers_ = ids_of(roster_.teachers);
};

// An empty answer is what a withdrawn permission looks like, and no evidence that everybody left.
std::optional<PartialFetch> check_emptied(const Roster& roster, const SnapshotCounts& last,
                                          const CleverOptions& options) {
  const auto emptied = [&](CleverCollection collection, std::size_t now,
                           std::int64_t before) -> std::optional<PartialFetch> {
    if (now > 0 || before == 0) return std::nullopt;
    return refuse(
        collection, 0,
        {.code = "emptied", .reason = fmt::format("it is empty and had {} records in the last snapshot", before)},
        options);
  };
  auto refusal =
      emptied(CleverCollection::schools, roster.schools.size(), static_cast<std::int64_t>(last.schools.size()));
  if (!refusal) refusal = emptied(CleverCollection::sections, roster.sections.size(), last.district.sections);
  if (!refusal) refusal = emptied(CleverCollection::teachers, roster.teachers.size(), last.district.teachers);
  if (!refusal) refusal = emptied(CleverCollection::students, roster.students.size(), last.district.students);
  return refusal;
}

// No terms (or courses) at all, though sections name some, is the same withdrawn permission seen from the sections: the
// last counts are not needed to know it. Some that are missing are a finding each.
std::optional<PartialFetch> check_named(const Roster& roster, const CleverOptions& options) {
  const auto naming = [&](CleverCollection collection, std::int64_t sections) {
    return refuse(collection, 0,
                  {.code = "emptied", .reason = fmt::format("it is empty, and {} sections name one of it", sections)},
                  options);
  };
  const auto with_term = std::ranges::count_if(roster.sections, [](const Section& s) { return s.term.has_value(); });
  if (roster.terms.empty() && with_term > 0) return naming(CleverCollection::terms, with_term);
  const auto with_course =
      std::ranges::count_if(roster.sections, [](const Section& s) { return s.course.has_value(); });
  if (roster.courses.empty() && with_course > 0) return naming(CleverCollection::courses, with_course);
  return std::nullopt;
}

std::optional<PartialFetch> check_section_schools(const Roster& roster, const CleverOptions& options) {
  const Section* first = nullptr;
  std::int64_t unresolved = 0;
  for (const Section& section : roster.sections) {
    if (find_by_id(roster.schools, section.school) != nullptr) continue;
    if (first == nullptr) first = &section;
    ++unresolved;
  }
  if (first == nullptr) return std::nullopt;
  return refuse(CleverCollection::sections, 0,
                {.code = "unresolved-school",
                 .reason = fmt::format("{} of {} sections belong to a school that was not read, first {} to {}",
                                       unresolved, roster.sections.size(), first->id.text(), first->school.text())},
                options);
}

}  // namespace

std::variant<Roster, PartialFetch> assemble_roster(Harvest harvest, std::shared_ptr<Texts> texts,
                                                   const CleverOptions& options,
                                                   const std::optional<SnapshotCounts>& last,
                                                   std::vector<Note>& notes) {
  Roster roster{.texts = std::move(texts),
                .district = harvest.districts.front(),
                .schools = std::move(harvest.schools),
                .terms = std::move(harvest.terms),
                .courses = std::move(harvest.courses),
                .sections = std::move(harvest.sections),
                .students = std::move(harvest.students),
                .teachers = std::move(harvest.teachers)};
  if (last) {
    if (auto refusal = check_emptied(roster, *last, options)) return *std::move(refusal);
  }
  if (auto refusal = check_named(roster, options)) return *std::move(refusal);
  if (auto refusal = check_section_schools(roster, options)) return *std::move(refusal);
  notes.insert(notes.end(), harvest.notes.begin(), harvest.notes.end());
  Assembly assembly(roster, notes);
  assembly.separate_roles();
  assembly.resolve_users();
  assembly.resolve_sections();
  assembly.note_nothing_shared();
  return roster;
}

}  // namespace clever_sync
