#include "desired/people.hpp"

#include "desired/evidence.hpp"

namespace clever_sync {

namespace {

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
    for (std::size_t place = 0; place < kind_.shared.size(); ++place)
      decide(kind_.shared[place], place, add(kind_.shared[place]));
    for (const Absent<Person>& absent : kind_.absent) add_absent(absent);
    sort_by_id(derived_.people, kind_.shared.size());
    return std::move(derived_);
  }

 private:
  /// Stance and cause of somebody who is shared.
  void decide(const Person& person, std::size_t place, Desired<Object>& desired) {
    const auto& users = derivation_.rules.filters.users;
    if (const RulePtr* ignored = derivation_.exceptions.ignored(kind_.kind, person.id.template as<AnyTag>()))
      return leave_out(desired, Stance::keep, *ignored, std::nullopt, {});
    if (const RulePtr* rule = kind_.judged.left_out(place)) {
      const FilterRule* excluding = kind_.judged.excluding(place);
      return leave_out(
          desired, Stance::archive, *rule, std::nullopt,
          excluding == nullptr ? std::vector<Evidence>{} : evidence_for(*excluding, person, derivation_.index));
    }
    if (kind_.enrolled[place] != 0) return open(desired, place);
    if (users.value == UserScope::enrolled) return leave_out(desired, Stance::keep, users.rule, listed_by(place), {});
    const std::optional<SchoolId> school = school_that_leaves_out(derivation_, person);
    if (!school) return open(desired, place);
    leave_out(desired, Stance::archive, *school_left_out(derivation_, *school), school->as<AnyTag>(),
              school_evidence(derivation_, *school));
  }

  std::optional<CleverId> listed_by(std::size_t place) {
    if (listing_.empty()) listing_ = sections_listing(derivation_, kind_.kind);
    if (listing_[place] == SectionId{}) return std::nullopt;
    return listing_[place].template as<AnyTag>();
  }

  void open(Desired<Object>& desired, std::size_t place) const {
    const FilterRule* including = kind_.judged.including(place);
    desired.cause.code = ReasonCode::listed;
    desired.cause.rule = including != nullptr ? including->rule : derivation_.rules.filters.users.rule;
  }

  void leave_out(Desired<Object>& desired, Stance stance, const RulePtr& rule, std::optional<CleverId> because_of,
                 std::vector<Evidence> evidence) {
    desired.stance = stance;
    desired.cause = {.code = ReasonCode::filtered_out, .rule = rule, .evidence = std::move(evidence)};
    derived_.left_out.push_back(
        {.kind = kind_.kind, .id = desired.object.id.template as<AnyTag>(), .rule = rule, .because_of = because_of});
  }

  void add_absent(const Absent<Person>& absent) {
    Desired<Object>& desired = add(absent.record);
    desired.stance = Stance::keep;
    if (const RulePtr* ignored = derivation_.exceptions.ignored(kind_.kind, absent.record.id.template as<AnyTag>())) {
      desired.cause = {.code = ReasonCode::filtered_out, .rule = *ignored, .evidence = {}};
      return;
    }
    if (absent.missed.size() >= static_cast<std::size_t>(kind_.nights.value)) desired.stance = Stance::archive;
    // a student's record has no value in evidence, not even dates
    desired.cause = {.code = ReasonCode::left_clever,
                     .rule = kind_.nights.rule,
                     .evidence = {{.path = std::string(kind_.absent_path),
                                   .id = absent.record.id.text(),
                                   .field = "missed",
                                   .value = kind_.kind == Kind::student ? "" : dates_text(absent.missed)}}};
  }

  /// With its fields; refers to the last of `people`.
  Desired<Object>& add(const Person& person) {
    Desired<Object>& desired = derived_.people.emplace_back();
    desired.object.id = person.id;
    desired.object.school = schools_.of(person.school);
    mapper_.fill(person, desired.object);
    return desired;
  }

  const Derivation& derivation_;
  PeopleOfKind<Person> kind_;
  SchoolTexts& schools_;
  Mapper mapper_;
  std::vector<SectionId> listing_;  // made for the first who asks
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
