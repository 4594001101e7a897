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
  for (Student& s : made.roster.students) {
    s.sis_id = *rc::gen::element("S1", "S2", "");
    s.grade = *rc::gen::element("2", "5", "");
    s.school = school_id(*rc::gen::inRange(1, 3));
    s.schools = {*s.school};
  }
  for (Teacher& t : made.roster.teachers) t.title = *rc::gen::element("Substitute", "");
  for (int n = 1; n <= 4; ++n) {
    switch (*rc::gen::inRange(0, 3)) {
      case 0:
        made.roster.sections.push_back(random_section(n));
        break;
      case 1:
        made.absences.sections.push_back(*rc::gen::arbitrary<bool>()
                                             ? gone(random_section(n), {"2026-11-22", "2026-11-23", "2026-11-24"})
                                             : gone(random_section(n), {"2026-11-24"}));
        made.absences.sections.back().last_seen = day(*rc::gen::element("2026-11-01", "2026-11-02"));
        break;
      default:
        break;
    }
  }
  Student absent = student(5);
  absent.sis_id = "S1";
  made.absences.students = {gone(absent, {"2026-11-24"}), gone(student(6), {"2026-11-22", "2026-11-23", "2026-11-24"})};
  made.absences.teachers = {gone(teacher(5), {"2026-11-23", "2026-11-24"})};
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
                                          "students: {grade: {at_most: \"3\"}}",
                                          "students: {section.period: {empty: true}}",
                                          "students: {school.name: {contains: Lincoln}, sis_id: {empty: false}}",
                                          "teachers: {title: {matches: \"(?i)^sub\"}}",
                                          "sections: {teacher.title: Substitute}",
                                          "sections: {term.end_date: {after: today + 30d}}",
                                          "sections: {first_seen: {not: {before: 2026-06-01}}}",
                                          "sections: {teacher.id: '500000000000000000000001'}"};

std::string random_filters(std::vector<std::string>& excludes) {
  std::string text = *rc::gen::element<std::string>("users: enrolled\n", "users: all\n");
  if (*rc::gen::inRange(0, 3) == 0) text += "include: [{id: in, sections: {subject: [math, science]}}]\n";
  const auto picks = *rc::gen::container<std::vector<std::size_t>>(rc::gen::inRange<std::size_t>(0, rule_texts.size()));
  for (std::size_t i = 0; i < std::min<std::size_t>(picks.size(), 3); ++i)
    excludes.push_back(fmt::format("{{id: r{}, {}}}", i, rule_texts[picks[i]]));
  return text;
}

/// Entries of keep.yaml, one a line, some of which have run out or name nobody.
std::vector<std::string> random_keep() {
  const auto entry = [](std::string_view list, std::string_view key, const CleverId& id) {
    return fmt::format("{}: {{{}: '{}', until: {}, because: x}}", list, key, id.text(),
                       *rc::gen::element("2026-11-23", "2026-12-31"));
  };
  std::vector<std::string> entries;
  for (const int n : some_of(1, 4)) entries.push_back(entry("keep", "class", section_id(n).as<AnyTag>()));
  for (const int n : some_of(1, 4)) entries.push_back(entry("ignore", "section", section_id(n).as<AnyTag>()));
  for (const int n : some_of(1, 6)) entries.push_back(entry("ignore", "student", student_id(n).as<AnyTag>()));
  for (const int n : some_of(1, 5)) entries.push_back(entry("ignore", "teacher", teacher_id(n).as<AnyTag>()));
  return entries;
}

std::string keep_file(const std::vector<std::string>& entries) {
  std::string text;
  for (const std::string_view list : {"keep", "ignore"}) {
    text += fmt::format("{}:\n", list);
    for (const std::string& line : entries)
      if (line.starts_with(list)) text += fmt::format("  - {}\n", line.substr(list.size() + 2));
  }
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

RuleSet rules_of(const std::string& filters_text, const std::vector<std::string>& keep_entries) {
  return rules_with({{.file = "rules/filters.yaml", .text = filters_text},
                     {.file = "rules/keep.yaml", .text = keep_file(keep_entries)},
                     {.file = "rules/lifecycle.yaml", .text = year}});
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
    shuffle(snapshot.absences.students);
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

TEST_CASE("deleting the entry of keep.yaml that decided a record gives it another cause", "[desired][law]") {
  CHECK(rc::check([] {
    const Snapshot snapshot = random_district();
    std::vector<std::string> excludes;
    const std::string text = with_excludes(random_filters(excludes), excludes);
    const std::vector<std::string> entries = random_keep();
    const DesiredResult result = derive_desired(snapshot, rules_of(text, entries), tonight);
    const auto check_all = [&](const auto& items, const auto& items_of) {
      for (const auto& item : items) {
        const std::string id = item.object.id.text();
        if (item.cause.rule->file != "rules/keep.yaml") continue;
        const std::string list = item.cause.rule->id.substr(0, item.cause.rule->id.find('.'));
        std::vector<std::string> others = entries;
        const auto erased = std::erase_if(others, [&](const std::string& line) {
          return line.starts_with(list) && line.find(id) != std::string::npos;
        });
        RC_ASSERT(erased == 1U);
        const DesiredResult without = derive_desired(snapshot, rules_of(text, others), tonight);
        for (const auto& other : items_of(without))
          if (other.object.id == item.object.id) RC_ASSERT((other.cause.rule->id != item.cause.rule->id));
      }
    };
    check_all(
        result.state.classes, [](const DesiredResult& r) -> const auto& { return r.state.classes; });
    check_all(
        result.state.students, [](const DesiredResult& r) -> const auto& { return r.state.students; });
    check_all(
        result.state.teachers, [](const DesiredResult& r) -> const auto& { return r.state.teachers; });
  }));
}

TEST_CASE("deleting the include rule that let a section in leaves it out, or another line lets it in",
          "[desired][law]") {
  CHECK(rc::check([] {
    const Snapshot snapshot = random_district();
    const std::string one = "{id: one, sections: {subject: [math, science]}}";
    const std::string two = "{id: two, sections: {period: \"1\"}}";
    const std::string three = "{id: three, sections: {school.name: Lincoln Middle}}";
    const auto including = [&](const std::vector<std::string>& rules) {
      std::string text = "include:\n";
      for (const std::string& rule : rules) text += "  - " + rule + "\n";
      return derive_desired(snapshot, filters(text), tonight);
    };
    const DesiredResult result = including({one, two, three});
    for (const DesiredClass& desired : result.state.classes) {
      if (desired.stance != Stance::open) continue;
      const std::string id = desired.cause.rule->id;
      std::vector<std::string> others{one, two, three};
      RC_ASSERT(std::erase_if(others, [&](const std::string& r) { return r.starts_with("{id: " + id + ","); }) == 1U);
      const DesiredResult without = including(others);
      const LeftOut* out = left_out_in(without, desired.object.id.as<AnyTag>());
      for (const DesiredClass& other : without.state.classes)
        if (other.object.id == desired.object.id)
          RC_ASSERT(((other.stance == Stance::open) == (out == nullptr) && other.cause.rule->id != id));
    }
  }));
}

TEST_CASE("whatever the rules drop from an open class is named with a cause of its own", "[desired][law]") {
  CHECK(rc::check([] {
    const Snapshot snapshot = random_district();
    std::vector<std::string> excludes;
    const std::string text = with_excludes(random_filters(excludes), excludes);
    const DesiredResult result = derive_desired(snapshot, rules_of(text, random_keep()), tonight);
    const auto is_archived = [](const auto& accounts, const UserId& id) {
      return std::any_of(accounts.begin(), accounts.end(),
                         [&](const auto& a) { return a.object.id == id && a.stance == Stance::archive; });
    };
    for (const Section& section : snapshot.roster.sections) {
      const DesiredClass* found = nullptr;
      for (const DesiredClass& desired : result.state.classes)
        if (desired.object.id == section.id) found = &desired;
      RC_ASSERT(found != nullptr);
      const std::size_t named = found->object.students.size() + found->object.teachers.size() +
                                found->unshared_students.size() + found->unshared_teachers.size() +
                                found->dropped.size();
      RC_ASSERT(named == section.students.size() + section.teachers.size());
      for (const UserId& id : found->dropped)
        RC_ASSERT((is_archived(result.state.students, id) || is_archived(result.state.teachers, id)));
    }
  }));
}
