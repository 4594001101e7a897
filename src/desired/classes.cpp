#include "desired/classes.hpp"

#include <fmt/core.h>

#include <numeric>
#include <tuple>

#include "desired/section_fate.hpp"

namespace clever_sync {

namespace {

/// `ignored`: left alone by hand, so treated as if not shared; `none`: out, by a rule or by absence.
enum class Membership { member, unshared, ignored, none };

/// One kind of member: where such people are found, and what is noted about those whom classes list.
template <class Person>
struct Members {
  Kind kind;
  const std::vector<Absent<Person>>& absent;
  const IdIndex<UserId>& absent_index;
  const Judged& judged;
  int nights;
  Enrolled& enrolled;
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
                  .nights = derivation.rules.lifecycle.teachers_after_absent_nights.value,
                  .enrolled = derived_.teachers},
        students_{.kind = Kind::student,
                  .absent = derivation.snapshot.absences.students,
                  .absent_index = derivation.absent_students,
                  .judged = derivation.parts.students,
                  .nights = derivation.rules.lifecycle.students_after_absent_nights.value,
                  .enrolled = derived_.students} {
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
    for (std::uint32_t place = 0; place < absent.size(); ++place)
      add_absent(absent[place].record, place, fate_of_absent(derivation_, absent[place]));
    sort_by_id(derived_.classes, sections.size());
    add_findings();
    return std::move(derived_);
  }

 private:
  /// The places of the sections by id, so that the first that lists a person is the one with the lowest id.
  static std::vector<std::uint32_t> in_order_of_id(const std::vector<Section>& sections) {
    std::vector<std::uint32_t> places(sections.size());
    std::iota(places.begin(), places.end(), 0U);
    const auto before = [&](std::uint32_t a, std::uint32_t b) { return sections[a].id < sections[b].id; };
    if (!std::is_sorted(places.begin(), places.end(), before)) std::sort(places.begin(), places.end(), before);
    return places;
  }

  DesiredClass made_of(const Section& section, SectionFate fate) {
    DesiredClass desired;
    desired.object.id = section.id;
    desired.object.school = schools_.of(section.school);
    mapper_.fill(section, desired.object);
    desired.reused = section.reused;
    desired.stance = fate.stance;
    desired.cause = std::move(fate.cause);
    desired.object.students.reserve(section.students.size());
    ignored_ = 0;
    return desired;
  }

  void add(DesiredClass desired) {
    std::sort(desired.unshared_teachers.begin(), desired.unshared_teachers.end());
    std::sort(desired.dropped.begin(), desired.dropped.end());
    if (desired.stance == Stance::open) note_members(desired);
    derived_.classes.push_back(std::move(desired));
  }

  void add_shared(const Section& section, std::uint32_t place, SectionFate fate) {
    const bool enrols = fate.enrols;
    DesiredClass desired = made_of(section, std::move(fate));
    const auto enrol = [&](const std::vector<UserId>& listed, std::span<const std::uint32_t> people, auto& members,
                           std::vector<UserId>& in, std::vector<UserId>& unshared) {
      for (std::size_t i = 0; i < listed.size(); ++i) {
        add_member(members, listed[i], people[i], in, unshared, desired.dropped);
        if (people[i] == IdIndex<UserId>::none) continue;
        Enrolment& enrolment = members.enrolled[people[i]];
        if (enrols) enrolment.in_class = true;
        if (enrolment.listed_by == Enrolment::nowhere) enrolment.listed_by = place;
      }
    };
    const RosterIndex& index = derivation_.index;
    enrol(section.teachers, index.teachers_of(place), teachers_, desired.object.teachers, desired.unshared_teachers);
    enrol(section.students, index.students_of(place), students_, desired.object.students, desired.unshared_students);
    add(std::move(desired));
  }

  /// The lists of a section that is not shared are history: they put nobody into a class, and tell only where somebody
  /// who is in none was last.
  void add_absent(const Section& section, std::uint32_t place, SectionFate fate) {
    DesiredClass desired = made_of(section, std::move(fate));
    for (const UserId& id : section.teachers) {
      const std::uint32_t person = derivation_.index.teacher_place(id);
      add_member(teachers_, id, person, desired.object.teachers, desired.unshared_teachers, desired.dropped);
      note_last_listed(derived_.teachers, person, place);
    }
    for (const UserId& id : section.students) {
      const std::uint32_t person = derivation_.index.student_place(id);
      add_member(students_, id, person, desired.object.students, desired.unshared_students, desired.dropped);
      note_last_listed(derived_.students, person, place);
    }
    add(std::move(desired));
  }

  void note_last_listed(Enrolled& enrolled, std::uint32_t person, std::uint32_t absent_place) const {
    if (person == IdIndex<UserId>::none) return;
    const auto shared = static_cast<std::uint32_t>(derivation_.roster().sections.size());
    std::uint32_t& listed_by = enrolled[person].listed_by;
    if (listed_by < shared) return;
    const auto& absent = derivation_.snapshot.absences.sections;
    const auto comes_first = [](const Absent<Section>& a, const Absent<Section>& b) {
      return std::tie(b.last_seen, a.record.id) < std::tie(a.last_seen, b.record.id);
    };
    if (listed_by == Enrolment::nowhere || comes_first(absent[absent_place], absent[listed_by - shared]))
      listed_by = shared + absent_place;
  }

  template <class Person>
  void add_member(const Members<Person>& members, const UserId& id, std::uint32_t place, std::vector<UserId>& in,
                  std::vector<UserId>& unshared, std::vector<UserId>& dropped) {
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

}  // namespace clever_sync
