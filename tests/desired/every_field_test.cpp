// Every test on every field that rules may name, read from YAML and held against an oracle that knows each field by
// hand: a small district in which fields are there, absent and repeated.

#include <map>

#include "catch.hpp"
#include "rules/fields.hpp"
#include "world.hpp"

using namespace clever_sync;

namespace {

using Values = std::vector<std::string>;

Values one(std::string_view text) {
  return text.empty() ? Values{} : Values{std::string(text)};
}
Values one(const std::optional<Date>& date) {
  return date ? Values{format_date(*date)} : Values{};
}
template <class IdType>
Values one(const std::optional<IdType>& id) {
  return id ? Values{id->text()} : Values{};
}
template <class IdType>
Values all(const std::vector<IdType>& ids) {
  Values values;
  for (const IdType& id : ids) values.push_back(id.text());
  return values;
}
void append(Values& to, const Values& more) {
  to.insert(to.end(), more.begin(), more.end());
}

Values own(const School& s, const std::string& field) {
  return std::map<std::string, Values>{{"id", one(s.id.text())},        {"name", one(s.name)},
                                       {"sis_id", one(s.sis_id)},       {"school_number", one(s.school_number)},
                                       {"low_grade", one(s.low_grade)}, {"high_grade", one(s.high_grade)},
                                       {"nces_id", one(s.nces_id)},     {"state_id", one(s.state_id)}}
      .at(field);
}
Values own(const Term& t, const std::string& field) {
  return std::map<std::string, Values>{
      {"id", one(t.id.text())}, {"name", one(t.name)}, {"start_date", one(t.start_date)}, {"end_date", one(t.end_date)}}
      .at(field);
}
Values own(const Course& c, const std::string& field) {
  return std::map<std::string, Values>{{"id", one(c.id.text())}, {"name", one(c.name)}, {"number", one(c.number)}}.at(
      field);
}
Values own(const Teacher& t, const std::string& field) {
  return std::map<std::string, Values>{
      {"id", one(t.id.text())}, {"name.first", one(t.first_name)}, {"name.last", one(t.last_name)},
      {"email", one(t.email)},  {"sis_id", one(t.sis_id)},         {"teacher_number", one(t.teacher_number)},
      {"title", one(t.title)},  {"school", one(t.school)},         {"schools", all(t.schools)}}
      .at(field);
}
Values own(const Student& s, const std::string& field) {
  return std::map<std::string, Values>{
      {"id", one(s.id.text())},  {"name.first", one(s.first_name)}, {"name.last_initial", one(s.last_initial)},
      {"grade", one(s.grade)},   {"email", one(s.email)},           {"sis_id", one(s.sis_id)},
      {"school", one(s.school)}, {"schools", all(s.schools.get())}}
      .at(field);
}
Values own(const Section& s, const std::string& field) {
  return std::map<std::string, Values>{{"id", one(s.id.text())},
                                       {"name", one(s.name)},
                                       {"sis_id", one(s.sis_id)},
                                       {"school", one(s.school.text())},
                                       {"course", one(s.course)},
                                       {"term_id", one(s.term)},
                                       {"section_number", one(s.section_number)},
                                       {"period", one(s.period)},
                                       {"subject", one(s.subject)},
                                       {"grade", one(s.grade)},
                                       {"first_seen", one(s.first_seen)},
                                       {"reused", one(s.reused)},
                                       {"teachers", all(s.teachers)},
                                       {"students", all(s.students.get())}}
      .at(field);
}

/// `school.name` is `name` of the school.
std::optional<std::string> behind(std::string_view prefix, const std::string& field) {
  return field.starts_with(prefix) ? std::optional(field.substr(prefix.size())) : std::nullopt;
}
template <class Record, class IdType>
Values of_other(const std::vector<Record>& others, const std::optional<IdType>& id, const std::string& field) {
  for (const Record& other : others)
    if (id && other.id == *id) return own(other, field);
  return {};
}

Values values_of(const Roster&, const School& school, const std::string& field) {
  return own(school, field);
}
Values values_of(const Roster& roster, const Section& section, const std::string& field) {
  if (const auto rest = behind("school.", field)) return of_other(roster.schools, std::optional(section.school), *rest);
  if (const auto rest = behind("term.", field)) return of_other(roster.terms, section.term, *rest);
  if (const auto rest = behind("course.", field)) return of_other(roster.courses, section.course, *rest);
  const auto rest = behind("teacher.", field);
  if (!rest) return own(section, field);
  Values values;
  for (const UserId& id : section.teachers) append(values, of_other(roster.teachers, std::optional(id), *rest));
  return values;
}
const std::vector<UserId>& people_in(const Section& section, const Teacher&) {
  return section.teachers;
}
const std::vector<UserId>& people_in(const Section& section, const Student&) {
  return section.students;
}
template <class Person>
Values values_of(const Roster& roster, const Person& person, const std::string& field) {
  if (const auto rest = behind("school.", field)) return of_other(roster.schools, person.school, *rest);
  const auto rest = behind("section.", field);
  if (!rest) return own(person, field);
  Values values;
  for (const Section& section : roster.sections)
    if (const auto& in = people_in(section, person); std::find(in.begin(), in.end(), person.id) != in.end())
      append(values, values_of(roster, section, *rest));
  return values;
}

/// A test as a rule writes it, and whether it holds of the values.
struct WrittenTest {
  std::string yaml;
  std::function<bool(const Values&)> holds;
};

std::function<bool(const Values&)> some(std::function<bool(const std::string&)> holds) {
  return [holds = std::move(holds)](const Values& values) { return std::any_of(values.begin(), values.end(), holds); };
}

/// A grade's place in Clever's order; nothing for those in no range.
std::optional<std::size_t> place_of(const std::string& grade) {
  const std::vector<std::string> order{"InfantToddler",
                                       "Preschool",
                                       "PreKindergarten",
                                       "TransitionalKindergarten",
                                       "Kindergarten",
                                       "1",
                                       "2",
                                       "3",
                                       "4",
                                       "5",
                                       "6",
                                       "7",
                                       "8",
                                       "9",
                                       "10",
                                       "11",
                                       "12",
                                       "13",
                                       "PostGraduate"};
  const auto at = std::find(order.begin(), order.end(), grade);
  return at == order.end() ? std::nullopt : std::optional(static_cast<std::size_t>(at - order.begin()));
}

void add_tests_of_type(FieldType type, std::vector<WrittenTest>& tests) {
  if (type == FieldType::date) {
    const std::string bound = "2026-11-10";  // tonight is the 24th
    tests.push_back({"{before: today - 14d}", some([=](const std::string& v) { return v < bound; })});
    tests.push_back({"{after: 2026-11-10}", some([=](const std::string& v) { return v > bound; })});
  }
  if (type == FieldType::grade) {
    const auto at = [](const std::string& v) { return place_of(v); };
    tests.push_back({"{at_least: \"5\"}", some([=](const std::string& v) { return at(v) && *at(v) >= *at("5"); })});
    tests.push_back({"{at_most: \"5\"}", some([=](const std::string& v) { return at(v) && *at(v) <= *at("5"); })});
  }
}

/// All tests on a field, for a value of it: as they are, and under `not`.
std::vector<WrittenTest> tests_on(FieldType type, const std::string& value) {
  const std::string other = type == FieldType::date ? "1999-01-01" : "another";
  const std::string middle = value.substr(value.size() > 2 ? 1 : 0, 2), first = value.substr(0, 1);
  std::vector<WrittenTest> tests{
      {fmt::format("\"{}\"", value), some([=](const std::string& v) { return v == value; })},
      {fmt::format("[\"{}\", \"{}\"]", other, value), some([=](const std::string& v) { return v == value; })},
      {fmt::format("{{contains: \"{}\"}}", middle),
       some([=](const std::string& v) { return v.find(middle) != std::string::npos; })},
      {fmt::format("{{matches: \"^{}\"}}", first), some([=](const std::string& v) { return v.starts_with(first); })},
      {"{empty: true}", [](const Values& values) { return values.empty(); }},
      {"{empty: false}", [](const Values& values) { return !values.empty(); }}};
  add_tests_of_type(type, tests);
  const std::vector<WrittenTest> plain = tests;
  for (const WrittenTest& test : plain)
    tests.push_back({"{not: " + test.yaml + "}", [holds = test.holds](const Values& v) { return !holds(v); }});
  return tests;
}

Snapshot varied_district() {
  Snapshot made = district();
  Roster& roster = made.roster;
  roster.schools[0] = {school_id(1), "Lincoln", "L1", "100", "Kindergarten", "5", "N1", "A1"};
  roster.schools[1] = {school_id(2), "Roosevelt", "", "", "6", "Ungraded", "", ""};
  roster.courses.push_back({.id = course_id(2), .name = "Arts", .number = ""});
  roster.sections = {section(1, {1, 2}, {1, 2}), section(2, {2}, {2, 3}), section(3, {}, {}), section(4, {3, 9}, {3})};
  auto& sections = roster.sections;
  sections[0].course = course_id(1);
  sections[0].sis_id = "X1";
  sections[0].section_number = "007";
  sections[0].period = "1";
  sections[1].school = school_id(2);
  sections[1].course = course_id(2);
  sections[1].term = term_id(3);
  sections[1].reused = day("2026-11-10");
  sections[1].grade = "Other";
  sections[1].name = "Arts";
  sections[2].term.reset();
  sections[2].grade = sections[2].subject = sections[2].name = "";
  sections[2].first_seen = day("2026-11-20");
  sections[3].term = term_id(2);
  sections[3].grade = "12";
  sections[3].reused = day("2026-11-09");
  auto& teachers = roster.teachers;
  teachers[0].title = "Substitute";
  teachers[0].sis_id = "T1";
  teachers[0].teacher_number = "31";
  teachers[1].school.reset();
  teachers[1].schools.clear();
  teachers[1].email = teachers[1].first_name = "";
  teachers[2].schools = {school_id(1), school_id(2)};
  teachers[2].last_name = "Rowe";
  auto& students = roster.students;
  students[0].sis_id = "S1";
  students[0].email = "bo@example.org";
  students[1].school = school_id(2);
  students[1].schools = {school_id(1), school_id(2)};
  students[1].grade = "12";
  students[1].first_name = "Cy";
  students[2].school.reset();
  students[2].schools.clear();
  students[2].grade = students[2].last_initial = "";
  return made;
}

/// The rules of one subject with what the oracle says of each record.
struct OracleRule {
  std::string yaml;
  std::string field;
  std::function<bool(const Values&)> holds;
};

template <class Record>
void check_subject(const Roster& roster, FilterSubject subject, const std::vector<Record>& records) {
  std::vector<OracleRule> expected;
  for (const KnownField& field : filter_fields(subject)) {
    const std::string name(field.name);
    std::string value = field.type == FieldType::date ? "2026-11-10" : "another";
    for (const Record& record : records)
      if (const Values found = values_of(roster, record, name); !found.empty()) value = found.back();
    for (WrittenTest& test : tests_on(field.type, value))
      expected.push_back({fmt::format("{}: {}", name, test.yaml), name, std::move(test.holds)});
  }
  std::string text = "exclude:\n";
  for (std::size_t n = 0; n < expected.size(); ++n)
    text += fmt::format("  - {{id: r{}, {}: {{{}}}}}\n", n, name_of(subject), expected[n].yaml);
  const RuleSet rules = rules_with({{.file = "rules/filters.yaml", .text = text},
                                    {.file = "rules/mapping.yaml", .text = "student: {email: \"{{ email }}\"}"}});
  REQUIRE(rules.filters.exclude.size() == expected.size());
  Snapshot snapshot;
  snapshot.roster = roster;
  for (std::size_t n = 0; n < expected.size(); ++n) {
    std::vector<CleverId> matched, wanted;
    for (const auto& found : records_matched(snapshot, rules.filters.exclude[n], tonight))
      matched.push_back(found.second);
    for (const Record& record : records)
      if (expected[n].holds(values_of(roster, record, expected[n].field)))
        wanted.push_back(record.id.template as<AnyTag>());
    std::sort(wanted.begin(), wanted.end());
    INFO(name_of(subject) << ": {" << expected[n].yaml << "}");
    CHECK(matched == wanted);
  }
}

}  // namespace

TEST_CASE("every test on every field of every kind of record matches what an oracle says", "[desired]") {
  const Roster roster = varied_district().roster;
  check_subject(roster, FilterSubject::schools, roster.schools);
  check_subject(roster, FilterSubject::sections, roster.sections);
  check_subject(roster, FilterSubject::teachers, roster.teachers);
  check_subject(roster, FilterSubject::students, roster.students);
}
