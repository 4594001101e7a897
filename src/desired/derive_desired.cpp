#include <algorithm>

#include "desired/class_names.hpp"
#include "desired/desired.hpp"
#include "desired/people.hpp"
#include "desired/rekeyed.hpp"

namespace clever_sync {

namespace {

template <class Value>
void append(std::vector<Value>& to, const std::vector<Value>& from) {
  to.insert(to.end(), from.begin(), from.end());
}

}  // namespace

DesiredResult derive_desired(const Snapshot& snapshot, const RuleSet& rules, Date as_of) {
  const Derivation derivation(snapshot, rules, as_of);
  const auto texts = std::make_shared<Texts>();
  SchoolTexts schools(derivation.index, *texts);

  DerivedClasses classes = derive_classes(derivation, schools, *texts);
  if (rules.mapping.unique_class_names.value) make_class_names_unique(derivation, classes.classes, *texts);
  DerivedPeople<SpheroTeacher> teachers = derive_teachers(derivation, classes.teachers, schools, *texts);
  DerivedPeople<SpheroStudent> students = derive_students(derivation, classes.students, schools, *texts);
  FoundRekeyed rekeyed = find_rekeyed(derivation);

  DesiredResult result;
  result.state = {.texts = {snapshot.roster.texts, texts},
                  .teachers = std::move(teachers.people),
                  .students = std::move(students.people),
                  .classes = std::move(classes.classes),
                  .rekeyed = std::move(rekeyed.rekeyed)};
  for (const auto* left_out : {&teachers.left_out, &students.left_out, &classes.left_out})
    append(result.left_out, *left_out);
  std::sort(result.left_out.begin(), result.left_out.end(),
            [](const LeftOut& a, const LeftOut& b) { return std::pair(a.kind, a.id) < std::pair(b.kind, b.id); });
  append(result.findings, classes.findings);
  append(result.findings, rekeyed.findings);
  append(result.findings, derivation.exceptions.findings());
  std::sort(result.findings.begin(), result.findings.end());
  return result;
}

}  // namespace clever_sync
