// Laws of derive_desired, over small random districts.

#include <rapidcheck.h>

#include <set>

#include "catch.hpp"
#include "world.hpp"

using namespace clever_sync;

namespace {

constexpr const char* subjects[] = {"math", "science", "art", ""};

std::vector<int> some_of(int lowest, int highest) {
  std::vector<int> numbers;
  for (int n = lowest; n <= highest; ++n)
    if (*rc::gen::inRange(0, 3) == 0) numbers.push_back(n);
  return numbers;
}

Section random_section(int n) {
  Section made = section(n, some_of(1, 5), some_of(1, 6));
  made.school = school_id(*rc::gen::inRange(1, 3));
  made.subject = subjects[*rc::gen::inRange(0, 4)];
  made.period = *rc::gen::element("1", "2", "");
  if (const int term = *rc::gen::inRange(0, 4); term == 0)
    made.term.reset();
  else
    made.term = term_id(term);
  made.first_seen = day(*rc::gen::element("2026-05-01", "2026-09-01"));
  return made;
}

Snapshot random_district() {
  Snapshot made = district();
  for (Student& s : made.roster.students) s.sis_id = *rc::gen::element("S1", "S2", "");
  for (int n = 1; n <= 4; ++n) {
    switch (*rc::gen::inRange(0, 3)) {
      case 0:
        made.roster.sections.push_back(random_section(n));
        break;
      case 1:
        made.absences.sections.push_back(gone(random_section(n), {"2026-11-22", "2026-11-23", "2026-11-24"}));
        break;
      default:
        break;
    }
  }
  Student absent = student(5);
  absent.sis_id = "S1";
  made.absences.students = {gone(absent, {"2026-11-24"})};
  return made;
}

const std::vector<std::string> rule_texts{"sections: {subject: math}",
                                          "sections: {subject: {not: [science, art]}}",
                                          "sections: {school.name: {matches: '^Lincoln'}}",
                                          "sections: {term.name: {empty: true}}",
                                          "students: {sis_id: S1}",
                                          "students: {section.subject: art}",
                                          "teachers: {section.period: \"2\"}",
                                          "schools: {name: Roosevelt K-8}",
                                          "sections: {teacher.id: '500000000000000000000001'}"};

std::string random_filters(std::vector<std::string>& excludes) {
  std::string text = *rc::gen::element<std::string>("users: enrolled\n", "users: all\n");
  if (*rc::gen::inRange(0, 3) == 0) text += "include: [{id: in, sections: {subject: [math, science]}}]\n";
  const auto picks = *rc::gen::container<std::vector<std::size_t>>(rc::gen::inRange<std::size_t>(0, rule_texts.size()));
  for (std::size_t i = 0; i < std::min<std::size_t>(picks.size(), 3); ++i)
    excludes.push_back(fmt::format("{{id: r{}, {}}}", i, rule_texts[picks[i]]));
  return text;
}

std::string with_excludes(const std::string& text, const std::vector<std::string>& excludes) {
  std::string list = "exclude: [";
  for (const std::string& rule : excludes) list += rule + ", ";
  return text + list + "]\n";
}

const std::string year = "classes: {archive: {school_year_ends: 2026-06-30}}\n";

RuleSet rules_of(const std::string& filters_text) {
  return rules_with(
      {{.file = "rules/filters.yaml", .text = filters_text}, {.file = "rules/lifecycle.yaml", .text = year}});
}

template <class Value>
void shuffle(std::vector<Value>& values) {
  const auto order = *rc::gen::container<std::vector<unsigned>>(values.size(), rc::gen::arbitrary<unsigned>());
  for (std::size_t i = values.size(); i > 1; --i) std::swap(values[i - 1], values[order[i - 1] % i]);
}

/// What is open, and who is in it: all that a plan could ever add.
std::set<std::string> wanted(const DesiredResult& result) {
  std::set<std::string> found;
  for (const auto& t : result.state.teachers)
    if (t.stance == Stance::open) found.insert("teacher " + t.object.id.text());
  for (const auto& s : result.state.students)
    if (s.stance == Stance::open) found.insert("student " + s.object.id.text());
  for (const auto& c : result.state.classes) {
    if (c.stance != Stance::open) continue;
    found.insert("class " + c.object.id.text());
    for (const UserId& id : c.object.students) found.insert(c.object.id.text() + " has " + id.text());
    for (const UserId& id : c.object.teachers) found.insert(c.object.id.text() + " has " + id.text());
  }
  return found;
}

}  // namespace

TEST_CASE("the order of the records never matters", "[desired][law]") {
  CHECK(rc::check([] {
    Snapshot snapshot = random_district();
    std::vector<std::string> excludes;
    const std::string text = random_filters(excludes);
    const RuleSet rules = rules_of(with_excludes(text, excludes));
    const std::string expected = text_of(derive_desired(snapshot, rules, tonight));
    shuffle(snapshot.roster.schools);
    shuffle(snapshot.roster.terms);
    shuffle(snapshot.roster.sections);
    shuffle(snapshot.roster.students);
    shuffle(snapshot.roster.teachers);
    shuffle(snapshot.absences.sections);
    RC_ASSERT(text_of(derive_desired(snapshot, rules, tonight)) == expected);
  }));
}

TEST_CASE("an exclude rule never adds anything", "[desired][law]") {
  CHECK(rc::check([] {
    const Snapshot snapshot = random_district();
    std::vector<std::string> excludes;
    const std::string text = random_filters(excludes);
    const auto before = wanted(derive_desired(snapshot, rules_of(with_excludes(text, excludes)), tonight));
    excludes.push_back(fmt::format("{{id: more, {}}}", *rc::gen::elementOf(rule_texts)));
    const auto after = wanted(derive_desired(snapshot, rules_of(with_excludes(text, excludes)), tonight));
    RC_ASSERT(std::includes(before.begin(), before.end(), after.begin(), after.end()));
  }));
}

TEST_CASE("every shared record takes part or is left out by a rule, never both", "[desired][law]") {
  CHECK(rc::check([] {
    const Snapshot snapshot = random_district();
    std::vector<std::string> excludes;
    const std::string text = random_filters(excludes);
    const DesiredResult result = derive_desired(snapshot, rules_of(with_excludes(text, excludes)), tonight);
    const auto check_one = [&](const CleverId& id, const Cause& cause) {
      RC_ASSERT(cause.rule != nullptr);
      const LeftOut* out = left_out_in(result, id);
      const bool shared_and_out = cause.code == ReasonCode::filtered_out;
      RC_ASSERT((out != nullptr) == shared_and_out);
      if (out != nullptr) RC_ASSERT(out->rule != nullptr);
    };
    for (const auto& c : result.state.classes) check_one(c.object.id.as<AnyTag>(), c.cause);
    for (const auto& s : result.state.students) check_one(s.object.id.as<AnyTag>(), s.cause);
    for (const auto& t : result.state.teachers) check_one(t.object.id.as<AnyTag>(), t.cause);
    RC_ASSERT(result.state.classes.size() == snapshot.roster.sections.size() + snapshot.absences.sections.size());
    RC_ASSERT(result.state.students.size() == snapshot.roster.students.size() + snapshot.absences.students.size());
    RC_ASSERT(result.state.teachers.size() == snapshot.roster.teachers.size() + snapshot.absences.teachers.size());
  }));
}

TEST_CASE("whoever is in an open class has an open account", "[desired][law]") {
  CHECK(rc::check([] {
    const Snapshot snapshot = random_district();
    std::vector<std::string> excludes;
    const std::string text = random_filters(excludes);
    const DesiredResult result = derive_desired(snapshot, rules_of(with_excludes(text, excludes)), tonight);
    const auto found = wanted(result);
    for (const auto& c : result.state.classes) {
      if (c.stance != Stance::open) continue;
      for (const UserId& id : c.object.students) RC_ASSERT(found.contains("student " + id.text()));
      for (const UserId& id : c.object.teachers) RC_ASSERT(found.contains("teacher " + id.text()));
    }
  }));
}

TEST_CASE("deleting the exclude rule that left a section out lets it in, or names another cause", "[desired][law]") {
  CHECK(rc::check([] {
    const Snapshot snapshot = random_district();
    std::vector<std::string> excludes;
    const std::string text = random_filters(excludes);
    const DesiredResult result = derive_desired(snapshot, rules_of(with_excludes(text, excludes)), tonight);
    for (const LeftOut& out : result.left_out) {
      if (!out.rule->id.starts_with('r')) continue;
      std::vector<std::string> others = excludes;
      std::erase_if(others, [&](const std::string& rule) { return rule.starts_with("{id: " + out.rule->id + ","); });
      const DesiredResult without = derive_desired(snapshot, rules_of(with_excludes(text, others)), tonight);
      const LeftOut* still = left_out_in(without, out.id);
      RC_ASSERT((still == nullptr || still->rule->id != out.rule->id));  // RC_ASSERT evaluates both sides itself
    }
  }));
}
