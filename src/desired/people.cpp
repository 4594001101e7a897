#include "desired/people.hpp"

#include "desired/evidence.hpp"

namespace clever_sync {

namespace {

struct Fate {
  Stance stance = Stance::open;
  Cause cause;
  RulePtr left_out_by;
  std::optional<CleverId> because_of;
};

/// What differs between teachers and students.
template <class Person>
struct PeopleOfKind {
  Kind kind;
  const std::vector<Person>& shared;
  const std::vector<Absent<Person>>& absent;
  const Judged& judged;
  const Enrolled& enrolled;
  const Setting<int>& nights;
  std::string_view absent_path;
};

/// The school that leaves the person out under `users: all`: the first, the primary one before others, if all are out.
template <class Person>
std::optional<SchoolId> school_that_leaves_out(const Derivation& derivation, const Person& person) {
  std::optional<SchoolId> first = person.school;
  for (const SchoolId& school : person.schools) {
    if (school_left_out(derivation, school) == nullptr) return std::nullopt;
    if (!first) first = school;
  }
  if (!first || school_left_out(derivation, *first) == nullptr) return std::nullopt;
  return first;
}

template <class Person, class Object, class Mapper>
class PeopleDeriver {
 public:
  PeopleDeriver(const Derivation& derivation, PeopleOfKind<Person> kind, SchoolTexts& schools, Mapper mapper)
      : derivation_(derivation), kind_(std::move(kind)), schools_(schools), mapper_(std::move(mapper)) {}

  DerivedPeople<Object> derive() {
    derived_.people.reserve(kind_.shared.size() + kind_.absent.size());
    for (std::size_t place = 0; place < kind_.shared.size(); ++place) {
      const Person& person = kind_.shared[place];
      Fate fate = fate_of_shared_person(person, place);
      if (fate.left_out_by != nullptr)
        derived_.left_out.push_back({.kind = kind_.kind,
                                     .id = person.id.template as<AnyTag>(),
                                     .rule = std::move(fate.left_out_by),
                                     .because_of = fate.because_of});
      add_person(person, fate.stance, std::move(fate.cause));
    }
    for (const Absent<Person>& absent : kind_.absent) add_absent(absent);
    sort_by_id(derived_.people, kind_.shared.size());
    return std::move(derived_);
  }

 private:
  [[nodiscard]] Fate fate_of_shared_person(const Person& person, std::size_t place) const {
    const Filters& filters = derivation_.rules.filters;
    if (const RulePtr* ignored = derivation_.exceptions.ignored(kind_.kind, person.id.template as<AnyTag>()))
      return left_out(Stance::keep, *ignored, *ignored, std::nullopt, {});
    if (const RulePtr* rule = kind_.judged.left_out(place)) {
      const FilterRule* excluding = kind_.judged.excluding(place);
      return left_out(
          Stance::archive, *rule, *rule, std::nullopt,
          excluding == nullptr ? std::vector<Evidence>{} : evidence_for(*excluding, person, derivation_.index));
    }
    if (kind_.enrolled[place].in_class) return open(place);
    if (filters.users.value == UserScope::all) {
      const std::optional<SchoolId> school = school_that_leaves_out(derivation_, person);
      if (!school) return open(place);
      const RulePtr& rule = *school_left_out(derivation_, *school);
      return left_out(Stance::archive, rule, rule, school->as<AnyTag>(), school_evidence(derivation_, *school));
    }
    return left_out(Stance::keep, filters.users.rule, filters.users.rule, listed_by(place), {});
  }

  /// The section by which the person would take part, if it did.
  [[nodiscard]] std::optional<CleverId> listed_by(std::size_t place) const {
    const std::uint32_t section = kind_.enrolled[place].listed_by;
    if (section == Enrolment::nowhere) return std::nullopt;
    const auto& shared = derivation_.roster().sections;
    const auto& absent = derivation_.snapshot.absences.sections;
    return (section < shared.size() ? shared[section].id : absent[section - shared.size()].record.id).as<AnyTag>();
  }

  [[nodiscard]] Fate open(std::size_t place) const {
    const FilterRule* including = kind_.judged.including(place);
    return {.stance = Stance::open,
            .cause = {.code = ReasonCode::listed,
                      .rule = including != nullptr ? including->rule : derivation_.rules.filters.users.rule,
                      .evidence = {}},
            .left_out_by = nullptr,
            .because_of = std::nullopt};
  }

  static Fate left_out(Stance stance, const RulePtr& cause, const RulePtr& by, std::optional<CleverId> because_of,
                       std::vector<Evidence> evidence) {
    return {.stance = stance,
            .cause = {.code = ReasonCode::filtered_out, .rule = cause, .evidence = std::move(evidence)},
            .left_out_by = by,
            .because_of = because_of};
  }

  void add_absent(const Absent<Person>& absent) {
    const std::string id = absent.record.id.text();
    if (const RulePtr* ignored = derivation_.exceptions.ignored(kind_.kind, absent.record.id.template as<AnyTag>()))
      return add_person(absent.record, Stance::keep,
                        {.code = ReasonCode::filtered_out, .rule = *ignored, .evidence = {}});
    const bool gone = absent.missed.size() >= static_cast<std::size_t>(kind_.nights.value);
    // a student's record has no value in evidence, not even dates
    const std::string missed = kind_.kind == Kind::student ? "" : dates_text(absent.missed);
    add_person(absent.record, gone ? Stance::archive : Stance::keep,
               {.code = ReasonCode::left_clever,
                .rule = kind_.nights.rule,
                .evidence = {{.path = std::string(kind_.absent_path), .id = id, .field = "missed", .value = missed}}});
  }

  void add_person(const Person& person, Stance stance, Cause cause) {
    Desired<Object> desired;
    desired.object.id = person.id;
    desired.object.school = schools_.of(person.school);
    mapper_.fill(person, desired.object);
    desired.stance = stance;
    desired.cause = std::move(cause);
    derived_.people.push_back(std::move(desired));
  }

  const Derivation& derivation_;
  PeopleOfKind<Person> kind_;
  SchoolTexts& schools_;
  Mapper mapper_;
  DerivedPeople<Object> derived_;
};

}  // namespace

DerivedPeople<SpheroTeacher> derive_teachers(const Derivation& derivation, const Enrolled& enrolled,
                                             SchoolTexts& schools, Texts& texts) {
  const PeopleOfKind<Teacher> kind{.kind = Kind::teacher,
                                   .shared = derivation.roster().teachers,
                                   .absent = derivation.snapshot.absences.teachers,
                                   .judged = derivation.parts.teachers,
                                   .enrolled = enrolled,
                                   .nights = derivation.rules.lifecycle.teachers_after_absent_nights,
                                   .absent_path = absent_teachers_path};
  TeacherMapper mapper(derivation.rules.mapping.teacher, teacher_field, derivation.index, texts);
  return PeopleDeriver<Teacher, SpheroTeacher, TeacherMapper>(derivation, kind, schools, std::move(mapper)).derive();
}

DerivedPeople<SpheroStudent> derive_students(const Derivation& derivation, const Enrolled& enrolled,
                                             SchoolTexts& schools, Texts& texts) {
  const PeopleOfKind<Student> kind{.kind = Kind::student,
                                   .shared = derivation.roster().students,
                                   .absent = derivation.snapshot.absences.students,
                                   .judged = derivation.parts.students,
                                   .enrolled = enrolled,
                                   .nights = derivation.rules.lifecycle.students_after_absent_nights,
                                   .absent_path = absent_students_path};
  StudentMapper mapper(derivation.rules.mapping.student, student_field, derivation.index, texts);
  return PeopleDeriver<Student, SpheroStudent, StudentMapper>(derivation, kind, schools, std::move(mapper)).derive();
}

}  // namespace clever_sync
