#include "desired/classes.hpp"

#include <fmt/core.h>

#include <numeric>
#include <tuple>

#include "desired/section_fate.hpp"

namespace clever_sync {

namespace {

/// `ignored`: left alone by hand, so treated as if not shared; `none`: out, by a rule or by absence.
enum class Membership { member, unshared, ignored, none };

/// One kind of member: where such people are found, and what the rules say of them.
template <class Person>
struct Members {
  Kind kind;
  const std::vector<Absent<Person>>& absent;
  const IdIndex<UserId>& absent_index;
  const Judged& judged;
  int nights;
};

/// `place`: in the roster, or IdIndex::none.
template <class Person>
Membership membership(const Derivation& derivation, const Members<Person>& members, const UserId& id,
                      std::uint32_t place) {
  // an account that is left alone is neither put into a class nor taken out
  if (derivation.exceptions.ignored(members.kind, id.as<AnyTag>()) != nullptr) return Membership::ignored;
  if (place != IdIndex<UserId>::none)
    return members.judged.left_out(place) == nullptr ? Membership::member : Membership::none;
  const std::uint32_t absent = members.absent_index.find(id);
  if (absent == IdIndex<UserId>::none) return Membership::unshared;
  const bool gone = members.absent[absent].missed.size() >= static_cast<std::size_t>(members.nights);
  return gone ? Membership::none : Membership::unshared;
}

/// The places of the sections by id, so that nothing depends on their order.
std::vector<std::uint32_t> in_order_of_id(const std::vector<Section>& sections) {
  std::vector<std::uint32_t> places(sections.size());
  std::iota(places.begin(), places.end(), 0U);
  const auto before = [&](std::uint32_t a, std::uint32_t b) { return sections[a].id < sections[b].id; };
  if (!std::is_sorted(places.begin(), places.end(), before)) std::sort(places.begin(), places.end(), before);
  return places;
}

class ClassDeriver {
 public:
  ClassDeriver(const Derivation& derivation, SchoolTexts& schools, Texts& texts)
      : derivation_(derivation),
        schools_(schools),
        mapper_(derivation.rules.mapping.class_, section_field, derivation.index, texts),
        teachers_{.kind = Kind::teacher,
                  .absent = derivation.snapshot.absences.teachers,
                  .absent_index = derivation.absent_teachers,
                  .judged = derivation.parts.teachers,
                  .nights = derivation.rules.lifecycle.teachers_after_absent_nights.value},
        students_{.kind = Kind::student,
                  .absent = derivation.snapshot.absences.students,
                  .absent_index = derivation.absent_students,
                  .judged = derivation.parts.students,
                  .nights = derivation.rules.lifecycle.students_after_absent_nights.value} {
    derived_.teachers.resize(derivation.roster().teachers.size());
    derived_.students.resize(derivation.roster().students.size());
  }

  DerivedClasses derive() {
    const auto& sections = derivation_.roster().sections;
    const auto& absent = derivation_.snapshot.absences.sections;
    derived_.classes.reserve(sections.size() + absent.size());
    for (const std::uint32_t place : in_order_of_id(sections)) {
      const Section& section = sections[place];
      SectionFate fate = fate_of_shared(derivation_, section, place);
      if (fate.left_out_by != nullptr)
        derived_.left_out.push_back({.kind = Kind::class_,
                                     .id = section.id.as<AnyTag>(),
                                     .rule = fate.left_out_by,
                                     .because_of = fate.because_of});
      note_school_year(section, fate);
      add_shared(section, place, std::move(fate));
    }
    for (const Absent<Section>& gone : absent) add_absent(gone.record, fate_of_absent(derivation_, gone));
    sort_by_id(derived_.classes, sections.size());
    add_findings();
    return std::move(derived_);
  }

 private:
  /// With its fields; refers to the last of `classes`, which have room for all.
  DesiredClass& add(const Section& section, SectionFate fate) {
    DesiredClass& desired = derived_.classes.emplace_back();
    desired.object.id = section.id;
    desired.object.school = schools_.of(section.school);
    mapper_.fill(section, desired.object);
    desired.reused = section.reused;
    desired.stance = fate.stance;
    desired.cause = std::move(fate.cause);
    ignored_ = 0;
    return desired;
  }

  void finish(DesiredClass& desired) {
    for (SharedVector<UserId>* list : {&desired.unshared_teachers, &desired.dropped})
      if (!list->empty()) std::ranges::sort(list->edit());
    if (desired.stance == Stance::open) note_members(desired);
  }

  void add_shared(const Section& section, std::uint32_t place, SectionFate fate) {
    const bool enrols = fate.enrols;
    DesiredClass& desired = add(section, std::move(fate));
    const RosterIndex& index = derivation_.index;
    add_members(teachers_, section.teachers, index.teachers_of(place), desired, desired.object.teachers,
                desired.unshared_teachers);
    add_members(students_, section.students, index.students_of(place), desired, desired.object.students,
                desired.unshared_students);
    if (enrols) {
      enrol(index.teachers_of(place), derived_.teachers);
      enrol(index.students_of(place), derived_.students);
    }
    finish(desired);
  }

  static void enrol(std::span<const std::uint32_t> people, Enrolled& enrolled) {
    for (const std::uint32_t person : people)
      if (person != IdIndex<UserId>::none) enrolled[person] = 1;
  }

  /// The lists of a section that is not shared are history: they put nobody into a class.
  void add_absent(const Section& section, SectionFate fate) {
    DesiredClass& desired = add(section, std::move(fate));
    const RosterIndex& index = derivation_.index;
    std::vector<std::uint32_t> places;
    const auto find = [&places](const std::vector<UserId>& listed, const auto& place_of) {
      places.clear();
      for (const UserId& id : listed) places.push_back(place_of(id));
    };
    find(section.teachers, [&index](const UserId& id) { return index.teacher_place(id); });
    add_members(teachers_, section.teachers, places, desired, desired.object.teachers, desired.unshared_teachers);
    find(section.students, [&index](const UserId& id) { return index.student_place(id); });
    add_members(students_, section.students, places, desired, desired.object.students, desired.unshared_students);
    finish(desired);
  }

  /// The list is the section's own where it can be: those of students are shared, and most of a district's bytes.
  template <class Person, class List>
  void add_members(const Members<Person>& members, const List& listed, std::span<const std::uint32_t> people,
                   DesiredClass& desired, List& in, SharedVector<UserId>& unshared) {
    // Nearly every class of most districts: everybody is there, and nobody is left out.
    const bool all_take_part = members.judged.takes_all() && !derivation_.exceptions.ignores_some(members.kind);
    if (all_take_part && std::ranges::find(people, IdIndex<UserId>::none) == people.end()) {
      in = listed;
      return;
    }
    std::vector<UserId> taken;
    taken.reserve(listed.size());
    for (std::size_t i = 0; i < listed.size(); ++i)
      add_member(members, listed[i], people[i], taken, unshared, desired.dropped);
    in = std::move(taken);
  }

  template <class Person>
  void add_member(const Members<Person>& members, const UserId& id, std::uint32_t place, std::vector<UserId>& in,
                  SharedVector<UserId>& unshared, SharedVector<UserId>& dropped) {
    const Membership found = membership(derivation_, members, id, place);
    if (found == Membership::member) in.push_back(id);
    if (found == Membership::unshared || found == Membership::ignored) unshared.push_back(id);
    if (found == Membership::ignored) ++ignored_;
    if (found == Membership::none) dropped.push_back(id);
  }

  void note_members(const DesiredClass& desired) {
    if (desired.object.teachers.empty())
      derived_.findings.push_back(
          {.code = "section-without-teacher",
           .kind = "section",
           .id = desired.object.id.text(),
           .message = desired.unshared_teachers.empty()
                          ? "lists no teacher who takes part; the class has no owner until Clever names one"
                          : "its teachers are not shared, or keep.yaml leaves them alone; the class keeps the teachers "
                            "it has, or has none"});
    const std::size_t unshared = desired.unshared_teachers.size() + desired.unshared_students.size() - ignored_;
    unshared_members_ += unshared;
    sections_with_unshared_ += unshared > 0 ? 1U : 0U;
  }

  void note_school_year(const Section& section, const SectionFate& fate) {
    const auto& year_ends = derivation_.rules.lifecycle.school_year_ends.value;
    if (fate.stance != Stance::open || !year_ends || derivation_.as_of <= *year_ends) return;
    if (is_undated(derivation_, section)) ++undated_after_year_;
  }

  void add_findings() {
    if (undated_after_year_ > 0) {
      const auto& year_ends = derivation_.rules.lifecycle.school_year_ends;
      derived_.findings.push_back(
          {.code = "school-year-stale",
           .kind = "rule",
           .id = year_ends.rule->id,
           .message = fmt::format(
               "{} has passed, and sections without a dated term that were first seen after it are open: {}; "
               "set the end of the current school year in {}:{}",
               format_date(*year_ends.value), undated_after_year_, year_ends.rule->file, year_ends.rule->line)});
    }
    if (unshared_members_ > 0)
      derived_.findings.push_back(
          {.code = "members-not-shared",
           .kind = "district",
           .id = "",
           .message = fmt::format(
               "sections list people whom the district does not share with this app: {} in {} open classes; "
               "they stay where they are and are not added anywhere; the district's sharing settings decide",
               unshared_members_, sections_with_unshared_)});
  }

  const Derivation& derivation_;
  SchoolTexts& schools_;
  ClassMapper mapper_;
  DerivedClasses derived_;
  Members<Teacher> teachers_;
  Members<Student> students_;
  std::size_t undated_after_year_ = 0, unshared_members_ = 0, sections_with_unshared_ = 0;
  std::size_t ignored_ = 0;  // members of the class at hand
};

}  // namespace

DerivedClasses derive_classes(const Derivation& derivation, SchoolTexts& schools, Texts& texts) {
  return ClassDeriver(derivation, schools, texts).derive();
}

std::vector<SectionId> sections_listing(const Derivation& derivation, Kind kind) {
  const bool teachers = kind == Kind::teacher;
  const RosterIndex& index = derivation.index;
  const auto& sections = derivation.roster().sections;
  std::vector<SectionId> listing(teachers ? derivation.roster().teachers.size() : derivation.roster().students.size());
  const auto note = [&listing](std::uint32_t person, const SectionId& section) {
    if (person != IdIndex<UserId>::none && listing[person] == SectionId{}) listing[person] = section;
  };
  for (const std::uint32_t place : in_order_of_id(sections))
    for (const std::uint32_t person : teachers ? index.teachers_of(place) : index.students_of(place))
      note(person, sections[place].id);
  std::vector<const Absent<Section>*> absent;
  for (const Absent<Section>& gone : derivation.snapshot.absences.sections) absent.push_back(&gone);
  std::ranges::sort(absent, [](const Absent<Section>* a, const Absent<Section>* b) {
    return std::tie(b->last_seen, a->record.id) < std::tie(a->last_seen, b->record.id);
  });
  for (const Absent<Section>* gone : absent)
    for (const UserId& id : teachers ? gone->record.teachers : gone->record.students.get())
      note(teachers ? index.teacher_place(id) : index.student_place(id), gone->record.id);
  return listing;
}

}  // namespace clever_sync
