#include "catch.hpp"
#include "desired/mapped_fields.hpp"
#include "rules/fields.hpp"
#include "world.hpp"

using namespace clever_sync;

TEST_CASE("a class name falls back to the course when the section has none", "[desired]") {
  Snapshot snapshot = district();
  snapshot.roster.sections = {section(1, {1}, {1}), section(2, {1}, {1})};
  snapshot.roster.sections[0].name = "";
  snapshot.roster.sections[0].course = course_id(1);
  snapshot.roster.sections[1].name = "";
  const DesiredResult result = derive_desired(snapshot, defaults(), tonight);
  CHECK(class_in(result, 1).object.name == "Science 5");
  CHECK(class_in(result, 2).object.name == "Untitled class");
}

TEST_CASE("templates reach what a record belongs to, the primary teacher among it", "[desired]") {
  Snapshot snapshot = district();
  snapshot.roster.sections = {section(1, {2, 1}, {1})};
  snapshot.roster.sections[0].period = "3";
  snapshot.roster.teachers[1].last_name = "Byron";
  const RuleSet rules = mapping(R"(class:
  name: "{{ name }} - {{ teacher.name.last }}[ ({{ period }})][ {{ course.name }}]"
  term: "{{ term.end_date }}"
  subject: {template: "{{ subject }}", lookup: {science: Natural science}}
  grade: {constant: any}
student:
  first_name: "{{ name.first | upper }} at {{ school.name }}"
  email: "{{ id }}"
)");
  const DesiredResult result = derive_desired(snapshot, rules, tonight);
  CHECK(class_in(result, 1).object.name == "Robotics - Byron (3)");
  CHECK(class_in(result, 1).object.term == "2026-12-18");
  CHECK(class_in(result, 1).object.subject == "Natural science");
  CHECK(class_in(result, 1).object.grade == "any");
  CHECK(student_in(result, 1).object.first_name == "BO at Lincoln Middle");
  CHECK(student_in(result, 1).object.email == student_id(1).text());
}

TEST_CASE("texts longer than the contract takes are cut between characters", "[desired]") {
  Snapshot snapshot = district();
  std::string name;
  for (int i = 0; i < 254; ++i) name += "ä";
  const std::string family = "👩‍👩‍👧";
  const std::string longer = name + family;
  snapshot.roster.sections = {section(1, {1}, {1})};
  snapshot.roster.sections[0].name = longer;
  snapshot.roster.students[0].last_initial = "ÁBCDEFGHIJ";
  const DesiredResult result = derive_desired(snapshot, defaults(), tonight);
  CHECK(class_in(result, 1).object.name == name);
  CHECK(student_in(result, 1).object.last_initial == "ÁBCDEFGH");
}

TEST_CASE("a field that is copied as it is stays a view into the roster", "[desired]") {
  Snapshot snapshot = district();
  snapshot.roster.sections = {section(1, {1}, {1})};
  const DesiredResult result = derive_desired(snapshot, defaults(), tonight);
  CHECK(class_in(result, 1).object.subject.data() == snapshot.roster.sections[0].subject.data());
  CHECK(student_in(result, 1).object.first_name.data() == snapshot.roster.students[0].first_name.data());
}

TEST_CASE("classes of one teacher get names of their own, the same way every night", "[desired]") {
  Snapshot snapshot = district();
  for (int n = 1; n <= 6; ++n) snapshot.roster.sections.push_back(section(n, {1}, {1}));
  snapshot.roster.sections[1].period = "3";
  snapshot.roster.sections[2].period = "3";
  snapshot.roster.sections[2].section_number = "B";
  snapshot.roster.sections[4].teachers = {teacher_id(2), teacher_id(1)};
  const RuleSet rules = mapping("unique_class_names: true");
  const auto names = [&](const DesiredResult& result) {
    std::vector<std::string> found;
    for (const DesiredClass& c : result.state.classes) found.emplace_back(c.object.name);
    return found;
  };
  const std::vector<std::string> expected{"Robotics",   "Robotics (3)", "Robotics (B)",
                                          "Robotics 2", "Robotics",     "Robotics 3"};
  CHECK(names(derive_desired(snapshot, rules, tonight)) == expected);

  // when the first leaves Clever, the others keep their names
  snapshot.absences.sections = {gone(snapshot.roster.sections[0], {"2026-11-24"})};
  snapshot.roster.sections.erase(snapshot.roster.sections.begin());
  CHECK(names(derive_desired(snapshot, rules, tonight)) == expected);
  // by default names may repeat
  CHECK(names(derive_desired(snapshot, defaults(), tonight))[1] == "Robotics");
}

TEST_CASE("a suffix survives the limit of the contract", "[desired]") {
  Snapshot snapshot = district();
  const std::string name(255, 'x');
  snapshot.roster.sections = {section(1, {1}, {1}), section(2, {1}, {1})};
  for (Section& s : snapshot.roster.sections) s.name = name;
  snapshot.roster.sections[1].period = "7";
  const DesiredResult result = derive_desired(snapshot, mapping("unique_class_names: true"), tonight);
  CHECK(class_in(result, 2).object.name == std::string(251, 'x') + " (7)");
}

TEST_CASE("every field that rules may name can be read", "[desired]") {
  for (const KnownField& f : filter_fields(FilterSubject::schools)) CHECK_NOTHROW(school_field(f.name));
  for (const KnownField& f : filter_fields(FilterSubject::sections)) CHECK_NOTHROW(section_field(f.name));
  for (const KnownField& f : filter_fields(FilterSubject::teachers)) CHECK_NOTHROW(teacher_field(f.name));
  for (const KnownField& f : filter_fields(FilterSubject::students)) CHECK_NOTHROW(student_field(f.name));
  for (const KnownField& f : template_fields(Kind::class_)) CHECK_NOTHROW(section_field(f.name));
  for (const KnownField& f : template_fields(Kind::teacher)) CHECK_NOTHROW(teacher_field(f.name));
  for (const KnownField& f : template_fields(Kind::student)) CHECK_NOTHROW(student_field(f.name));
}
